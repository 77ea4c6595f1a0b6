import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

interface Leaf {
  readonly catalogEntry: {
    readonly version: string;
    readonly listed: boolean;
    readonly deprecation?: Record<string, unknown>;
  };
}

forEachDatabase((_name, open) => {
  const startTestApp = testApps(open);

  describe('PUT /api/v2/package/{id}/deprecations', () => {
    let app: TestApp;
    let key: string;
    before(async () => {
      app = await startTestApp();
      for (const name of ['olga', 'pavel']) await app.person(name);
      key = await app.key('olga', { scopes: ['push', 'unlist'] });
      for (const version of ['1.0.0', '1.1.0', '2.0.0'])
        await app.push(key, buildPackage({ id: 'Acme.Tools', version }));
      await app.push(key, buildPackage({ id: 'Acme.Net', version: '2.0.0' }));
    });

    const put = (body: URLSearchParams | object, headers: Record<string, string> = {}, id = 'Acme.Tools') => {
      const isForm = body instanceof URLSearchParams;
      return fetch(`${app.url}/api/v2/package/${id}/deprecations`, {
        method: 'PUT',
        body: isForm ? body : JSON.stringify(body),
        headers: { 'x-nuget-apikey': key, ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
      });
    };
    const leaves = async () => {
      const index = (await app.json('/v3/registration-gz-semver2/acme.tools/index.json')) as {
        items: { items: Leaf[] }[];
      };
      return index.items.flatMap(({ items }) => items.map(({ catalogEntry }) => catalogEntry));
    };
    const logLength = async () => (await app.database.scan.selectFrom('events').select('seq').execute()).length;

    it('takes a form, and shows at once in registration and search', async () => {
      const fields = [
        ['versions', '1.0'],
        ['versions', '1.1.0+build'],
        ['isLegacy', 'true'],
        ['isOther', 'True'],
        ['message', 'Use the other one.'],
        ['alternatePackageId', 'acme.net'],
        ['listedVerb', 'Unlist'],
      ];
      const answer = await put(new URLSearchParams(fields));
      assert.deepEqual([answer.status, await answer.text()], [200, '']);
      const [first, second, third] = await leaves();
      assert.equal(first?.deprecation?.['message'], 'Use the other one.');
      assert.deepEqual(second?.deprecation?.['reasons'], ['Legacy', 'Other']);
      const alternate = second?.deprecation?.['alternatePackage'] as Record<string, string>;
      assert.deepEqual([alternate['id'], alternate['range']], ['Acme.Net', '*']);
      assert.deepEqual(
        [first?.listed, second?.listed, third?.listed, third?.deprecation],
        [false, false, true, undefined],
      );
      assert.equal(
        (
          await put(
            new URLSearchParams([
              ['versions', '2.0.0'],
              ['hasCriticalBugs', 'true'],
            ]),
          )
        ).status,
        200,
      );
      const found = (await app.json('/v3/query?q=packageid:Acme.Tools&semVerLevel=2.0.0')) as {
        data: { deprecation?: { reasons: string[] } }[];
      };
      assert.deepEqual(found.data[0]?.deprecation?.reasons, ['CriticalBugs']);
    });

    it('takes JSON, and takes back', async () => {
      const answer = await put({ versions: ['1.0.0', '1.1.0', '2.0.0'], isLegacy: false, listedVerb: 'relist' });
      assert.equal(answer.status, 200);
      assert.ok((await leaves()).every(({ deprecation, listed }) => deprecation === undefined && listed));
      const before = await logLength();
      assert.equal((await put({ versions: ['1.0.0'] })).status, 200);
      assert.equal(await logLength(), before);
    });

    it('says what is wrong in the status line, all at once, and changes nothing', async () => {
      const before = await logLength();
      const refusals: [body: object, status: number, reason: RegExp][] = [
        [{}, 400, /versions/],
        [
          { versions: ['1.0.0'], isOther: true, alternatePackageId: 'None' },
          400,
          /other reason.*no package named None/,
        ],
        [{ versions: ['1.0.0'], isLegacy: 'perhaps', listedVerb: 'Delete' }, 400, /listedVerb.*isLegacy/],
        [{ versions: ['1.0.0', '9.9.9'], isLegacy: true }, 404, /no version 9\.9\.9/],
        [[1], 400, /no object/],
        [{ versions: [{}] }, 400, /not a text/],
      ];
      for (const [body, status, reason] of refusals) {
        const answer = await put(body);
        assert.equal(answer.status, status, JSON.stringify(body));
        assert.match(answer.statusText, reason);
      }
      assert.equal((await put({ versions: ['1.0.0'] }, {}, 'Acme.None')).status, 404);
      assert.equal((await put({ versions: ['1.0.0'] }, { 'user-agent': '' })).status, 400);
      assert.equal(await logLength(), before);
    });

    it('needs a key with the scope of unlisting, of an owner, for an id that is not locked', async () => {
      const body = { versions: ['1.0.0'], isLegacy: true };
      assert.equal((await put(body, { 'x-nuget-apikey': '' })).status, 401);
      for (const refused of [
        await app.key('olga', { scopes: ['push'] }),
        await app.key('olga', { packages: ['Other.*'] }),
        await app.key('pavel'),
      ]) {
        assert.equal((await put(body, { 'x-nuget-apikey': refused })).status, 403);
      }
      await app.database.mutation((tx) => tx.updateTable('registrations').set({ locked_at: 1 }).execute());
      const locked = await put(body);
      assert.deepEqual([locked.status, /locked/.test(locked.statusText)], [403, true]);
      await app.database.mutation((tx) => tx.updateTable('registrations').set({ locked_at: null }).execute());
    });

    it('deprecates what is pushed later where a rule says so, in the moment of its push', async () => {
      const rule = {
        public_id: 'x'.repeat(22),
        registration_id: (
          await app.database.read
            .selectFrom('registrations')
            .select('id')
            .where('id_key', '=', 'acme.tools')
            .executeTakeFirstOrThrow()
        ).id,
        range: '(, 2.0.0)',
        deprecation: JSON.stringify({ reasons: ['Legacy'] }),
        created_at: 1,
        created_by: null,
      };
      await app.database.transaction((tx) => tx.insertInto('deprecation_rules').values(rule).execute());
      await app.push(key, buildPackage({ id: 'acme.tools', version: '1.2.0' }));
      await app.push(key, buildPackage({ id: 'Acme.Tools', version: '2.1.0' }));
      const shown = (await leaves()).filter(({ deprecation }) => deprecation !== undefined);
      assert.deepEqual(
        shown.map(({ version }) => version),
        ['1.2.0'],
      );
      const entries = await app.database.scan
        .selectFrom('catalog_entries')
        .select('state')
        .where('id_key', '=', 'acme.tools')
        .where('version_key', '=', '1.2.0')
        .execute();
      assert.equal(entries.length, 1);
      assert.match(entries[0]?.state ?? '', /"reasons":\["Legacy"\]/);
      const events = await app.database.scan
        .selectFrom('events')
        .select(['kind', 'data'])
        .where('subject', '=', 'version:acme.tools/1.2.0')
        .orderBy('seq')
        .execute();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['version_published', 'version_deprecated'],
      );
      assert.ok(events[1]?.data.includes(rule.public_id));
    });
  });
});
