import { MICROSECONDS_PER_DAY, type Instant } from '../base/clock.ts';
import type { Tx } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import type { EventKind } from './event-kinds.ts';
import { insertEvent, insertEventOrigin, insertEventOrigins, insertEvents } from './events.queries.ts';

/** How long the address and the user agent of an event are kept, unless administrators decide otherwise. */
export const EVENT_ORIGIN_DAYS = 180;

/** Longest text of a stranger that is kept of each. */
const ADDRESS_LENGTH = 64;
const USER_AGENT_LENGTH = 512;

export interface NewEvent {
  readonly at: Instant;
  readonly kind: EventKind;
  /** The person who did it; null for the machine itself. */
  readonly actor: number | null;
  /** The account in whose name, where that is another. */
  readonly onBehalfOf: number | null;
  /** `key:PUBLIC_ID`, `session:PUBLIC_ID`, `link:PUBLIC_ID` of a token that was mailed, `cli`, `system`. */
  readonly credential: string;
  /** `package:KEY`, `version:KEY/VERSION`, `account:PUBLIC_ID`, `key:PUBLIC_ID`. */
  readonly subject: string;
  /** Kept for ever: accounts by id, no address, no secret. */
  readonly data: object;
  /** Kept apart, for a limited time. */
  readonly origin?: { readonly address: string; readonly userAgent: string };
}

/**
 * Writes what happened in the transaction in which it happens. Its number in the log is the database's to give.
 *
 * Only inside `Database.mutation`: there the numbers of the log are the order of the commits, so that a follower that
 * has seen number n never misses a smaller one.
 */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  await insertEvent(tx, eventColumns(event));
  if (event.origin !== undefined) await insertEventOrigin(tx, originColumns(event.origin, event.at));
}

/** The same for many events, which are numbered in their order; gives their numbers. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<number[]> {
  const seqs: number[] = [];
  for (let start = 0; start < events.length; start += ROWS_PER_READ) {
    const some = events.slice(start, start + ROWS_PER_READ);
    const added = await insertEvents(tx, some.map(eventColumns));
    seqs.push(...added);
    const origins = some.flatMap(({ origin, at }, i) =>
      origin === undefined ? [] : [{ ...originColumns(origin, at), event_seq: added[i] ?? 0 }],
    );
    if (origins.length > 0) await insertEventOrigins(tx, origins);
  }
  return seqs;
}

function eventColumns(event: NewEvent) {
  return {
    at: event.at,
    kind: event.kind,
    actor: event.actor,
    on_behalf_of: event.onBehalfOf,
    credential: event.credential,
    subject: event.subject,
    data: JSON.stringify(event.data),
  };
}

function originColumns(origin: NonNullable<NewEvent['origin']>, at: Instant) {
  return {
    address: origin.address.slice(0, ADDRESS_LENGTH),
    user_agent: origin.userAgent.toWellFormed().replaceAll('\0', '').slice(0, USER_AGENT_LENGTH),
    expires_at: at + EVENT_ORIGIN_DAYS * MICROSECONDS_PER_DAY,
  };
}
