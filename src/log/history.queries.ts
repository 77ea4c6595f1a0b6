/** The log as people read it: of one account, or all of it, from either end, a page at a time. */
import { sql } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Database, Rows } from '../storage/database.ts';

export interface HistoryRow {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actor: number | null;
  readonly onBehalfOf: number | null;
  readonly credential: string;
  readonly subject: string;
  /** JSON. */
  readonly data: string;
  /** Null once it is forgotten, as for what no request did. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** From which end: events before a number, newest first, or those after one, oldest first. */
export type HistorySlice =
  { readonly before: number; readonly limit: number } | { readonly after: number; readonly limit: number };

/** Which events are asked for; all that is given must hold. */
export interface HistoryFilter {
  readonly kind?: string;
  readonly actor?: number;
  /** The subject as the log writes it, or how it begins. */
  readonly subject?: { readonly is: string } | { readonly beginsWith: string };
  /** From this moment on. */
  readonly from?: Instant;
  /** Before this moment. */
  readonly to?: Instant;
  /** Between which numbers these moments lie, at the widest: `withNumbers` finds out. */
  readonly numbers?: { readonly first: number; readonly end: number };
}

/** The slice of the newest events is before this. */
export const END_OF_LOG = Number.MAX_SAFE_INTEGER;

const COLUMNS = [
  'events.seq as seq',
  'events.at as at',
  'events.kind as kind',
  'events.actor as actor',
  'events.on_behalf_of as onBehalfOf',
  'events.credential as credential',
  'events.subject as subject',
  'events.data as data',
  'event_origins.address as address',
  'event_origins.user_agent as userAgent',
] as const;

/** What an account did, what was done in its name, and what was done to it: each read by its index, and no further than needed. */
export function accountHistory(
  { read }: Pick<Database, 'read'>,
  account: { readonly id: number; readonly publicId: string },
  slice: HistorySlice,
): Promise<HistoryRow[]> {
  const range = (column: 'actor' | 'on_behalf_of' | 'subject', value: number | string) =>
    read
      .selectFrom(sliceOf(read, slice).select('events.seq as seq').where(`events.${column}`, '=', value).as('range'))
      .select('range.seq as seq');
  const found = range('actor', account.id)
    .union(range('on_behalf_of', account.id))
    .union(range('subject', `account:${account.publicId}`));
  return read
    .selectFrom(found.as('found'))
    .innerJoin('events', 'events.seq', 'found.seq')
    .leftJoin('event_origins', 'event_origins.event_seq', 'found.seq')
    .select(COLUMNS)
    .orderBy('found.seq', 'before' in slice ? 'desc' : 'asc')
    .limit(slice.limit)
    .execute();
}

/** Every event that passes the filter. A filter of moments should have its numbers: without them the whole log is read. */
export async function wholeHistory(
  { read, scan }: Pick<Database, 'read' | 'scan'>,
  filter: HistoryFilter,
  slice: HistorySlice,
): Promise<HistoryRow[]> {
  const isWhole = Object.values(filter).every((each) => each === undefined);
  const rows = isWhole ? read : scan;
  return rows
    .selectFrom('events')
    .leftJoin('event_origins', 'event_origins.event_seq', 'events.seq')
    .select(COLUMNS)
    .where('events.seq', 'in', numbersFound(rows, filter, slice))
    .orderBy('events.seq', 'before' in slice ? 'desc' : 'asc')
    .execute();
}

function numbersFound(rows: Rows, filter: HistoryFilter, slice: HistorySlice) {
  const { kind, actor, subject, from, to, numbers } = filter;
  // A database thinks that somebody who does much does some of everything, and may walk the whole log for a kind of it
  // that is not there. Where the order is a calculated one, it goes by the index of the actor or of the kind.
  const isMixed = kind !== undefined && actor !== undefined;
  let query = (isMixed ? sortedSliceOf(rows, slice) : sliceOf(rows, slice)).select('events.seq');
  if (kind !== undefined) query = query.where('events.kind', '=', kind);
  if (actor !== undefined) query = query.where('events.actor', '=', actor);
  if (subject !== undefined && 'is' in subject) query = query.where('events.subject', '=', subject.is);
  if (subject !== undefined && 'beginsWith' in subject) {
    const { beginsWith } = subject;
    query = query.where('events.subject', '>=', beginsWith).where('events.subject', '<', `${beginsWith}\u{10ffff}`);
  }
  if (from !== undefined) query = query.where('events.at', '>=', from);
  if (to !== undefined) query = query.where('events.at', '<', to);
  if (numbers !== undefined) {
    query = query.where('events.seq', '>=', numbers.first).where('events.seq', '<', numbers.end);
  }
  return query;
}

/** The last thing that was done to each of these subjects. */
export function newestEventOfEach(
  { read }: Pick<Database, 'read'>,
  subjects: readonly string[],
): Promise<HistoryRow[]> {
  const newest = read
    .selectFrom('events')
    .select((row) => row.fn.max('seq').as('seq'))
    .where('subject', 'in', subjects)
    .groupBy('subject');
  return read
    .selectFrom(newest.as('newest'))
    .innerJoin('events', 'events.seq', 'newest.seq')
    .leftJoin('event_origins', 'event_origins.event_seq', 'newest.seq')
    .select(COLUMNS)
    .execute();
}

/** Events are numbered as they are committed; their times follow that order but for what the clocks of nodes differ by. */
const CLOCKS_DIFFER_MICROSECONDS = 3_600_000_000;

/**
 * The filter with the numbers that its moments lie between, found by halving: times have no index of their own, which every
 * push would pay for.
 */
export async function withNumbers(database: Pick<Database, 'read'>, filter: HistoryFilter): Promise<HistoryFilter> {
  const { from, to } = filter;
  if (from === undefined && to === undefined) return filter;
  const first = from === undefined ? 0 : await firstEventSince(database, from - CLOCKS_DIFFER_MICROSECONDS);
  const end = to === undefined ? END_OF_LOG : await firstEventSince(database, to + CLOCKS_DIFFER_MICROSECONDS);
  return { ...filter, numbers: { first, end } };
}

/** About the first event at this moment or later. */
async function firstEventSince({ read }: Pick<Database, 'read'>, at: Instant): Promise<number> {
  const event = read.selectFrom('events').select(['seq', 'at']);
  let low = 0;
  let high = ((await event.orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await event.where('seq', '>=', middle).orderBy('seq').limit(1).executeTakeFirst();
    if (found !== undefined && found.at < at) low = found.seq + 1;
    else high = middle;
  }
  return low;
}

function sliceOf(rows: Rows, slice: HistorySlice) {
  const events = rows.selectFrom('events').limit(slice.limit);
  return 'before' in slice
    ? events.where('events.seq', '<', slice.before).orderBy('events.seq', 'desc')
    : events.where('events.seq', '>', slice.after).orderBy('events.seq', 'asc');
}

/** The same, in an order that no index has. */
function sortedSliceOf(rows: Rows, slice: HistorySlice) {
  const order = sql`events.seq + 0`;
  const events = rows.selectFrom('events').limit(slice.limit);
  return 'before' in slice
    ? events.where('events.seq', '<', slice.before).orderBy(order, 'desc')
    : events.where('events.seq', '>', slice.after).orderBy(order, 'asc');
}
