import type { Instant } from '../../base/clock.ts';
import type { HistoryRow } from '../../log/history.queries.ts';
import type { Origin } from '../principal.ts';

/** An account as it is called now: the log knows accounts by id, since names change. */
export interface AccountLabel {
  readonly publicId: string;
  readonly name: string;
  readonly kind: 'person' | 'organization';
  readonly isDeleted: boolean;
  /** Of the gallery. */
  readonly isAdministrator: boolean;
}

/** One event as people read it. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  /** Who did it; undefined for the machine itself, and for somebody who was not signed in. */
  readonly actor: AccountLabel | undefined;
  /** In whose name, where that is another account. */
  readonly onBehalfOf: AccountLabel | undefined;
  /** `key:PUBLIC_ID`, `session:PUBLIC_ID`, `cli`, `system`. */
  readonly credential: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Where it came from, while that is kept and for those who may see it. */
  readonly origin: Origin | undefined;
}

/** Some events, with the accounts that their subjects and data name, by public id. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly labels: ReadonlyMap<string, AccountLabel>;
  /** The API keys that events were done with, by public id: those that the reader may know. */
  readonly keyNames: ReadonlyMap<string, string>;
  /** What the next page is before; undefined on the last one. */
  readonly next: number | undefined;
}

/** Members of an event's data that name an account by its public id. */
const NAMING_MEMBERS = new Set(['account', 'administrator', 'owner', 'person']);
const ACCOUNT_SUBJECT = 'account:';

/** The public ids of the accounts that an event's subject and data name. */
export function accountsNamedBy({ subject, data }: Pick<HistoryEntry, 'subject' | 'data'>): string[] {
  const ids = namedIn(data);
  return subject.startsWith(ACCOUNT_SUBJECT) ? [subject.slice(ACCOUNT_SUBJECT.length), ...ids] : ids;
}

function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    NAMING_MEMBERS.has(name) && typeof member === 'string' ? [member] : namedIn(member),
  );
}

const KEY_CREDENTIAL = 'key:';

/** The public ids of the API keys that events were done with. */
export function keysUsedBy(events: readonly Pick<HistoryEntry, 'credential'>[]): string[] {
  return events.flatMap(({ credential }) =>
    credential.startsWith(KEY_CREDENTIAL) ? [credential.slice(KEY_CREDENTIAL.length)] : [],
  );
}

/** What an event says of itself, as it was written. */
export function readData({ data }: Pick<HistoryRow, 'data'>): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(data);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
}
