/** What a key may do, walked cell by cell: scope × owner × glob × deed, over HTTP, in a private gallery. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';

const deeds = ['publish a new id', 'publish a version', 'unlist', 'relist', 'read'] as const;
type Deed = (typeof deeds)[number];

/** Which deeds a scope is for. */
const scopeDeeds: Readonly<Record<string, readonly Deed[]>> = {
  push: ['publish a new id', 'publish a version'],
  'push-version': ['publish a version'],
  unlist: ['unlist', 'relist'],
  read: ['read'],
  verify: [],
};
const scopeSets = [
  ...Object.keys(scopeDeeds).map((scope) => [scope]),
  ['push-version', 'unlist'],
  Object.keys(scopeDeeds),
];
/** Whether a glob reaches `Acme.Tools`, and `Acme.New…`. */
const globs: readonly [glob: string, tools: boolean, others: boolean][] = [
  ['*', true, true],
  ['acme.*', true, true],
  ['ACME.TOOLS', true, false],
  ['Acme.Tool', false, false],
  ['Other.*', false, false],
];
const holders: readonly [owner: string, as: string | undefined, ownsTools: boolean][] = [
  ['acme', undefined, true],
  ['acme', 'pavel', true],
  ['pavel', undefined, false],
];

forEachDatabase((_name, open) => {
  describe('the reach of an API key', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    before(async () => {
      app = await startTestApp({ LODE_READ: 'private' });
      for (const name of ['olga', 'pavel']) await app.person(name);
      await app.organization('acme', 'olga');
      await app.database.transaction(async (tx) => {
        const id = async (name: string) =>
          (await tx.selectFrom('accounts').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id;
        const membership = { organization_id: await id('acme'), person_id: await id('pavel'), created_at: 0 };
        await tx
          .insertInto('memberships')
          .values({ ...membership, role: 'collaborator' })
          .execute();
      });
      const first = await app.push(await app.key('acme'), buildPackage({ id: 'Acme.Tools', version: '1.0.0' }));
      assert.equal(first.status, 201);
    });

    let made = 0;
    const done: Readonly<Record<Deed, (key: string) => Promise<Response>>> = {
      'publish a new id': (key) => app.push(key, buildPackage({ id: `Acme.New${(made += 1)}`, version: '1.0.0' })),
      'publish a version': (key) => app.push(key, buildPackage({ id: 'Acme.Tools', version: `2.0.${(made += 1)}` })),
      unlist: (key) => ask('DELETE', '/api/v2/package/Acme.Tools/1.0.0', key),
      relist: (key) => ask('POST', '/api/v2/package/Acme.Tools/1.0.0', key),
      read: (key) => ask('GET', '/v3/flatcontainer/acme.tools/index.json', key),
    };
    const ask = (method: string, path: string, key: string) =>
      fetch(app.url + path, { method, headers: { 'x-nuget-apikey': key } });

    interface Walk {
      readonly scopes: readonly string[];
      readonly glob: (typeof globs)[number];
      readonly ownsTools: boolean;
    }
    const walk = async (key: string, { scopes, glob: [glob, reachesTools, reachesOthers], ownsTools }: Walk) => {
      for (const deed of deeds) {
        const isFor = scopes.some((scope) => scopeDeeds[scope]?.includes(deed));
        const reaches = deed === 'publish a new id' ? reachesOthers : reachesTools;
        const isOwner = ownsTools || deed === 'publish a new id' || deed === 'read';
        const { status, ok } = await done[deed](key);
        const cell = `${scopes.join()} ${glob} ${deed}: ${status}`;
        assert.equal(ok, isFor && reaches && isOwner, cell);
        // What a key for other packages reads does not exist for it.
        if (!ok) assert.equal(status, deed === 'read' && isFor ? 404 : 403, cell);
      }
    };

    it('is told before anything else, so that a key learns of no id that it does not reach', async () => {
      const key = await app.key('acme', { scopes: ['push', 'unlist'], packages: ['Other.*'] });
      const answers = await Promise.all(
        ['Acme.Tools', 'Acme.Nothing'].map((id) => ask('DELETE', `/api/v2/package/${id}/1.0.0`, key)),
      );
      assert.deepEqual(
        answers.map(({ status, statusText }) => `${status} ${statusText.replace(/Acme\.\w+/, 'ID')}`),
        Array.from(
          { length: 2 },
          () => '403 This API key may not unlist or relist ID: its scopes are push, unlist, its packages Other.*.',
        ),
      );
    });

    it('is told before anything else of a push too', async () => {
      const answers = [];
      for (const scopes of [['push'], ['unlist']]) {
        const key = await app.key('acme', { scopes, packages: scopes[0] === 'push' ? ['Other.*'] : ['*'] });
        for (const id of ['Acme.Tools', 'Acme.Nothing']) {
          const { status, statusText } = await app.push(key, buildPackage({ id, version: '1.0.0' }));
          answers.push(`${status} ${statusText.replace(/Acme\.\w+/, 'ID')}`);
        }
      }
      assert.deepEqual(answers, [
        ...Array.from(
          { length: 2 },
          () => '403 This API key may not publish ID: its scopes are push, its packages Other.*.',
        ),
        ...Array.from(
          { length: 2 },
          () => '403 This API key may not publish ID: its scopes are unlist, its packages *.',
        ),
      ]);
    });

    for (const [owner, as, ownsTools] of holders) {
      it(`is that of its scopes and globs, for a key of ${owner}${as === undefined ? '' : ` held by ${as}`}`, async () => {
        for (const scopes of scopeSets) {
          for (const glob of globs) {
            const wish = { scopes, packages: [glob[0]], ...(as === undefined ? {} : { as }) };
            await walk(await app.key(owner, wish), { scopes, glob, ownsTools });
          }
        }
      });
    }
  });

  describe('the limits of an API key', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    let key: string;
    before(async () => {
      app = await startTestApp({ LODE_RATE_LIMITS: 'push=3/h,unlist=2/10m' });
      await app.person('olga');
      key = await app.key('olga', { days: 5 });
    });
    const push = (with_: string, version: string) => app.push(with_, buildPackage({ id: 'Acme.Many', version }));
    const list = (method: string, with_: string) =>
      fetch(`${app.url}/api/v2/package/Acme.Many/1.0.0`, { method, headers: { 'x-nuget-apikey': with_ } });

    it('answers 429 with the seconds to wait, in the header and in the status line, and takes no upload', async () => {
      assert.equal((await push(key, '1.0.0')).status, 201);
      assert.equal((await push(key, '1.0.0')).status, 409);
      assert.equal((await push(key, '1.0.1')).status, 201);
      const refused = await push(key, '1.0.2');
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '3600');
      assert.match(refused.statusText, /wait 3600 seconds/);
      assert.match(refused.headers.get('x-nuget-warning') ?? '', /expires in 5 days/);
      const other = await app.key('olga');
      assert.equal((await push(other, '1.0.2')).status, 201);
    });

    it('counts unlisting and relisting together, apart from pushes, until the time is over', async () => {
      const statuses = [await list('DELETE', key), await list('POST', key), await list('DELETE', key)];
      assert.deepEqual(
        statuses.map(({ status }) => status),
        [204, 200, 429],
      );
      app.clock.advance(600_000_000);
      assert.equal((await list('DELETE', key)).status, 204);
      assert.equal((await push(key, '1.0.3')).status, 429);
      app.clock.advance(3_000_000_000);
      assert.equal((await push(key, '1.0.3')).status, 201);
    });

    it('warns on every answer while the key ends soon', async () => {
      app.clock.advance(MICROSECONDS_PER_DAY);
      for (const answer of [await list('POST', key), await list('DELETE', key), await push(key, '1.0.3')])
        assert.match(answer.headers.get('x-nuget-warning') ?? '', /https:\/\/gallery\.example\/account\/apikeys/);
    });

    it('counts nobody who shows no key that holds', async () => {
      for (let times = 0; times < 5; times += 1) assert.equal((await push('lode_wrong', '1.0.0')).status, 403);
      assert.equal((await app.push(undefined, new Uint8Array(1))).status, 401);
    });
  });
});
