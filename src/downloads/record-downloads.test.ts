import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seeded, type Seeded } from '../../test/differential/seeded.ts';
import { forEachDatabase } from '../../test/support/databases.ts';
import { seedVersions, type SeededVersion } from '../../test/support/seed-rows.ts';
import { FixedClock } from '../base/clock.ts';
import { countingRandom } from '../base/random.ts';
import type { Database } from '../storage/database.ts';
import { clientNames } from './client-name.ts';
import type { DownloadCount } from './download-count.ts';
import { rebuildStatistics } from './rebuild-statistics.ts';
import { recordDownloads } from './record-downloads.ts';

const clock = new FixedClock();
const BATCHES = 12;
const COUNTS_PER_BATCH = 60;

forEachDatabase((_, open) => {
  const seed = (database: Database) =>
    seedVersions(
      { database, clock, random: countingRandom() },
      ['Acme 1.0.0', 'Acme 2.0.0', 'Other 1.0.0', 'Third 1.0.0', 'Third 1.0.1'].map((text) => {
        const [id = '', version = ''] = text.split(' ');
        return { id, version };
      }),
    );

  it('keeps sums that are those of the counts, whatever two nodes write at once', async () => {
    const one = await open();
    const other = await one.reopen();
    const versions = await seed(one);
    const random = seeded();
    const batches = Array.from({ length: BATCHES }, () => batchOf(random, versions));
    const written = batches.map((batch, at) =>
      (at % 2 === 0 ? one : other).transaction((tx) => recordDownloads(tx, batch, clock.now())),
    );
    await Promise.all(written);
    const counted = batches.flat().reduce((sum, { count }) => sum + count, 0);
    const kept = await sumsOf(one);
    assert.equal(sum(kept.downloads), counted);
    assert.deepEqual(await addedUp(one), kept);
  });

  it('makes them anew out of the counts', async () => {
    const database = await open();
    const versions = await seed(database);
    await database.transaction((tx) => recordDownloads(tx, batchOf(seeded(), versions), clock.now()));
    const right = await sumsOf(database);
    await database.transaction(async (tx) => {
      await tx.updateTable('registration_days').set({ count: 1 }).execute();
      await tx.deleteFrom('gallery_days').execute();
      await tx.updateTable('registration_downloads').set({ count: 7 }).execute();
      await tx.updateTable('download_totals').set({ count: 7 }).execute();
    });
    assert.notDeepEqual(await sumsOf(database), right);
    await rebuildStatistics({ database, clock });
    assert.deepEqual(await sumsOf(database), right);
    await rebuildStatistics({ database, clock });
    assert.deepEqual(await sumsOf(database), right);
  });
});

/** Each version, day and client once, in no order. */
function batchOf(random: Seeded, versions: readonly SeededVersion[]): DownloadCount[] {
  const counts = new Map<string, DownloadCount>();
  for (let at = 0; at < COUNTS_PER_BATCH; at += 1) {
    const { versionId, registrationId } = random.pick(versions);
    const day = `2026-01-0${1 + random.below(5)}`;
    const client = random.pick(clientNames);
    counts.set(`${versionId} ${day} ${client}`, { versionId, registrationId, day, client, count: 1 + random.below(9) });
  }
  return [...counts.values()];
}

type Sums = Record<'downloads' | 'totals' | 'registrationDays' | 'galleryDays' | 'registrations', string[]>;

/** What the tables say, a row a line: its key and its count. */
async function sumsOf({ read }: Database): Promise<Sums> {
  const downloads = await read.selectFrom('downloads').selectAll().execute();
  const totals = await read.selectFrom('download_totals').selectAll().execute();
  const registrationDays = await read.selectFrom('registration_days').selectAll().execute();
  const galleryDays = await read.selectFrom('gallery_days').selectAll().execute();
  const registrations = await read.selectFrom('registration_downloads').selectAll().execute();
  return {
    downloads: downloads.map((row) => `${row.version_id} ${row.day} ${row.client} ${row.count}`).sort(),
    totals: totals.map((row) => `${row.registration_id} ${row.version_id} ${row.count}`).sort(),
    registrationDays: registrationDays
      .map((row) => `${row.registration_id} ${row.day} ${row.client} ${row.count}`)
      .sort(),
    galleryDays: galleryDays.map((row) => `${row.day} ${row.client} ${row.count}`).sort(),
    registrations: registrations.map((row) => `${row.registration_id} ${row.count}`).sort(),
  };
}

/** The same, added up here. */
async function addedUp({ read }: Database): Promise<Sums> {
  const rows = await read
    .selectFrom('downloads')
    .innerJoin('versions', 'versions.id', 'downloads.version_id')
    .select(['version_id', 'registration_id', 'day', 'client', 'count'])
    .execute();
  const by = (keyOf: (row: (typeof rows)[number]) => string) => {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.count);
    return [...sums].map(([key, count]) => `${key} ${count}`).sort();
  };
  return {
    downloads: by((row) => `${row.version_id} ${row.day} ${row.client}`),
    totals: by((row) => `${row.registration_id} ${row.version_id}`),
    registrationDays: by((row) => `${row.registration_id} ${row.day} ${row.client}`),
    galleryDays: by((row) => `${row.day} ${row.client}`),
    registrations: by((row) => `${row.registration_id}`),
  };
}

function sum(lines: readonly string[]): number {
  return lines.reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
}
