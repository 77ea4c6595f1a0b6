import type { Instant } from '../base/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { DownloadCount } from './download-count.ts';

/** Below what either database takes as parameters of one statement. */
const ROWS_PER_STATEMENT = 500;

/** Adds to the counts of versions, days and clients; each of them occurs once. */
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

/** Adds the same counts to the totals of their versions. */
export async function addToTotals(tx: Tx, counts: readonly DownloadCount[], now: Instant): Promise<void> {
  const byVersion = new Map<
    number,
    { version_id: number; registration_id: number; count: number; updated_at: Instant }
  >();
  for (const { versionId, registrationId, count } of counts) {
    const total = byVersion.get(versionId);
    if (total === undefined) {
      byVersion.set(versionId, { version_id: versionId, registration_id: registrationId, count, updated_at: now });
    } else total.count += count;
  }
  for (const values of inStatements([...byVersion.values()])) {
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

function* inStatements<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    yield rows.slice(start, start + ROWS_PER_STATEMENT);
  }
}
