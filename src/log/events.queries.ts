import { sql, type Insertable, type Selectable } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Rows, Tx } from '../storage/database.ts';
import type { EventOriginsTable, EventsTable } from '../storage/schema.ts';

export type EventRow = Selectable<EventsTable>;

export async function insertEvent(tx: Tx, event: Insertable<EventsTable>): Promise<void> {
  await tx.insertInto('events').values(event).execute();
}

/** At most 200 at once. Gives their numbers, which grow in the order of the events. */
export async function insertEvents(tx: Tx, events: readonly Insertable<EventsTable>[]): Promise<number[]> {
  const rows = await tx.insertInto('events').values(events).returning('seq').execute();
  return rows.map(({ seq }) => seq).sort((a, b) => a - b);
}

/** At most 200 at once. */
export async function insertEventOrigins(tx: Tx, origins: readonly Insertable<EventOriginsTable>[]): Promise<void> {
  await tx.insertInto('event_origins').values(origins).execute();
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

/**
 * The cursor of a follower, for a transaction that does its work: nobody else can move it until that ends. 0 for one that
 * has never finished a batch.
 */
export async function takeFollowerCursor(tx: Tx, name: string, now: Instant): Promise<number> {
  const { cursor } = await tx
    .insertInto('followers')
    .values({ name, cursor: 0, updated_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ updated_at: now }))
    .returning('cursor')
    .executeTakeFirstOrThrow();
  return cursor;
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

/** Forgets at most `limit` addresses and user agents whose time is over by then, oldest first, and says how many. */
export async function deleteOriginsBefore(tx: Tx, expiry: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('event_origins')
    .where('event_seq', 'in', (rows) =>
      rows
        .selectFrom('event_origins')
        .select('event_seq')
        .where('expires_at', '<=', expiry)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Of what an account did, and of what nobody who is known did to it. */
export async function deleteOriginsOf(tx: Tx, accountId: number): Promise<void> {
  await tx
    .deleteFrom('event_origins')
    .where('event_seq', 'in', (rows) =>
      rows
        .selectFrom('events')
        .select('seq')
        .where('actor', '=', accountId)
        .unionAll(
          rows
            .selectFrom('events')
            .select('seq')
            .where('actor', 'is', null)
            .where('subject', '=', (of) =>
              of
                .selectFrom('accounts')
                .select(sql<string>`'account:' || public_id`.as('subject'))
                .where('id', '=', accountId),
            ),
        ),
    )
    .execute();
}
