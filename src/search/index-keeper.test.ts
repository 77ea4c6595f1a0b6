import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { SearchGallery } from '../../test/support/search-gallery.ts';
import { seedVersions } from '../../test/support/seed-rows.ts';
import type { LogEvent } from '../log/followers.ts';
import { eventsAfter } from '../log/events.queries.ts';

const seeds = [
  { id: 'Acme.A', version: '1.0.0' },
  { id: 'Acme.B', version: '1.0.0' },
  { id: 'Acme.B', version: '2.0.0-beta' },
];
const listed = ['Acme.B 2.0.0-beta', 'Acme.A 1.0.0'];
const all = 'q=acme&prerelease=true';

forEachDatabase((_, open) => {
  async function eventsOf(gallery: SearchGallery): Promise<LogEvent[]> {
    const rows = await eventsAfter(gallery.database.read, 0, 1000);
    return rows.map((row) => ({ ...row, onBehalfOf: row.on_behalf_of, data: JSON.parse(row.data) as unknown }));
  }

  describe('the index, following the log', () => {
    it('goes on after a restart where it stopped, without reading all rows again', async () => {
      const gallery = await SearchGallery.open(await open(), seeds);
      await gallery.stop();
      await seedVersions(gallery, [{ id: 'Acme.C', version: '1.0.0' }]);
      // Rows that no event speaks of: only an index that is made anew would see them.
      await gallery.database.transaction((tx) =>
        tx.updateTable('versions').set({ listed: 0 }).where('display_id', '=', 'Acme.A').execute(),
      );
      await gallery.start();
      assert.equal((await gallery.found(all)).totalHits, 3);
      assert.deepEqual(await gallery.list(all), ['Acme.C 1.0.0', 'Acme.B 2.0.0-beta']);
    });

    it('shows the same when it is told the same twice, and in the wrong order', async () => {
      const gallery = await SearchGallery.open(await open(), seeds);
      const before = await gallery.found(all);
      const events = await eventsOf(gallery);
      await gallery.search.follower.handle(events);
      await gallery.search.follower.handle(events.slice(0, 1));
      assert.deepEqual(await gallery.found(all), before);
      assert.deepEqual(await gallery.list(all), listed);
    });

    it('follows downloads across a restart', async () => {
      const gallery = await SearchGallery.open(await open());
      const [a] = await gallery.seed(...seeds);
      if (a === undefined) throw new Error('not seeded');
      await gallery.download(a, 40);
      await gallery.stop();
      await gallery.start();
      assert.deepEqual((await gallery.found(all)).data[0]?.totalDownloads, 40);
      await gallery.download(a, 2);
      assert.deepEqual((await gallery.found(all)).data[0]?.totalDownloads, 42);
    });

    it('keeps the downloads of an id that comes back', async () => {
      const gallery = await SearchGallery.open(await open());
      const [a] = await gallery.seed(...seeds);
      if (a === undefined) throw new Error('not seeded');
      await gallery.download(a, 40);
      await gallery.change(a.versionId, { listed: false });
      assert.deepEqual(await gallery.list(all), ['Acme.B 2.0.0-beta']);
      await gallery.change(a.versionId, { listed: true });
      assert.deepEqual(await gallery.list(all), ['Acme.A 1.0.0', 'Acme.B 2.0.0-beta']);
    });
  });

  describe('the index, made anew', () => {
    const losses: readonly (readonly [what: string, lose: (file: string) => void])[] = [
      ['is lost', (file) => rmSync(file)],
      ['is damaged', (file) => writeFileSync(file, 'nonsense '.repeat(5000))],
      ['is that of another log', (file) => change(file, 'UPDATE meta SET value = value + 1')],
      ['is ahead of a log that was restored', (file) => change(file, "UPDATE meta SET value = 999 WHERE name = 'seq'")],
      ['was never finished', (file) => change(file, "DELETE FROM meta WHERE name = 'seq'")],
    ];
    for (const [what, lose] of losses) {
      it(`shows every package after its file ${what}`, async () => {
        const gallery = await SearchGallery.open(await open());
        const [a] = await gallery.seed(...seeds);
        if (a === undefined) throw new Error('not seeded');
        await gallery.download(a, 3);
        const before = await gallery.found(all);
        await gallery.stop();
        lose(gallery.file);
        await gallery.start();
        assert.deepEqual(await gallery.found(all), before);
        await gallery.seed({ id: 'Acme.C', version: '1.0.0' });
        assert.equal((await gallery.found(all)).totalHits, 3);
      });
    }

    it('drops packages that the rows do not have, while it answers', async () => {
      const gallery = await SearchGallery.open(await open(), seeds);
      await gallery.database.transaction((tx) =>
        tx.updateTable('versions').set({ listed: 0 }).where('display_id', '=', 'Acme.A').execute(),
      );
      assert.equal((await gallery.found(all)).totalHits, 2);
      const rebuilding = Promise.all([gallery.search.rebuild(), gallery.search.rebuild()]);
      assert.deepEqual(await gallery.list('q=acme.b&prerelease=true'), ['Acme.B 2.0.0-beta']);
      await rebuilding;
      assert.equal((await gallery.found(all)).totalHits, 1);
    });

    it('loses nothing that is published meanwhile', async () => {
      const gallery = await SearchGallery.open(
        await open(),
        Array.from({ length: 120 }, (_, i) => ({ id: `Acme.P${i}`, version: '1.0.0' })),
      );
      const rebuilding = gallery.search.rebuild();
      for (let i = 0; i < 10; i += 1) await gallery.seed({ id: `Acme.New${i}`, version: '1.0.0' });
      await rebuilding;
      assert.equal((await gallery.found('q=acme')).totalHits, 130);
      await gallery.stop();
      await gallery.start();
      assert.equal((await gallery.found('q=acme')).totalHits, 130);
    });
  });
});

function change(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}
