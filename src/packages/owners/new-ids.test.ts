import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownersOf, ownPackages } from '../../../test/support/owned-packages.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { testApps } from '../../../test/support/test-app.ts';

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);
  describe('the owner of a new id', () => {
    it('is the account that the key acts for, whoever holds it', async () => {
      const app = await startTestApp();
      await app.person('olga');
      await app.organization('acme', 'olga');
      const keys = {
        'Own.Key': await app.key('olga'),
        'Personal.Key': await app.key('acme', { as: 'olga' }),
        'Organization.Key': await app.key('acme'),
      };
      for (const [id, key] of Object.entries(keys)) {
        assert.equal((await app.push(key, buildPackage({ id, version: '1.0.0' }))).status, 201, id);
      }
      assert.deepEqual(await ownersOf(app.database, 'Own.Key'), ['olga']);
      assert.deepEqual(await ownersOf(app.database, 'Personal.Key'), ['acme']);
      assert.deepEqual(await ownersOf(app.database, 'Organization.Key'), ['acme']);
      const refused = await app.push(keys['Own.Key'], buildPackage({ id: 'Organization.Key', version: '2.0.0' }));
      assert.equal(refused.status, 403, 'an administrator of the owner, with a key of their own');
    });

    it('is nobody by a push: an id without an owner takes none', async () => {
      const app = await startTestApp();
      await app.person('olga');
      await ownPackages(app, ['Left.Alone'], { owners: [] });
      const refused = await app.push(await app.key('olga'), buildPackage({ id: 'Left.Alone', version: '2.0.0' }));
      assert.equal(refused.status, 403);
      assert.match(refused.statusText, /Left\.Alone has no owner here/);
      assert.deepEqual(await ownersOf(app.database, 'Left.Alone'), []);
    });
  });
});
