/** Adds to counts and sums: in each statement a key occurs once, and the rows come in the order of the keys. */
import type { Instant } from '../base/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { DownloadCount } from './download-count.ts';

/** Below what either database takes as parameters of one statement. */
const ROWS_PER_STATEMENT = 500;

/** By version, day and client. */
export async function addDownloads(tx: Tx, counts: readonly DownloadCount[]): Promise<void> {
  const rows = counts.map(({ versionId, day, client, count }) => ({ version_id: versionId, day, client, count }));
  for (const values of inStatements(rows)) {
    await tx
      .insertInto('downloads')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['version_id', 'day', 'client']).doUpdateSet((row) => ({
          count: row('downloads.count', '+', row.ref('excluded.count')),
        })),
      )
      .execute();
  }
}

/** By version. */
export async function addToTotals(tx: Tx, counts: readonly DownloadCount[], now: Instant): Promise<void> {
  const rows = counts.map(({ versionId, registrationId, count }) => ({
    version_id: versionId,
    registration_id: registrationId,
    count,
    updated_at: now,
  }));
  for (const values of inStatements(rows)) {
    await tx
      .insertInto('download_totals')
      .values(values)
      .onConflict((conflict) =>
        conflict.column('version_id').doUpdateSet((row) => ({
          count: row('download_totals.count', '+', row.ref('excluded.count')),
          updated_at: row.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }
}

/** By id, day and client. */
export async function addToRegistrationDays(tx: Tx, counts: readonly DownloadCount[]): Promise<void> {
  const rows = counts.map(({ registrationId, day, client, count }) => ({
    registration_id: registrationId,
    day,
    client,
    count,
  }));
  for (const values of inStatements(rows)) {
    await tx
      .insertInto('registration_days')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['registration_id', 'day', 'client']).doUpdateSet((row) => ({
          count: row('registration_days.count', '+', row.ref('excluded.count')),
        })),
      )
      .execute();
  }
}

/** By day and client. */
export async function addToGalleryDays(tx: Tx, counts: readonly DownloadCount[]): Promise<void> {
  const rows = counts.map(({ day, client, count }) => ({ day, client, count }));
  for (const values of inStatements(rows)) {
    await tx
      .insertInto('gallery_days')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'client'])
          .doUpdateSet((row) => ({ count: row('gallery_days.count', '+', row.ref('excluded.count')) })),
      )
      .execute();
  }
}

/** By id. */
export async function addToRegistrations(tx: Tx, counts: readonly DownloadCount[]): Promise<void> {
  const rows = counts.map(({ registrationId, count }) => ({ registration_id: registrationId, count }));
  for (const values of inStatements(rows)) {
    await tx
      .insertInto('registration_downloads')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .column('registration_id')
          .doUpdateSet((row) => ({ count: row('registration_downloads.count', '+', row.ref('excluded.count')) })),
      )
      .execute();
  }
}

function* inStatements<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    yield rows.slice(start, start + ROWS_PER_STATEMENT);
  }
}
