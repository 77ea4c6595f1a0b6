import type { Insertable, Selectable } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Rows, Tx } from '../storage/database.ts';
import type { EventOriginsTable, EventsTable } from '../storage/schema.ts';

export type EventRow = Selectable<EventsTable>;

export async function insertEvent(tx: Tx, event: Insertable<EventsTable>): Promise<void> {
  await tx.insertInto('events').values(event).execute();
}

/** Of the newest event, which in a mutation is the one that was just written there. */
export async function insertEventOrigin(
  tx: Tx,
  origin: Omit<Insertable<EventOriginsTable>, 'event_seq'>,
): Promise<void> {
  await tx
    .insertInto('event_origins')
    .values((row) => ({ ...origin, event_seq: row.selectFrom('events').select((of) => of.fn.max('seq').as('seq')) }))
    .execute();
}

/** Those after `cursor`, oldest first. */
export function eventsAfter(rows: Rows, cursor: number, limit: number): Promise<EventRow[]> {
  return rows.selectFrom('events').selectAll().where('seq', '>', cursor).orderBy('seq').limit(limit).execute();
}

/** The number of the newest event, 0 for an empty log. */
export async function newestEventSeq(rows: Rows): Promise<number> {
  const row = await rows.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Undefined for a follower that has never finished a batch. */
export async function followerCursor(rows: Rows, name: string): Promise<number | undefined> {
  const row = await rows.selectFrom('followers').select('cursor').where('name', '=', name).executeTakeFirst();
  return row?.cursor;
}

/** Never moves it back, which another process that is behind would do. */
export async function saveFollowerCursor(tx: Tx, name: string, cursor: number, now: Instant): Promise<void> {
  await tx
    .insertInto('followers')
    .values({ name, cursor, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ cursor, updated_at: now }).where('followers.cursor', '<', cursor),
    )
    .execute();
}

/** Forgets the addresses and user agents whose time is over. */
export async function deleteExpiredOrigins(tx: Tx, now: Instant): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('event_origins')
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
