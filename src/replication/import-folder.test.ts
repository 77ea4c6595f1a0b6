import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { openImportingGallery, type ImportingGallery } from '../../test/support/importing-gallery.ts';
import { buildPackage } from '../../test/support/package-builder.ts';
import { importFolder } from './import-folder.ts';

const operator = { kind: 'operator' } as const;

forEachDatabase((_, open) => {
  describe('importFolder', () => {
    let folder: string;
    let gallery: ImportingGallery;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'lode-import-'));
      await mkdir(path.join(folder, 'a/b'), { recursive: true });
      await writeFile(path.join(folder, 'a/b/anything.NUPKG'), buildPackage({ id: 'Acme.One', version: '1.0.0' }));
      await writeFile(
        path.join(folder, 'Acme.One.2.0.0-beta.nupkg'),
        buildPackage({ id: 'Acme.One', version: '2.0.0-beta' }),
      );
      await writeFile(
        path.join(folder, 'old.nupkg'),
        buildPackage({ id: 'Old', version: '1.0', license: null, readme: null }),
      );
      await writeFile(path.join(folder, 'broken.nupkg'), 'not a package');
      await writeFile(path.join(folder, 'x.symbols.nupkg'), 'ignored');
      await writeFile(path.join(folder, 'readme.txt'), 'ignored');
      await symlink(path.join(folder, 'nowhere'), path.join(folder, 'dangling.nupkg'));
    });

    beforeEach(async () => {
      gallery = await openImportingGallery(await open());
    });

    after(async () => {
      await rm(folder, { recursive: true });
    });

    it('imports every package below it, in any layout, and says what became of the rest', async () => {
      const { counts, interrupted } = await importFolder(gallery.deps, operator, folder, gallery.options());
      assert.deepEqual(counts, { imported: 3, exists: 0, differs: 0, refused: 1, failed: 1 });
      assert.equal(interrupted, false);
      assert.deepEqual(gallery.imported(), ['Acme.One 1.0.0', 'Acme.One 2.0.0-beta', 'Old 1.0.0']);
      assert.deepEqual(gallery.outcomesOf('refused'), ['broken.nupkg']);
      assert.deepEqual(gallery.outcomesOf('failed'), ['dangling.nupkg']);
      assert.deepEqual(
        (await gallery.rows()).map((row) => [row.version, row.listed, row.owners]),
        [
          ['Acme.One 1.0.0', 1, 0],
          ['Acme.One 2.0.0-beta', 1, 0],
          ['Old 1.0.0', 1, 0],
        ],
      );
      assert.deepEqual(await gallery.temporaryFiles(), []);
      await gallery.close();
    });

    it('gives ids without an owner to the one that was named', async () => {
      const ownerId = await gallery.addAccount('acme');
      await importFolder(gallery.deps, operator, path.join(folder, 'old.nupkg'), { ...gallery.options(), ownerId });
      assert.deepEqual(
        (await gallery.rows()).map((row) => [row.version, row.owners]),
        [['Old 1.0.0', 1]],
      );
      await gallery.close();
    });

    it('goes on where it was interrupted, and changes nothing when it runs again', async () => {
      const many = await mkdtemp(path.join(tmpdir(), 'lode-import-'));
      for (let minor = 0; minor < 12; minor += 1) {
        await writeFile(path.join(many, `${minor}.nupkg`), buildPackage({ id: 'Many', version: `1.${minor}.0` }));
      }
      const stop = new AbortController();
      const options = gallery.options({ signal: stop.signal, onItem: () => stop.abort() });
      const first = await importFolder(gallery.deps, operator, many, options);
      assert.equal(first.interrupted, true);
      assert.equal((await gallery.rows()).length, first.counts.imported);
      const second = await importFolder(gallery.deps, operator, many, gallery.options());
      assert.deepEqual(
        [second.counts.exists, second.counts.imported],
        [first.counts.imported, 12 - first.counts.imported],
      );
      const entries = await gallery.catalogLength();
      const third = await importFolder(gallery.deps, operator, many, gallery.options());
      assert.deepEqual([third.counts.exists, third.counts.imported], [12, 0]);
      assert.equal(await gallery.catalogLength(), entries);
      await rm(many, { recursive: true });
      await gallery.close();
    });

    it('takes only the ids that are asked for, whatever the files are called', async () => {
      const { counts } = await importFolder(gallery.deps, operator, folder, gallery.options({ patterns: ['acme.*'] }));
      assert.equal(counts.imported, 2);
      assert.deepEqual(gallery.imported(), ['Acme.One 1.0.0', 'Acme.One 2.0.0-beta']);
      const again = await importFolder(gallery.deps, operator, folder, gallery.options({ patterns: ['old'] }));
      assert.deepEqual([again.counts.imported, again.counts.exists], [1, 0]);
      await gallery.close();
    });

    it('keeps the bytes that are here when the folder has others, and refuses what is too large', async () => {
      await importFolder(gallery.deps, operator, folder, gallery.options());
      const other = await mkdtemp(path.join(tmpdir(), 'lode-import-'));
      await writeFile(
        path.join(other, 'other.nupkg'),
        buildPackage({ id: 'acme.one', version: '1.0', description: 'Other.' }),
      );
      const report = await importFolder(gallery.deps, operator, other, gallery.options());
      assert.deepEqual([report.counts.differs, report.counts.imported], [1, 0]);
      const small = await importFolder(gallery.deps, operator, other, { ...gallery.options(), maxPackageBytes: 100 });
      assert.equal(small.counts.refused, 1);
      assert.deepEqual((await readdir(other)).length, 1);
      await rm(other, { recursive: true });
      await gallery.close();
    });
  });
});
