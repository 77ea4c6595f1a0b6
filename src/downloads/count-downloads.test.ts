import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { forEachDatabase } from '../../test/support/databases.ts';
import { seedVersions } from '../../test/support/seed-rows.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../base/clock.ts';
import { silentLogger } from '../base/logger.ts';
import { countingRandom } from '../base/random.ts';
import type { Database } from '../storage/database.ts';
import { COUNTERS_PER_FLUSH, startCountingDownloads } from './count-downloads.ts';

const NEVER_MILLISECONDS = 1_000_000;
const curl = 'curl/8.0';
const dotnet = 'NuGet .NET Core MSBuild Task/7.0';

forEachDatabase((_, open) => {
  async function gallery(flushMilliseconds = NEVER_MILLISECONDS) {
    const database = await open();
    const clock = new FixedClock('2026-05-01T23:59:59.999999Z');
    const versions = await seedVersions({ database, clock, random: countingRandom() }, [
      { id: 'Acme', version: '1.0.0' },
      { id: 'Acme', version: '2.0.0' },
      { id: 'Other', version: '1.0.0' },
    ]);
    const [one, two, other] = versions;
    if (one === undefined || two === undefined || other === undefined) throw new Error('not seeded');
    const counter = startCountingDownloads({ database, clock, logger: silentLogger }, flushMilliseconds);
    return { database, clock, one, two, other, counter };
  }

  async function rowsOf(database: Database): Promise<string[]> {
    const rows = await database.read
      .selectFrom('downloads')
      .selectAll()
      .orderBy('version_id')
      .orderBy('day')
      .orderBy('client')
      .execute();
    return rows.map((row) => `${row.version_id} ${row.day} ${row.client} ${row.count}`);
  }

  async function totalOf(database: Database, versionId: number): Promise<number | undefined> {
    const total = database.read.selectFrom('download_totals').select('count').where('version_id', '=', versionId);
    return (await total.executeTakeFirst())?.count;
  }

  it('writes nothing before a flush, and then all by version, day and client', async () => {
    const { database, clock, one, two, other, counter } = await gallery();
    for (let i = 0; i < 3; i += 1) counter.countDownload({ ...one, userAgent: curl });
    counter.countDownload({ ...one, userAgent: dotnet });
    counter.countDownload({ ...two, userAgent: undefined });
    clock.advance(1);
    counter.countDownload({ ...one, userAgent: curl });
    counter.countDownload({ ...other, userAgent: curl });
    assert.deepEqual(await rowsOf(database), []);
    await counter.flush();
    assert.deepEqual(await rowsOf(database), [
      `${one.versionId} 2026-05-01 curl 3`,
      `${one.versionId} 2026-05-01 dotnet 1`,
      `${one.versionId} 2026-05-02 curl 1`,
      `${two.versionId} 2026-05-01 other 1`,
      `${other.versionId} 2026-05-02 curl 1`,
    ]);
    assert.equal(await totalOf(database, one.versionId), 5);
    assert.equal(await totalOf(database, two.versionId), 1);
    await counter.close();
  });

  it('adds to what earlier flushes wrote, and says when', async () => {
    const { database, clock, one, counter } = await gallery();
    counter.countDownload({ ...one, userAgent: curl });
    await counter.flush();
    clock.advance(MICROSECONDS_PER_DAY);
    counter.countDownload({ ...one, userAgent: curl });
    counter.countDownload({ ...one, userAgent: curl });
    await counter.flush();
    await counter.flush();
    assert.equal(await totalOf(database, one.versionId), 3);
    const total = await database.read.selectFrom('download_totals').selectAll().executeTakeFirstOrThrow();
    assert.equal(total.updated_at, clock.now());
    await counter.close();
  });

  it('writes by itself after some time, and the rest when it is closed', async () => {
    const { database, one, counter } = await gallery(20);
    counter.countDownload({ ...one, userAgent: curl });
    for (let i = 0; i < 100 && counter.pending() > 0; i += 1) await delay(20);
    counter.countDownload({ ...one, userAgent: curl });
    await counter.close();
    assert.equal(await totalOf(database, one.versionId), 2);
  });

  it('keeps its counts when a write fails, and counts on', async () => {
    const { database, clock, one } = await gallery();
    let isBroken = true;
    const failing = {
      transaction: async <T>(work: Parameters<typeof database.transaction<T>>[0]) => {
        if (isBroken) throw new Error('gone');
        return database.transaction(work);
      },
    };
    const counter = startCountingDownloads({ database: failing, clock, logger: silentLogger }, NEVER_MILLISECONDS);
    counter.countDownload({ ...one, userAgent: curl });
    await assert.rejects(counter.flush(), /gone/);
    counter.countDownload({ ...one, userAgent: curl });
    await assert.rejects(counter.flush(), /gone/);
    isBroken = false;
    await counter.flush();
    assert.equal(counter.pending(), 0);
    assert.equal(await totalOf(database, one.versionId), 2);
    await counter.close();
  });

  it('writes early when very many versions are downloaded', async () => {
    const { clock, one, counter } = await gallery();
    await counter.close();
    let writes = 0;
    const counting = {
      transaction: async (): Promise<never> => {
        writes += 1;
        throw new Error('refused');
      },
    };
    const busy = startCountingDownloads({ database: counting, clock, logger: silentLogger }, NEVER_MILLISECONDS);
    for (let i = 0; i < COUNTERS_PER_FLUSH - 1; i += 1) busy.countDownload({ ...one, versionId: i, userAgent: curl });
    assert.equal(writes, 0);
    busy.countDownload({ ...one, versionId: -1, userAgent: curl });
    await delay(0);
    assert.equal(writes, 1);
  });
});
