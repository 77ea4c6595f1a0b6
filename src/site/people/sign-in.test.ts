import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { personWithPassword, PASSWORD, newestLink } from '../../../test/support/sign-in.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';

forEachDatabase((_, open) => {
  describe('/signin', () => {
    const start = testApps(open);

    it('signs in by name or by confirmed address, and leads where the person wanted to go', async () => {
      const app = await start();
      await personWithPassword(app, 'Olga');
      for (const login of ['Olga', 'OLGA', ' olga@gallery.example ', 'Olga@Gallery.Example']) {
        const olga = siteVisitor(app.url);
        let page = await olga.get('/account');
        assert.equal(page.path, '/signin?return=%2Faccount');
        assert.equal(page.heading, 'Sign in');
        page = await page.submit('Sign in', { 'Username or email': login, Password: PASSWORD });
        assert.equal(page.path, '/account');
        assert.equal(page.status, 200);
      }
    });

    it('says the same of a wrong password and of whoever does not exist, and keeps what was typed', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      await app.person('boris');
      await app.organization('acme', 'olga');
      const answers = [];
      for (const login of [
        'olga',
        'olga@gallery.example',
        'nobody',
        'nobody@gallery.example',
        'boris',
        'acme',
        'acme@gallery.example',
        '',
        '<b>',
      ]) {
        const page = await (
          await siteVisitor(app.url).get('/signin')
        ).submit('Sign in', {
          'Username or email': login,
          Password: 'not the right password',
        });
        assert.equal(page.status, 403);
        const { value } = /name="login"[^>]*?value="(?<value>[^"]*)"/.exec(page.html)?.groups ?? {};
        assert.equal(value, login.replace('<', '&lt;').replace('>', '>'), login);
        assert.doesNotMatch(page.html, /not the right password/);
        answers.push(page.text);
      }
      assert.equal(new Set(answers).size, 1);
      assert.match(answers[0] ?? '', /The name or the password is wrong\./);
    });

    it('never promotes a session that the browser brought, and ends the one that it was in', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      await personWithPassword(app, 'boris');
      const thief = 'x'.repeat(43);
      const visitor = siteVisitor(app.url);
      visitor.setCookie('lode_session', thief);
      await (await visitor.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      const first = visitor.cookie('lode_session') ?? '';
      assert.match(first, /^[0-9A-Za-z]{43}$/);
      assert.notEqual(first, thief);
      const before = visitor.clone();
      const page = await visitor.get('/signin');
      assert.match(page.text, /You are signed in as olga\./);
      await page.submit('Sign in', { 'Username or email': 'boris', Password: PASSWORD });
      assert.notEqual(visitor.cookie('lode_session'), first);
      assert.equal((await before.get('/account')).path, '/signin?return=%2Faccount');
      assert.match((await visitor.get('/account')).text, /boris/);
    });

    it('leads nowhere but into the site', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      for (const bait of [
        'https://evil.example/',
        '//evil.example/',
        '/\\evil.example',
        'javascript:alert(1)',
        '/%0d%0aevil',
        '\t//evil.example',
      ]) {
        const page = await (
          await siteVisitor(app.url).get(`/signin?return=${encodeURIComponent(bait)}`)
        ).submit('Sign in', {
          'Username or email': 'olga',
          Password: PASSWORD,
        });
        assert.equal(page.leavesTo, undefined, bait);
        assert.equal(page.path.startsWith('/%0d') ? '/' : page.path, '/', bait);
      }
    });

    it('takes its URLs from LODE_URL, whatever Host and X-Forwarded-Host say', async () => {
      const app = await start();
      const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
      const response = await fetch(`${app.url}/account`, { redirect: 'manual', headers: forged });
      assert.equal(response.headers.get('location'), '/signin?return=%2Faccount');
      const page = await fetch(`${app.url}/signin`, { headers: forged });
      assert.doesNotMatch(await page.text(), /evil\.example/);
    });

    it('refuses a form that came from elsewhere, or without its token', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const visitor = siteVisitor(app.url);
      await visitor.get('/signin');
      const fields = { login: 'olga', password: PASSWORD };
      for (const path of [
        '/signin',
        '/signup',
        '/signout',
        '/account/ForgotPassword',
        '/setup',
        '/account/undo/x',
        '/account/forgotpassword/x',
        '/signin/again',
        '/account/ChangeEmail',
        '/account/CancelChangeEmail',
        '/account/ChangePassword',
        '/account/sessions',
        '/account/ConfirmationRequired',
        '/account/confirm/x',
      ]) {
        assert.equal((await visitor.post(path, fields)).status, 400, path);
      }
      assert.equal(visitor.cookie('lode_session'), undefined);
    });

    it('refuses a locked account, and says so only to who knows the password', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      await app.database.transaction((tx) => tx.updateTable('accounts').set({ status: 'locked' }).execute());
      const signInWith = async (password: string) =>
        (await siteVisitor(app.url).get('/signin')).submit('Sign in', {
          'Username or email': 'olga',
          Password: password,
        });
      assert.match((await signInWith('not the right password')).text, /The name or the password is wrong\./);
      const page = await signInWith(PASSWORD);
      assert.equal(page.status, 403);
      assert.match(page.text, /Your account is locked/);
    });

    it('tells nobody whether an account exists by its limits, and says how long to wait', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      for (const login of ['olga', 'nobody']) {
        const page = await siteVisitor(app.url).get('/signin');
        const wrong = { 'Username or email': login, Password: 'not the right password' };
        for (let turn = 0; turn < 10; turn += 1) assert.equal((await page.submit('Sign in', wrong)).status, 403);
        const refused = await page.submit('Sign in', { ...wrong, Password: PASSWORD });
        assert.equal(refused.status, 429, login);
        assert.equal(refused.headers.get('retry-after'), '900');
        assert.match(refused.text, /wait 900 seconds/);
      }
    });

    it('is never locked for a browser that the account is known to, whatever strangers do', async () => {
      const app = await start({
        LODE_RATE_LIMITS: 'account=20/h,signin=10/15m,address=1000/h',
        LODE_TRUST_PROXY: '127.0.0.1',
      });
      await personWithPassword(app, 'olga');
      const olga = siteVisitor(app.url);
      await (await olga.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      await (await olga.get('/signout')).submit('Sign out of Lode');
      assert.equal(olga.cookie('lode_session'), undefined);
      // Strangers from many addresses.
      const guess = async (address: string, password: string) => {
        const stranger = siteVisitor(app.url);
        const { html } = await stranger.get('/signin');
        const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
        const fields = { token, login: 'olga', password };
        return stranger.post('/signin', fields, { 'x-forwarded-for': address });
      };
      for (let turn = 0; turn < 20; turn += 1) {
        assert.equal((await guess(`192.0.2.${turn}`, 'not the right password')).status, 403);
      }
      assert.equal((await guess('192.0.2.99', PASSWORD)).status, 429);
      assert.equal((await guess('192.0.2.98', PASSWORD)).status, 429);
      const page = await (
        await olga.get('/signin')
      ).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      assert.equal(page.status, 200);
      assert.notEqual(olga.cookie('lode_session'), undefined);
      // Once in the window, though two were refused.
      const refusals = await app.database.read
        .selectFrom('events')
        .select('subject')
        .where('kind', '=', 'sign_in_refused')
        .execute();
      assert.equal(refusals.length, 1);
    });

    it('counts guesses of a known browser too, and takes no mark that was made up', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'signin=3/15m,address=1000/h' });
      await personWithPassword(app, 'olga');
      const olga = siteVisitor(app.url);
      await (await olga.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      const mark = olga.cookie('lode_device') ?? '';
      assert.match(mark, /^[\w.~-]{100}/);
      const page = await olga.get('/signin');
      for (let turn = 0; turn < 3; turn += 1) {
        assert.equal(
          (await page.submit('Sign in', { 'Username or email': 'olga', Password: 'wrong password' })).status,
          403,
        );
      }
      assert.equal((await page.submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD })).status, 429);
      const { isNewDevice } = await lastSignIn(app);
      assert.equal(isNewDevice, true);
      app.clock.advance(901 * MICROSECONDS_PER_SECOND);
      for (const [cookie, isNew] of [
        [mark, false],
        [`${mark.slice(0, -1)}${mark.endsWith('A') ? 'B' : 'A'}`, true],
        ['~~~~', true],
        ['x'.repeat(3_000), true],
      ] as const) {
        const again = siteVisitor(app.url);
        again.setCookie('lode_device', cookie);
        await (await again.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
        assert.equal((await lastSignIn(app)).isNewDevice, isNew, cookie.slice(0, 30));
      }
      app.clock.advance(181 * MICROSECONDS_PER_DAY);
      const later = siteVisitor(app.url);
      later.setCookie('lode_device', mark);
      await (await later.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      assert.equal((await lastSignIn(app)).isNewDevice, true);
    });

    it('counts only what fails: whoever signs in often is not refused', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'signin=3/15m,address=5/h,account=3/h' });
      await personWithPassword(app, 'olga');
      for (let turn = 0; turn < 12; turn += 1) {
        const page = await (
          await siteVisitor(app.url).get('/signin')
        ).submit('Sign in', {
          'Username or email': 'olga',
          Password: PASSWORD,
        });
        assert.equal(page.status, 200);
      }
    });

    it('answers odd and over-long texts like any other', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const visitor = siteVisitor(app.url);
      const { html } = await visitor.get('/signin');
      const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const odd = [
        '\u202Eolga',
        'ol\u200Bga',
        'о\u043Blga',
        'x'.repeat(30_000),
        '🦔'.repeat(200),
        "' OR 1=1 --",
        '\n\r\t',
        'olga\u0301',
      ];
      for (const login of odd) {
        assert.equal(
          (await visitor.post('/signin', { token, login, password: login })).status,
          403,
          login.slice(0, 20),
        );
      }
      assert.equal((await visitor.post('/signin', { token, login: 'a\0b', password: PASSWORD })).status, 400);
      assert.equal(
        (await visitor.post('/signin', { token, login: 'olga', password: 'x'.repeat(100_000) })).status,
        413,
      );
      const lone = await fetch(`${app.url}/signin`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'login=%ED%A0%80&password=x',
      });
      assert.equal(lone.status, 400);
    });
  });

  describe('signing out', () => {
    const start = testApps(open);

    it('ends the session, not only its cookie, and only by a button', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const olga = siteVisitor(app.url);
      await (await olga.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      const copy = olga.clone();
      const page = await olga.get('/users/account/LogOff');
      assert.equal(page.path, '/signout');
      assert.equal((await copy.get('/account')).path, '/account');
      const out = await page.submit('Sign out of Lode');
      assert.equal(out.flash, 'You are signed out.');
      assert.equal((await copy.get('/account')).path, '/signin?return=%2Faccount');
      assert.equal((await olga.get('/signout')).path, '/');
    });
  });

  describe('/account/sessions', () => {
    const start = testApps(open);

    it('lists where somebody is signed in, and ends one, all others, or all', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const enter = async () => {
        const visitor = siteVisitor(app.url);
        await (await visitor.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
        return visitor;
      };
      const [here, there, elsewhere] = [await enter(), await enter(), await enter()];
      let page = await here.get('/account/sessions');
      assert.equal(page.text.match(/this one/g)?.length, 1);
      assert.match(page.text, /127\.0\.0\.1/);
      const ids = [...page.html.matchAll(/name="session" value="(\w{22})"/g)].map(([, id]) => id ?? '');
      assert.equal(ids.length, 2);
      const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      // Another person's session, and one that is none.
      await personWithPassword(app, 'boris');
      const boris = await app.database.read
        .selectFrom('sessions')
        .select('public_id')
        .where('account_id', '=', 0)
        .execute();
      assert.deepEqual(boris, []);
      assert.equal((await here.post('/account/sessions', { token, session: 'x'.repeat(22) })).status, 404);
      assert.equal((await here.post('/account/sessions', { token, end: 'whatever' })).status, 400);
      await here.post('/account/sessions', { token, session: ids[1] ?? '' });
      const alive = async () =>
        Promise.all([here, there, elsewhere].map(async (each) => (await each.get('/account')).path === '/account'));
      assert.equal((await alive()).filter(Boolean).length, 2);
      page = await (await here.get('/account/sessions')).submit('Sign out everywhere else');
      assert.match(page.flash ?? '', /1 session ended/);
      assert.deepEqual(await alive(), [true, false, false]);
      page = await page.submit('Sign out everywhere');
      assert.equal(page.path, '/signin');
      assert.deepEqual(await alive(), [false, false, false]);
    });

    it("ends nobody else's session", async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      await app.person('boris');
      const session = await app.signIn('boris');
      const [row] = await app.database.read.selectFrom('sessions').select('public_id').execute();
      const olga = siteVisitor(app.url);
      await (await olga.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      const token = /name="token" value="([^"]+)"/.exec((await olga.get('/account/sessions')).html)?.[1] ?? '';
      assert.equal((await olga.post('/account/sessions', { token, session: row?.public_id ?? '' })).status, 404);
      const boris = siteVisitor(app.url);
      boris.setCookie('lode_session', session);
      assert.equal((await boris.get('/account')).path, '/account');
    });
  });

  describe('/signin/again', () => {
    const start = testApps(open);

    it('asks for the password an hour after the sign-in, and gives the session another text', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const olga = siteVisitor(app.url);
      await (await olga.get('/signin')).submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
      const before = olga.cookie('lode_session');
      const copy = olga.clone();
      const change = (visitor: typeof olga) =>
        visitor
          .get('/account')
          .then((page) => page.submit('Change address', { 'New email address': 'new@gallery.example' }));
      app.clock.advance(3_601 * MICROSECONDS_PER_SECOND);
      let page = await change(olga);
      assert.equal(page.heading, 'Confirm that it is you');
      assert.equal(page.path, '/signin/again?return=%2Faccount');
      page = await page.submit('Confirm', { Password: 'not the right password' });
      assert.equal(page.status, 403);
      assert.match(page.text, /This is not your password\./);
      page = await page.submit('Confirm', { Password: PASSWORD });
      assert.equal(page.path, '/account');
      assert.notEqual(olga.cookie('lode_session'), before);
      assert.equal((await copy.get('/account')).path, '/signin?return=%2Faccount');
      assert.match((await change(olga)).flash ?? '', /on its way/);
      assert.match(await newestLink(app, 'confirm-email'), /^[\w-]{65}$/);
    });

    it('counts guesses for the session', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const olga = siteVisitor(app.url);
      olga.setCookie('lode_session', await app.signIn('olga'));
      const page = await olga.get('/signin/again');
      for (let turn = 0; turn < 10; turn += 1)
        assert.equal((await page.submit('Confirm', { Password: 'wrong' })).status, 403);
      assert.equal((await page.submit('Confirm', { Password: PASSWORD })).status, 429);
    });
  });
});

async function lastSignIn(app: {
  database: { read: import('../../storage/database.ts').Rows };
}): Promise<{ isNewDevice: boolean }> {
  const row = await app.database.read
    .selectFrom('events')
    .select('data')
    .where('kind', '=', 'signed_in')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.data) as { isNewDevice: boolean };
}
