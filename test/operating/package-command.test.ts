/** `lode package`: listing and deprecation of versions from the command line. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { runLode, type Environment } from '../support/run-lode.ts';
import { seedVersions } from '../support/seed-rows.ts';
import type { ServerDatabase } from '../support/server.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { readConfig } from '../../src/config.ts';

for (const database of ['sqlite', 'postgres'] satisfies ServerDatabase[]) {
  describe(`lode package, on ${database}`, () => {
    let folder: string;
    let environment: Environment;
    let removeDatabase = () => Promise.resolve();
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'lode-cli-'));
      environment = {
        LODE_DATA: folder,
        LODE_URL: 'https://gallery.example',
        LODE_SECRET: 'a secret of the tests, the same in each run',
      };
      if (database === 'postgres') {
        const postgres = await createPostgresDatabase();
        removeDatabase = postgres.remove;
        environment = { ...environment, LODE_DATABASE: postgres.url };
      }
      const storage = await openStorage(readConfig(environment, folder, false).config);
      const deps = { database: storage.database, clock: systemClock, random: systemRandom };
      await seedVersions(
        deps,
        ['1.0.0', '1.1.0', '2.0.0-beta', '2.0.0'].map((version) => ({ id: 'Acme.Tools', version })),
      );
      await storage.close();
    });
    after(async () => {
      await removeDatabase();
      await rm(folder, { recursive: true });
    });
    const run = (...args: string[]) => runLode(environment, ['package', ...args]);

    it('says with --dry-run what would change, and changes nothing', async () => {
      for (let round = 0; round < 2; round += 1) {
        const { code, data, talk } = await run('unlist', 'acme.tools', '--range', '[1.0, 2.0)', '--dry-run');
        assert.deepEqual([code, data], [0, '2.0.0-beta\n1.1.0\n1.0.0\n']);
        assert.match(talk, /3 versions would be unlisted\./);
      }
    });

    it('unlists and relists what is named or what a rule means, and a second time nothing', async () => {
      assert.equal((await run('unlist', 'acme.tools', '2.0', '--reason', 'Broken')).data, '2.0.0\n');
      const { data } = await run('unlist', 'Acme.Tools', '--pattern', '2.*', '--json');
      const { versions, unchanged, latestAfter } = JSON.parse(data) as Record<string, unknown>;
      assert.deepEqual([versions, unchanged, latestAfter], [['2.0.0-beta'], 1, '1.1.0']);
      assert.equal((await run('unlist', 'Acme.Tools', '--pattern', '2.*')).data, '');
      assert.equal((await run('relist', 'Acme.Tools', '--previews')).data, '2.0.0-beta\n');
      assert.match((await run('relist', 'Acme.Tools', '2.0.0')).talk, /1 version is listed\./);
    });

    it('deprecates, and takes that back', async () => {
      const deprecate = ['deprecate', 'Acme.Tools', '--range', '(, 2.0)', '--legacy', '--message', 'Old.', '--future'];
      const { deprecation, futureRange } = JSON.parse((await run(...deprecate, '--json')).data) as Record<
        string,
        unknown
      >;
      assert.deepEqual([deprecation, futureRange], [{ reasons: ['Legacy'], message: 'Old.' }, '(, 2.0.0)']);
      assert.equal((await run('undeprecate', 'Acme.Tools', '1.0.0', '1.1.0')).data, '1.1.0\n1.0.0\n');
    });

    it('tells wrong usage from failure', async () => {
      for (const wrong of [
        [],
        ['unlist'],
        ['unlist', 'Acme.Tools'],
        ['unlist', 'Acme.Tools', '1.0', '--previews'],
        ['deprecate', 'Acme.Tools', '1.0'],
        ['relist', 'Acme.Tools', '1.0', '--reason', 'x'],
      ]) {
        assert.equal((await run(...wrong)).code, 2, wrong.join(' '));
      }
      for (const failed of [
        ['unlist', 'Acme.None', '1.0'],
        ['unlist', 'Acme.Tools', '9.9'],
        ['deprecate', 'Acme.Tools', '1.0', '--other'],
      ]) {
        assert.equal((await run(...failed)).code, 1, failed.join(' '));
      }
    });
  });
}
