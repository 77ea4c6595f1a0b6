import { sql } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Tx } from '../storage/database.ts';

/** Waits as long as it takes for who adds to the counts, and has others wait until the end: they begin with this table. */
export async function lockCounts(tx: Tx): Promise<void> {
  await sql`SET LOCAL statement_timeout = 0`.execute(tx);
  await sql`LOCK TABLE downloads IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
}

export async function rebuildTotals(tx: Tx, now: Instant): Promise<void> {
  await tx.deleteFrom('download_totals').execute();
  await tx
    .insertInto('download_totals')
    .columns(['version_id', 'registration_id', 'count', 'updated_at'])
    .expression((row) =>
      row
        .selectFrom('downloads')
        .innerJoin('versions', 'versions.id', 'downloads.version_id')
        .select((of) => ['version_id', 'registration_id', of.fn.sum<number>('count').as('count'), of.lit(now).as('at')])
        .groupBy(['version_id', 'registration_id']),
    )
    .execute();
}

export async function rebuildRegistrationDays(tx: Tx): Promise<void> {
  await tx.deleteFrom('registration_days').execute();
  await tx
    .insertInto('registration_days')
    .columns(['registration_id', 'day', 'client', 'count'])
    .expression((row) =>
      row
        .selectFrom('downloads')
        .innerJoin('versions', 'versions.id', 'downloads.version_id')
        .select((of) => ['registration_id', 'day', 'client', of.fn.sum<number>('count').as('count')])
        .groupBy(['registration_id', 'day', 'client']),
    )
    .execute();
}

export async function rebuildGalleryDays(tx: Tx): Promise<void> {
  await tx.deleteFrom('gallery_days').execute();
  await tx
    .insertInto('gallery_days')
    .columns(['day', 'client', 'count'])
    .expression((row) =>
      row
        .selectFrom('downloads')
        .select((of) => ['day', 'client', of.fn.sum<number>('count').as('count')])
        .groupBy(['day', 'client']),
    )
    .execute();
}

export async function rebuildRegistrations(tx: Tx): Promise<void> {
  await tx.deleteFrom('registration_downloads').execute();
  await tx
    .insertInto('registration_downloads')
    .columns(['registration_id', 'count'])
    .expression((row) =>
      row
        .selectFrom('download_totals')
        .select((of) => ['registration_id', of.fn.sum<number>('count').as('count')])
        .groupBy('registration_id'),
    )
    .execute();
}
