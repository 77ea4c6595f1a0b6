import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import type { TestDatabase } from '../../test/support/databases.ts';
import { changeVersion, seedVersion, seedVersions } from '../../test/support/seed-rows.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import type { Database } from '../storage/database.ts';
import { entriesOfPage, lastEntriesOfFullPages, leafAt, newestEntry, prepareCatalogReads } from './catalog.queries.ts';
import { ENTRIES_PER_PAGE } from './entry.ts';
import type { CatalogEntry } from './entry.ts';

const random = systemRandom;

async function allEntries(database: Database): Promise<CatalogEntry[]> {
  const entries: CatalogEntry[] = [];
  for (let page = 0; ; page += 1) {
    const more = await entriesOfPage(database, page);
    entries.push(...more);
    if (more.length < ENTRIES_PER_PAGE) return entries;
  }
}

function assertGaplessAndLater(entries: readonly CatalogEntry[]): void {
  for (const [i, entry] of entries.entries()) {
    assert.equal(entry.seq, i + 1);
    assert.ok(i === 0 || entry.at > (entries[i - 1]?.at ?? Infinity), `entry ${entry.seq} is not later`);
  }
  assert.equal(new Set(entries.map((entry) => entry.commitId)).size, entries.length);
}

forEachDatabase((_name, open) => {
  describe('appendCatalogEntry', () => {
    let database: TestDatabase;
    before(async () => {
      database = await open();
    });

    it('starts at 1 and copies the state of the version at that moment', async () => {
      const clock = new FixedClock();
      assert.equal(await newestEntry(database), undefined);
      assert.equal(await prepareCatalogReads(database).newestMark(), undefined);
      const seeded = await seedVersion({ database, clock, random }, { id: 'Acme.Tools', version: '1.0.0-Beta+b' });
      const first = await newestEntry(database);
      assert.equal(first?.seq, 1);
      assert.equal(first.at, clock.now());
      const deprecation = { reasons: ['Legacy'] };
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: false, deprecation });
      const second = await newestEntry(database);
      assert.equal(second?.at, clock.now() + 1);
      assert.equal(second.state.listed, false);
      assert.deepEqual(second.state.deprecation, deprecation);
      assert.equal((await leafAt(database, first.at))?.state.listed, true);
      const leaf = await leafAt(database, second.at);
      assert.equal(leaf?.fullVersion, '1.0.0-Beta+b');
      assert.equal(leaf.versionKey, '1.0.0-beta');
      assert.equal(leaf.isPrerelease, true);
      assert.equal(await leafAt(database, second.at + 1), undefined);
    });

    it('keeps the marks of the index: created, edited, deleted', async () => {
      const clock = new FixedClock('2026-03-01T00:00:00Z');
      const seeded = await seedVersion({ database, clock, random }, { id: 'Acme.Marks', version: '1.0.0' });
      const created = clock.now();
      clock.advance(1000);
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: false });
      const edited = clock.now();
      clock.advance(1000);
      await changeVersion({ database, clock, random }, seeded.versionId, { state: 'removed' });
      const newest = await newestEntry(database);
      assert.deepEqual(newest?.state.progress, { created, edited, deleted: clock.now() });
    });
  });

  describe('the catalog under concurrent writers', () => {
    it('is gapless and strictly later, from two processes, with clocks that go back', async () => {
      const here = await open();
      const there = await here.reopen();
      // Both machines believe in other days, and each of their clocks jumps back now and then.
      const wild = (offset: number): Clock => {
        const clock = new FixedClock('2026-04-01T00:00:00Z');
        let calls = offset;
        return { now: () => clock.now() + ((calls++ * 7919) % 13) * (calls % 3 === 0 ? -1 : 1) * MICROSECONDS_PER_DAY };
      };
      const write = async (database: Database, clock: Clock, writer: number) => {
        for (let i = 0; i < 10; i += 1) {
          const versions = [
            { id: `Acme.W${writer}`, version: `1.${i}.0` },
            { id: `Acme.W${writer}`, version: `2.${i}.0` },
          ];
          await seedVersions({ database, clock, random }, versions);
        }
      };
      const writers = Array.from({ length: 8 }, (_, i) => write(i % 2 === 0 ? here : there, wild(i), i));
      await Promise.all(writers);
      const entries = await allEntries(there);
      assert.equal(entries.length, 160);
      assertGaplessAndLater(entries);
    });

    it('lets a reader that follows it by time miss nothing', async () => {
      const database = await open();
      const reader = await database.reopen();
      let isDone = false;
      const seen: number[] = [];
      const follow = async () => {
        for (let cursor = -1, wasDone = false; !wasDone;) {
          wasDone = isDone;
          const entries = (await entriesOfPage(reader, 0)).filter((entry) => entry.at > cursor);
          seen.push(...entries.map((entry) => entry.seq));
          cursor = entries.at(-1)?.at ?? cursor;
        }
      };
      const clock = new FixedClock();
      const write = async (writer: number) => {
        for (let i = 0; i < 10; i += 1) {
          await seedVersion({ database, clock, random }, { id: `Acme.R${writer}`, version: `1.${i}.0` });
        }
      };
      const following = follow();
      await Promise.all(Array.from({ length: 4 }, (_, i) => write(i)));
      isDone = true;
      await following;
      assert.deepEqual(
        seen,
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    });

    it('leaves no gap where a mutation fails', async () => {
      const database = await open();
      const clock = new FixedClock();
      await seedVersion({ database, clock, random }, { id: 'Acme.Fails', version: '1.0.0' });
      await assert.rejects(
        seedVersions({ database, clock, random }, [
          { id: 'Acme.Fails', version: '2.0.0' },
          { id: 'Acme.Fails', version: '1.0.0' },
        ]),
      );
      await seedVersion({ database, clock, random }, { id: 'Acme.Fails', version: '3.0.0' });
      const entries = await allEntries(database);
      assert.deepEqual(
        entries.map((entry) => entry.fullVersion),
        ['1.0.0', '3.0.0'],
      );
      assertGaplessAndLater(entries);
    });

    it('takes thousands in one transaction, cut into pages by arithmetic', async () => {
      const database = await open();
      const clock = new FixedClock();
      const versions = Array.from({ length: 1200 }, (_, i) => ({ id: 'Acme.Many', version: `1.0.${i}` }));
      await seedVersions({ database, clock, random }, versions);
      const entries = await allEntries(database);
      assert.equal(entries.length, 1200);
      assertGaplessAndLater(entries);
      const pages = await lastEntriesOfFullPages(database, 1200);
      assert.deepEqual(
        pages.map((page) => page.seq),
        [550, 1100],
      );
      assert.equal((await entriesOfPage(database, 2)).length, 100);
      assert.deepEqual(await entriesOfPage(database, 3), []);
    });
  });
});
