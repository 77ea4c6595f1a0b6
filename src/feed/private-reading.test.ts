import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { answerOrProblem, requestWith } from '../../test/support/exchange.ts';
import { buildPackage } from '../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY, systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { generateApiKey } from '../accounts/keys/api-key.ts';
import { privateReading } from './private-reading.ts';

const basic = (password: string, user = 'anybody') => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Every URL of the feed that reads, for an id. */
const ofId = (id: string) => [
  `/v3/flatcontainer/${id}/index.json`,
  `/v3/flatcontainer/${id}/1.0.0/${id}.1.0.0.nupkg`,
  `/v3/flatcontainer/${id}/1.0.0/${id}.nuspec`,
  `/v3/flatcontainer/${id}/1.0.0/readme`,
  `/v3/registration-semver1/${id}/index.json`,
  `/v3/registration-gz-semver1/${id}/index.json`,
  `/v3/registration-gz-semver2/${id}/index.json`,
  `/v3/registration-gz-semver2/${id}/page/1.0.0/1.0.0.json`,
  `/v3/registration-gz-semver2/${id}/1.0.0.json`,
  `/api/v2/package/${id}`,
  `/api/v2/package/${id}/1.0.0`,
];
const ofMany = [
  '/v3/query?q=acme',
  '/v3/autocomplete?q=a',
  '/v3/catalog/index.json',
  '/v3/catalog/page0.json',
  '/v3/catalog/data/2026.01.02.03.04.05.678901/acme.tools.1.0.0.json',
];

forEachDatabase((_name, open) => {
  describe('the feed of a private gallery', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    let reader: string;
    before(async () => {
      app = await startTestApp({ LODE_READ: 'private' });
      await app.person('olga');
      reader = await app.key('olga', { scopes: ['read'] });
      const writer = await app.key('olga', { scopes: ['push', 'unlist'] });
      for (const id of ['Acme.Tools', 'Other.Tools']) {
        assert.equal((await app.push(writer, buildPackage({ id, version: '1.0.0' }))).status, 201);
      }
    });

    const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(app.url + path, { method, headers, redirect: 'manual' });
    const statusWith = async (password: string, path = '/v3/index.json') => {
      const answer = await ask(path, { authorization: basic(password) });
      await answer.bytes();
      return answer.status;
    };

    it('answers every read without credentials alike, whether it exists or not: 401, a challenge, nothing else', async () => {
      const paths = ['/v3/index.json', ...ofId('acme.tools'), ...ofId('acme.nothing'), ...ofId('a%20b'), ...ofMany];
      for (const path of paths) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await ask(
            path,
            { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() },
            method,
          );
          const {
            date: _date,
            connection: _connection,
            'keep-alive': _kept,
            ...headers
          } = Object.fromEntries(answer.headers);
          assert.equal(answer.status, 401, path);
          assert.deepEqual(headers, {
            'www-authenticate': 'Basic realm="gallery.example"',
            'cache-control': 'private, no-store',
            'content-length': '0',
            'x-content-type-options': 'nosniff',
          });
          assert.equal((await answer.bytes()).length, 0);
        }
      }
    });

    it('answers a key with read, as the password of any user or in the header of keys, and lets nobody keep the answer', async () => {
      for (const path of ['/v3/index.json', ...ofId('acme.tools'), ...ofMany]) {
        const shown = [
          { authorization: basic(reader) },
          { authorization: basic(reader, '') },
          { 'x-nuget-apikey': reader },
        ];
        for (const headers of shown) {
          const answer = await ask(path, headers);
          await answer.bytes();
          const isThere = !path.includes('/catalog/data/') && !path.endsWith('/readme');
          if (isThere) assert.ok([200, 302].includes(answer.status), `${answer.status} ${path}`);
          assert.match(answer.headers.get('cache-control') ?? '', isThere ? /^private, no-store$/ : /no-store/);
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
        }
      }
    });

    it('answers 304 to whoever has a copy and may read', async () => {
      const path = '/v3/flatcontainer/acme.tools/index.json';
      const etag = (await ask(path, { authorization: basic(reader) })).headers.get('etag') ?? '';
      const again = await ask(path, { authorization: basic(reader), 'if-none-match': etag });
      assert.equal(again.status, 304);
      assert.equal(again.headers.get('cache-control'), 'private, no-store');
      assert.equal((await ask(path, { 'if-none-match': etag })).status, 401);
    });

    it('refuses with 403 what is presented and does not suffice', async () => {
      for (const password of ['wrong', generateApiKey(systemRandom).reveal(), 'x'.repeat(1_000)])
        assert.equal(await statusWith(password), 403);
      const writer = await app.key('olga', { scopes: ['push', 'push-version', 'unlist', 'verify'] });
      const answer = await ask('/v3/index.json', { authorization: basic(writer) });
      assert.equal(answer.status, 403);
      assert.match(answer.statusText, /may not read: its scopes are push, push-version, unlist, verify/);
      for (const authorization of ['Bearer x', 'Negotiate YII=', 'Basic'])
        assert.equal((await ask('/v3/index.json', { authorization })).status, 403, authorization);
      // What the official client sends where it has no credentials.
      assert.equal((await ask('/v3/index.json', { authorization: basic('', '') })).status, 401);
    });

    it('shows a key for some packages those, and nothing of the others', async () => {
      const some = { authorization: basic(await app.key('olga', { scopes: ['read'], packages: ['Acme.*'] })) };
      for (const path of ['/v3/index.json', ...ofId('ACME.tools')]) {
        const { status } = await ask(path, some);
        assert.ok(
          [200, 302, 404].includes(status) && (status !== 404 || path.endsWith('/readme')),
          `${status} ${path}`,
        );
      }
      const others = await Promise.all(ofId('other.tools').map((path) => ask(path, some)));
      const unknown = await Promise.all(ofId('other.nothing').map((path) => ask(path, some)));
      for (const [at, answer] of others.entries()) {
        assert.equal(answer.status, 404, answer.url);
        assert.equal(unknown[at]?.status, 404);
        assert.equal(answer.statusText.replace('other.tools', 'other.nothing'), unknown[at]?.statusText);
      }
      for (const path of ofMany) assert.equal((await ask(path, some)).status, 403, path);
    });

    it('refuses a revoked and an expired key in the next request', async () => {
      const key = await app.key('olga', { scopes: ['read'], days: 5 });
      const warned = await ask('/v3/index.json', { authorization: basic(key) });
      assert.match(
        warned.headers.get('x-nuget-warning') ?? '',
        /expires in 5 days.*https:\/\/gallery\.example\/account/,
      );
      const quiet = await ask('/v3/flatcontainer/acme.tools/index.json', { authorization: basic(key) });
      assert.equal(quiet.headers.get('x-nuget-warning'), null);
      const other = await app.key('olga', { scopes: ['read'], days: 5 });
      await app.database.transaction((tx) =>
        tx.updateTable('api_keys').set({ revoked_at: 1 }).where('name', '=', 'test').where('days', '=', 5).execute(),
      );
      assert.deepEqual([await statusWith(key), await statusWith(other)], [403, 403]);
      const short = await app.key('olga', { scopes: ['read'], days: 1 });
      assert.equal(await statusWith(short), 200);
      app.clock.advance(MICROSECONDS_PER_DAY);
      assert.equal(await statusWith(short), 403);
    });

    it('is open to who is signed in with a confirmed address, and asks others again', async () => {
      const cookie = async (name: string) => ({ cookie: `__Host-lode_session=${await app.signIn(name)}` });
      assert.equal((await ask('/v3/index.json', await cookie('olga'))).status, 200);
      assert.equal((await ask('/v3/query?q=acme', await cookie('olga'))).status, 200);
      assert.equal((await ask('/v3/index.json', { cookie: `__Host-lode_session=${'x'.repeat(43)}` })).status, 401);
      await app.person('mina');
      const mina = await cookie('mina');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('name_key', '=', 'mina').execute(),
      );
      assert.equal((await ask('/v3/index.json', mina)).status, 403);
      assert.equal((await ask('/', mina)).headers.get('location'), '/account/ConfirmationRequired?return=%2F');
    });

    it('takes what is published by the key in X-NuGet-ApiKey alone, and asks for it', async () => {
      const writer = await app.key('olga', { scopes: ['push', 'unlist'] });
      assert.equal((await app.push(writer, buildPackage({ id: 'Acme.Written', version: '1.0.0' }))).status, 201);
      const path = '/api/v2/package/Acme.Written/1.0.0';
      assert.equal((await ask(path, { 'x-nuget-apikey': writer }, 'DELETE')).status, 204);
      assert.equal((await ask(path, { 'x-nuget-apikey': writer }, 'POST')).status, 200);
      assert.equal((await ask(path, {}, 'DELETE')).headers.get('www-authenticate'), 'ApiKey realm="gallery.example"');
      assert.equal((await ask(path, { 'x-nuget-apikey': reader }, 'DELETE')).status, 403);
    });

    it('lets pages of elsewhere read nothing', async () => {
      const preflight = await ask('/v3/index.json', { origin: 'https://evil.example' }, 'OPTIONS');
      const names = [...preflight.headers.keys()];
      assert.ok(!names.some((name) => name.startsWith('access-control-')), names.join());
    });

    it('leads visitors of pages to the sign-in, and keeps open what leads there', async () => {
      assert.equal((await ask('/')).headers.get('location'), '/signin?return=%2F');
      assert.equal((await ask('/account/apikeys')).headers.get('location'), '/signin?return=%2Faccount%2Fapikeys');
      const css = /href="([^"]+lode\.css)"/.exec(await (await ask('/nowhere', { accept: 'text/html' })).text())?.[1];
      for (const path of [css ?? '', '/health/live', '/health/ready', '/revoke-key'])
        assert.equal((await ask(path)).status, 200, path);
      const { notices } = (await (await ask('/health/ready')).json()) as { notices: string[] };
      assert.match(notices.join(), /anybody may sign up/);
    });
  });
});

describe('a request without credentials', () => {
  it('costs no look at the rows', async () => {
    const never = () => Promise.reject(new Error('looked at the rows'));
    const deps = {
      database: { readTogether: () => assert.fail('looked at the rows') },
      keys: { authenticate: never, close: never },
      clock: systemClock,
      keysPage: '',
      realm: 'gallery.example',
      findViewer: () => Promise.resolve(undefined),
    };
    const handler = privateReading(deps, 'packages', never);
    assert.equal((await answerOrProblem(Promise.resolve(handler(requestWith({}))))).status, 401);
  });
});
