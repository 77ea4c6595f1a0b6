import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { buildPackage } from '../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../test/support/test-app.ts';

forEachDatabase((_, open) => {
  const start = testApps(open);

  describe('the version that an id offers', () => {
    let app: TestApp;
    let key: string;

    before(async () => {
      app = await start({ LODE_RATE_LIMITS: 'off' });
      await app.person('olga');
      key = await app.key('olga');
    });

    async function push(version: string, dependencyRange: string): Promise<void> {
      const dependencies = { 'Other.Package': dependencyRange };
      const answer = await app.push(key, buildPackage({ id: 'Acme.Offer', version, dependencies }));
      assert.equal(answer.status, 201, await answer.text());
    }

    async function list(version: string, method: 'POST' | 'DELETE'): Promise<void> {
      const url = `${app.url}/api/v2/package/Acme.Offer/${version}`;
      const answer = await fetch(url, { method, headers: { 'x-nuget-apikey': key } });
      assert.ok(answer.ok, await answer.text());
    }

    async function offered(): Promise<string | undefined> {
      const row = await app.database.read
        .selectFrom('registrations')
        .innerJoin('versions', 'versions.id', 'registrations.offered_version_id')
        .select('version_key')
        .where('id_key', '=', 'acme.offer')
        .executeTakeFirst();
      return row?.version_key;
    }

    /** What a stranger finds of it by asking who depends on the other package. */
    async function dependentRanges(): Promise<string[]> {
      const rows = await app.database.read
        .selectFrom('dependencies')
        .select('ranges')
        .where('dependency_key', '=', 'other.package')
        .where('is_offered', '=', 1)
        .execute();
      return rows.map(({ ranges }) => ranges);
    }

    it('is a preview while there is nothing else, then the highest stable one, whatever is pushed after it', async () => {
      await push('2.0.0-beta', '2.0.0');
      assert.equal(await offered(), '2.0.0-beta');
      await push('1.0.0', '1.0.0');
      assert.equal(await offered(), '1.0.0');
      await push('1.10.0', '1.10.0');
      await push('1.9.0', '1.9.0');
      assert.equal(await offered(), '1.10.0');
      assert.deepEqual(await dependentRanges(), ['["[1.10.0, )"]']);
    });

    it('is the next one when it is unlisted, a preview at the last, and none when all are', async () => {
      await list('1.10.0', 'DELETE');
      assert.equal(await offered(), '1.9.0');
      assert.deepEqual(await dependentRanges(), ['["[1.9.0, )"]']);
      await list('1.9.0', 'DELETE');
      await list('1.0.0', 'DELETE');
      assert.equal(await offered(), '2.0.0-beta');
      await list('2.0.0-beta', 'DELETE');
      assert.equal(await offered(), undefined);
      assert.deepEqual(await dependentRanges(), []);
    });

    it('is there again when it is relisted', async () => {
      await list('1.10.0', 'POST');
      assert.equal(await offered(), '1.10.0');
      assert.deepEqual(await dependentRanges(), ['["[1.10.0, )"]']);
    });
  });
});
