import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

interface Registration {
  items: { items: { catalogEntry: { version: string; listed: boolean; published: string } }[] }[];
}

forEachDatabase((_name, open) => {
  describe('DELETE and POST /api/v2/package/{id}/{version}', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    let key: string;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      await app.person('pavel');
      key = await app.key('olga');
      for (const version of ['1.0.0', '2.0.0']) await app.push(key, buildPackage({ id: 'Acme.Tools', version }));
    });

    const change = (method: 'DELETE' | 'POST', path: string, with_: string = key) =>
      fetch(`${app.url}/api/v2/package/${path}`, { method, headers: { 'x-nuget-apikey': with_ } });
    const marks = async () => {
      const index = (await app.json('/v3/registration-semver1/acme.tools/index.json')) as Registration;
      return index.items.flatMap((page) =>
        page.items.map(({ catalogEntry }) => [
          catalogEntry.version,
          catalogEntry.listed,
          catalogEntry.published.slice(0, 4),
        ]),
      );
    };
    const logLength = async () => {
      const events = await app.database.scan.selectFrom('events').select('seq').execute();
      const entries = await app.database.scan.selectFrom('catalog_entries').select('seq').execute();
      return [events.length, entries.length];
    };

    it('unlists and relists at once in every document, and deletes nothing', async () => {
      const nupkg = '/v3/flatcontainer/acme.tools/2.0.0/acme.tools.2.0.0.nupkg';
      const bytes = await (await fetch(app.url + nupkg)).bytes();
      assert.equal((await change('DELETE', 'Acme.Tools/2.0.0')).status, 204);
      assert.deepEqual(await marks(), [
        ['1.0.0', true, '2026'],
        ['2.0.0', false, '1900'],
      ]);
      assert.deepEqual(await app.json('/v3/flatcontainer/acme.tools/index.json'), { versions: ['1.0.0', '2.0.0'] });
      assert.deepEqual(await (await fetch(app.url + nupkg)).bytes(), bytes);
      const catalog = (await app.json('/v3/catalog/page0.json')) as { items: { '@id': string }[] };
      const leaf = (await app.json(new URL(catalog.items.at(-1)?.['@id'] ?? '').pathname)) as Record<string, unknown>;
      assert.deepEqual(
        [leaf['id'], leaf['version'], leaf['listed'], leaf['published']],
        ['Acme.Tools', '2.0.0', false, '1900-01-01T00:00:00Z'],
      );
      assert.equal((await change('POST', 'Acme.Tools/2.0.0')).status, 200);
      assert.deepEqual(await marks(), [
        ['1.0.0', true, '2026'],
        ['2.0.0', true, '2026'],
      ]);
    });

    it('writes nothing when nothing changes, and succeeds', async () => {
      const before = await logLength();
      for (let round = 0; round < 2; round += 1) assert.equal((await change('POST', 'Acme.Tools/1.0.0')).status, 200);
      assert.deepEqual(await logLength(), before);
      for (let round = 0; round < 3; round += 1) assert.equal((await change('DELETE', 'Acme.Tools/1.0.0')).status, 204);
      assert.deepEqual(
        await logLength(),
        before.map((count) => count + 1),
      );
    });

    it('takes ids in any case and versions in any spelling, percent-encoded or not', async () => {
      for (const spelling of [
        'acme.tools/1.0',
        'ACME.TOOLS/01.0.0.0',
        'Acme.Tools/1.0.0+build',
        'acme%2Etools/1.0.0%2Bx',
        'Acme.Tools/1.0.0/',
      ]) {
        assert.equal((await change('DELETE', spelling)).status, 204, spelling);
      }
    });

    it('answers 404 for what does not exist', async () => {
      for (const path of [
        'Acme.Nothing/1.0.0',
        'Acme.Tools/9.9.9',
        'Acme.Tools/not-a-version',
        'a b/1.0.0',
        '%2e%2e/1.0.0',
      ]) {
        const answer = await change('DELETE', path);
        assert.equal(answer.status, 404, path);
      }
    });

    it('keeps to scope, glob, owner and lock', async () => {
      const refused = [
        await app.key('olga', { scopes: ['push'] }),
        await app.key('olga', { packages: ['Other.*'] }),
        await app.key('pavel'),
      ];
      for (const text of refused) assert.equal((await change('DELETE', 'Acme.Tools/2.0.0', text)).status, 403);
      assert.equal((await fetch(`${app.url}/api/v2/package/Acme.Tools/2.0.0`, { method: 'DELETE' })).status, 401);
      assert.equal(
        (await change('DELETE', 'Acme.Tools/2.0.0', await app.key('olga', { scopes: ['unlist'] }))).status,
        204,
      );
      assert.equal((await change('POST', 'Acme.Tools/2.0.0')).status, 200);
      await app.database.mutation((tx) =>
        tx.updateTable('registrations').set({ locked_at: 1 }).where('id_key', '=', 'acme.tools').execute(),
      );
      const locked = await change('DELETE', 'Acme.Tools/2.0.0');
      assert.equal(locked.status, 403);
      assert.match(locked.statusText, /locked/);
    });

    it('orders N pushes and N unlists as they happened', async () => {
      for (let at = 0; at < 5; at += 1) await app.push(key, buildPackage({ id: 'Acme.Order', version: `1.0.${at}` }));
      for (let at = 0; at < 5; at += 1) await change('DELETE', `Acme.Order/1.0.${at}`);
      const entries = await app.database.scan
        .selectFrom('catalog_entries')
        .select(['full_version', 'at'])
        .where('id_key', '=', 'acme.order')
        .orderBy('seq')
        .execute();
      assert.deepEqual(
        entries.map((entry) => entry.full_version),
        ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4'],
      );
      assert.ok(entries.every((entry, at) => at === 0 || entry.at > (entries[at - 1]?.at ?? 0)));
    });
  });

  describe('GET /api/v2/package/{id}[/{version}]', () => {
    const startTestApp = testApps(open);
    it('leads to the package, without a version to the highest stable listed one', async () => {
      const app = await startTestApp();
      await app.person('olga');
      const key = await app.key('olga');
      for (const version of ['1.0.0', '2.0.0', '3.0.0-beta'])
        await app.push(key, buildPackage({ id: 'Acme.Tools', version }));
      await fetch(`${app.url}/api/v2/package/Acme.Tools/2.0.0`, {
        method: 'DELETE',
        headers: { 'x-nuget-apikey': key },
      });
      const get = async (path: string) => {
        const answer = await fetch(`${app.url}/api/v2/package/${path}`, { redirect: 'manual' });
        return [answer.status, answer.headers.get('location')?.replace(/.*flatcontainer/, '')];
      };
      assert.deepEqual(await get('ACME.tools'), [302, '/acme.tools/1.0.0/acme.tools.1.0.0.nupkg']);
      assert.deepEqual(await get('Acme.Tools/2.0'), [302, '/acme.tools/2.0.0/acme.tools.2.0.0.nupkg']);
      assert.deepEqual(await get('Acme.Tools/9.0.0'), [404, undefined]);
      assert.deepEqual(await get('Acme.Nothing'), [404, undefined]);
    });
  });
});
