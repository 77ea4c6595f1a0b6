import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { changeSetting } from '../../accounts/settings/change-setting.ts';

const HOUR = MICROSECONDS_PER_DAY / 24;

forEachDatabase((_name, open) => {
  describe('the page of API keys', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    let olga: SiteVisitor;
    before(async () => {
      app = await startTestApp({ LODE_RATE_LIMITS: 'key=1000/h' });
      for (const name of ['olga', 'pavel', 'mina']) await app.person(name);
      await app.organization('acme', 'olga');
      const acme = await app.key('acme');
      for (const id of ['Acme.One', 'Acme.Two', 'Acme.Three'])
        assert.equal((await app.push(acme, buildPackage({ id, version: '1.0.0' }))).status, 201);
      await app.push(await app.key('olga'), buildPackage({ id: 'Olga.Own', version: '1.0.0' }));
    });
    beforeEach(async () => {
      olga = await signedIn('olga');
    });

    const signedIn = async (name: string) => {
      const visitor = siteVisitor(app.url);
      visitor.setCookie('__Host-lode_session', await app.signIn(name));
      return visitor;
    };
    const usual = { 'Key name': 'CI', 'Package owner': 'acme', 'Unlist package': true, 'Glob pattern': '*' };
    const unlist = (key: string, id: string, method = 'DELETE') =>
      fetch(`${app.url}/api/v2/package/${id}/1.0.0`, { method, headers: { 'x-nuget-apikey': key } });
    const keyCount = async () => (await app.database.scan.selectFrom('api_keys').select('id').execute()).length;

    it('opens "Create" only where there are no keys, and always "Manage"', async () => {
      const empty = await (await signedIn('pavel')).get('/account/apikeys');
      assert.match(empty.html, /<details class="section" open id="create">/);
      assert.match(empty.html, /<details class="section" open id="manage">/);
      const full = await olga.get('/account/apikeys');
      assert.match(full.html, /<details class="section" id="create">/);
    });

    it('makes a key for two chosen packages that unlists one of them and nothing else', async () => {
      const page = await olga.get('/account/apikeys');
      const made = await page.submit('Create', {
        'Key name': 'Unlister',
        'Package owner': 'acme',
        Expires: 'In 30 days',
        'Unlist package': true,
        'Acme.One': true,
        'Acme.Two': true,
      });
      assert.equal(made.status, 200);
      assert.equal(made.headers.get('cache-control'), 'private, no-store');
      const key = made.copied('new-key');
      assert.match(key, /^lode_/);
      assert.ok(!made.path.includes(key));
      assert.equal((await unlist(key, 'Acme.One')).status, 204);
      assert.equal((await unlist(key, 'Acme.One', 'POST')).status, 200);
      assert.equal((await unlist(key, 'Acme.Three')).status, 403);
      assert.equal((await unlist(key, 'Olga.Own')).status, 403);
      assert.equal((await app.push(key, buildPackage({ id: 'Acme.One', version: '2.0.0' }))).status, 403);
      const again = await olga.get('/account/apikeys');
      assert.ok(!again.html.includes(key));
      assert.match(
        again.text,
        /Unlister acme your key Unlist package Acme\.One, Acme\.Two in \d+ days? 0|Unlister acme/,
      );
    });

    it('shows a key once, also to who sends the form again', async () => {
      const page = await olga.get('/account/apikeys');
      const token = /name="token" value="([^"]+)"[^>]*>(?:(?!<\/form>).)*name="glob"/s.exec(page.html)?.[1] ?? '';
      const fields = { token, name: 'once', owner: 'olga', days: '7', scopes: 'push', glob: '*' };
      const before = await keyCount();
      const first = await olga.post('/account/apikeys', fields);
      const key = first.copied('new-key');
      const second = await olga.post('/account/apikeys', fields);
      assert.equal(second.status, 409);
      assert.ok(!second.html.includes(key));
      assert.match(second.text, /was sent already/);
      assert.equal(await keyCount(), before + 1);
    });

    it('makes an organization\u2019s own key only where it is asked for and allowed', async () => {
      const page = await olga.get('/account/apikeys');
      const own = await page.submit('Create', {
        ...usual,
        'Key name': 'Own',
        'Whose key it is': 'The organization’s own',
      });
      assert.match(own.text, /Own acme its own key/);
      await app.database.transaction(async (tx) => {
        const id = async (name: string) =>
          (await tx.selectFrom('accounts').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id;
        const membership = { organization_id: await id('acme'), person_id: await id('mina'), created_at: 0 };
        await tx
          .insertInto('memberships')
          .values({ ...membership, role: 'collaborator' })
          .execute();
      });
      const mina = await signedIn('mina');
      const hers = await mina.get('/account/apikeys');
      assert.ok(!hers.text.includes('Whose key it is'));
      const made = await hers.submit('Create', { ...usual, 'Key name': 'of mina' });
      assert.match(made.text, /of mina acme your key/);
      assert.ok(!(await mina.get('/account/apikeys')).text.includes('Own acme'));
      assert.equal((await mina.get('/account/apikeys?owner=acme')).status, 404);
      const all = await olga.get('/account/apikeys?owner=acme');
      assert.match(all.text, /of mina acme key of mina/);
      assert.match(all.text, /Own acme its own key/);
    });

    it('says beside each field what is wrong, and keeps what was typed', async () => {
      const page = await olga.get('/account/apikeys');
      const again = await page.submit('Create', { 'Key name': '', 'Or after exactly so many days': '366' });
      assert.equal(again.status, 400);
      for (const part of [/1 to 200 characters/, /1 to 365 days/, /needs a scope/, /1 to 100 ids or globs/])
        assert.ok(
          again.errors.some((error) => part.test(error)),
          String(part),
        );
      const wrong = await page.submit('Create', { ...usual, 'Olga.Own': true });
      assert.ok(wrong.errors.some((error) => error.includes('Olga.Own does not belong to acme')));
      assert.match(wrong.html, /name="name" value="CI"/);
      assert.match(wrong.html, /value="Olga\.Own" checked/);
    });

    it('takes nothing that no form has', async () => {
      const page = await olga.get('/account/apikeys');
      const token = /name="token" value="([^"]+)"[^>]*>(?:(?!<\/form>).)*name="glob"/s.exec(page.html)?.[1] ?? '';
      const mass = { person_id: '1', as: 'pavel', public_id: 'x', expires_at: '9'.repeat(15), hash_key: 'x' };
      const fields = { token, name: 'mass', owner: 'olga', days: '1', scopes: 'push', glob: '*', ...mass };
      assert.equal((await olga.post('/account/apikeys', fields)).status, 200);
      const row = await app.database.scan.selectFrom('api_keys').selectAll().where('name', '=', 'mass').execute();
      assert.equal(row[0]?.expires_at, app.clock.now() + MICROSECONDS_PER_DAY);
      assert.equal(row[0]?.owner_id, row[0]?.person_id);
      assert.notEqual(row[0]?.public_id, 'x');
      for (const owner of ['pavel', 'nobody', '__proto__']) {
        const other = (await olga.get('/account/apikeys')).html;
        const fresh = /name="token" value="([^"]+)"[^>]*>(?:(?!<\/form>).)*name="glob"/s.exec(other)?.[1] ?? '';
        const answer = await olga.post('/account/apikeys', { ...fields, token: fresh, owner });
        assert.ok([403, 404].includes(answer.status), `${owner} ${answer.status}`);
      }
      assert.equal((await olga.post('/account/apikeys', { ...fields, token: '' })).status, 400);
    });

    it('writes hostile names as text', async () => {
      const name = '<script>alert(1)</script>"\'&';
      const page = await (await olga.get('/account/apikeys')).submit('Create', { ...usual, 'Key name': name });
      assert.ok(page.text.includes(name));
      assert.ok(!page.html.includes('<script>alert'));
    });

    it('changes, regenerates and revokes a key, and says what each does', async () => {
      const made = await (await olga.get('/account/apikeys')).submit('Create', { ...usual, 'Key name': 'Changing' });
      const old = made.copied('new-key');
      let page = await (await olga.get('/account/apikeys')).follow('Changing');
      page = await page.submit('Save', { 'Key name': 'Changed', 'Glob pattern': 'Acme.T*' });
      assert.match(page.flash ?? '', /Changed is changed/);
      assert.equal((await unlist(old, 'Acme.One')).status, 403);
      assert.equal((await unlist(old, 'Acme.Two')).status, 204);
      app.clock.advance(60_000_000);
      const shown = await page.submit('Regenerate the key');
      const text = shown.copied('new-key');
      assert.notEqual(text, old);
      assert.equal((await unlist(old, 'Acme.Two')).status, 403);
      assert.equal((await unlist(text, 'Acme.Two', 'POST')).status, 200);
      const resent = await page.submit('Regenerate the key');
      assert.equal(resent.status, 409);
      assert.equal((await unlist(text, 'Acme.Two', 'POST')).status, 200);
      page = await (await olga.get(shown.path.replace('/regenerate', ''))).submit('Revoke the key');
      assert.match(page.flash ?? '', /revoked/);
      assert.match(page.text, /Revoked/);
      assert.equal((await unlist(text, 'Acme.Two')).status, 403);
      assert.ok(!page.hasButton('Revoke the key'));
      assert.match((await olga.get('/account/apikeys?ended=1')).text, /Changed/);
    });

    it('shows nobody a key that is not theirs to end', async () => {
      const row = await app.database.scan
        .selectFrom('api_keys')
        .select('public_id')
        .where('name', '=', 'once')
        .execute();
      const path = `/account/apikeys/${row[0]?.public_id}`;
      assert.equal((await olga.get(path)).status, 200);
      const pavel = await signedIn('pavel');
      for (const other of [path, '/account/apikeys/%00', `/account/apikeys/${'x'.repeat(300)}`]) {
        assert.equal((await pavel.get(other)).status, 404, other);
      }
      assert.equal((await siteVisitor(app.url).get('/account/apikeys')).path.split('?')[0], '/signin');
    });

    it('asks first who it is when the sign-in is older than an hour', async () => {
      app.clock.advance(HOUR + 1);
      const page = await olga.get('/account/apikeys');
      assert.ok(!page.hasButton('Create'));
      assert.ok(page.hasLink('Confirm that it is you'));
    });

    it('asks first for a confirmed address', async () => {
      await app.person('newcomer');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('name', '=', 'newcomer').execute(),
      );
      const page = await (await signedIn('newcomer')).get('/account/apikeys');
      assert.ok(page.hasLink('Confirm your address') && !page.hasButton('Create'));
    });

    it('offers lives up to what administrators allow', async () => {
      await changeSetting(app, { kind: 'operator' }, { name: 'key-days', value: '45' });
      const { html } = await olga.get('/account/apikeys');
      const offered = [...html.matchAll(/>In (\d+) days?</g)].map(([, days]) => Number(days));
      assert.deepEqual(offered, [1, 7, 30, 45]);
      await changeSetting(app, { kind: 'operator' }, { name: 'key-days', value: '365' });
    });
  });

  describe('keys without end', () => {
    const startTestApp = testApps(open);
    it('pages through ten thousand of them, those that end first on top, and finds among many packages', async () => {
      const app = await startTestApp();
      await app.person('olga');
      const { id } = await app.database.read.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
      const now = app.clock.now();
      const keys = Array.from({ length: 10_000 }, (_each, at) => ({
        public_id: `k${at}`.padStart(22, '0'),
        owner_id: id,
        person_id: id,
        name: `key ${at}`,
        hash_key: String(at).padStart(64, '0'),
        scopes: '["push"]',
        packages: '["*"]',
        created_at: now,
        expires_at: now + (10_000 - at) * 1_000_000_000,
        revoked_at: at % 2 === 0 ? null : now,
        last_used_at: null,
      }));
      const ids = Array.from({ length: 1_000 }, (_each, at) => `acme.p${String(at).padStart(4, '0')}`);
      await app.database.transaction(async (tx) => {
        for (let at = 0; at < keys.length; at += 500)
          await tx
            .insertInto('api_keys')
            .values(keys.slice(at, at + 500))
            .execute();
        for (const id_key of ids) {
          const registration = { id_key, display_id: id_key.replace('acme', 'Acme'), revision: 1, created_at: now };
          const row = await tx
            .insertInto('registrations')
            .values(registration)
            .returning('id')
            .executeTakeFirstOrThrow();
          const owner = { registration_id: row.id, account_id: id, created_at: now, registration_key: id_key };
          await tx.insertInto('owners').values(owner).execute();
        }
      });
      const olga = siteVisitor(app.url);
      olga.setCookie('__Host-lode_session', await app.signIn('olga'));
      const first = await olga.get('/account/apikeys');
      assert.match(first.text, /5,000 working keys, 5,000 ended/);
      assert.match(first.text, /key 9998 olga/);
      assert.match(first.text, /Page 1 of 100/);
      const last = await olga.get('/account/apikeys?page=999999');
      assert.match(last.text, /Page 100 of 100/);
      assert.match(last.text, /key 0 olga/);
      assert.ok(!first.text.includes('Acme.p0100'));
      const found = await first.submit('Find packages', { 'Acme.p0003': true, 'Part of an id': 'P050' });
      assert.match(found.html, /value="Acme\.p0003" checked/);
      assert.match(found.text, /Acme\.p0500/);
      assert.ok(!found.text.includes('Acme.p0001'));
      assert.match(found.html, /<details class="section" open id="create">/);
    });
  });

  describe('revoking a leaked key', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    before(async () => {
      app = await startTestApp({ LODE_READ: 'private', LODE_RATE_LIMITS: 'address=8/h' });
      await app.person('olga');
    });
    const send = (body: string, type: string) =>
      fetch(`${app.url}/api/v2/revoke-key`, { method: 'POST', body, headers: { 'content-type': type } });
    const isRevoked = async (key: string) =>
      (await app.push(key, buildPackage({ id: 'Acme', version: '1.0.0' }))).statusText.includes('revoked');

    it('takes it by a form of the site from anybody, and says the same whatever it was', async () => {
      const key = await app.key('olga');
      const page = await siteVisitor(app.url).get('/revoke-key');
      const done = await page.submit('Revoke the key', {
        'API key': ` ${key} `,
        'Where you found it': 'https://a.example/b',
      });
      const other = await page.submit('Revoke the key', { 'API key': 'anything' });
      assert.ok(done.flash !== undefined && done.flash === other.flash);
      assert.ok(await isRevoked(key));
      const missing = await page.submit('Revoke the key', {});
      assert.equal(missing.status, 400);
      const [event] = await app.database.read
        .selectFrom('events')
        .selectAll()
        .where('kind', '=', 'key_revoked')
        .execute();
      assert.equal(event?.actor, null);
      assert.equal((JSON.parse(event?.data ?? '{}') as { where: string }).where, 'https://a.example/b');
    });

    it('takes it by the API, as a form or as JSON', async () => {
      const [one, two] = [await app.key('olga'), await app.key('olga')];
      const answers = [
        await send(`key=${one}`, 'application/x-www-form-urlencoded'),
        await send(JSON.stringify({ key: two, where: 'https://a.example' }), 'application/json'),
        await send(JSON.stringify({ key: two }), 'application/json; charset=utf-8'),
        await send('key=unknown', 'application/x-www-form-urlencoded'),
      ];
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200],
      );
      assert.equal(new Set(bodies).size, 1);
      assert.ok((await isRevoked(one)) && (await isRevoked(two)));
    });

    it('refuses what it cannot read', async () => {
      const bodies: [body: string, type: string, status: number][] = [
        ['{', 'application/json', 400],
        ['null', 'application/json', 400],
        ['[]', 'application/json', 400],
        ['{"key":1}', 'application/json', 400],
        ['{"__proto__":{"key":"x"}}', 'application/json', 400],
        [JSON.stringify({ key: 'x'.repeat(70_000) }), 'application/json', 413],
        ['key=', 'application/x-www-form-urlencoded', 400],
        ['key=x', 'text/plain', 400],
      ];
      for (const [body, type, status] of bodies)
        assert.equal((await send(body, type)).status, status, body.slice(0, 30));
    });

    it('has a limit for each address', async () => {
      const statuses: number[] = [];
      for (let times = 0; times < 4; times += 1)
        statuses.push((await send('key=x', 'application/x-www-form-urlencoded')).status);
      assert.deepEqual(statuses, [200, 200, 429, 429]);
    });
  });
});
