import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  browserOf,
  eventsOf,
  formToken,
  PASSWORD,
  personWithPassword,
  trySignIn,
} from '../../../test/support/sign-in.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';

const WRONG = 'not the right password';

forEachDatabase((_, open) => {
  describe('/signin', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start({ LODE_RATE_LIMITS: 'address=10000/h' }));

    it('signs in by name or by confirmed address, and leads where the person wanted to go', async () => {
      const app = await shared();
      await personWithPassword(app, 'Olga');
      for (const login of ['OLGA', ' Olga@Gallery.Example ']) {
        let page = await siteVisitor(app.url).get('/account');
        assert.equal(page.path, '/signin?return=%2Faccount');
        assert.equal(page.heading, 'Sign in');
        page = await page.submit('Sign in', { 'Username or email': login, Password: PASSWORD });
        assert.equal(page.path, '/account');
        assert.equal(page.status, 200);
      }
    });

    it('says the same of a wrong password and of whoever does not exist, and keeps what was typed', async () => {
      const app = await shared();
      await personWithPassword(app, 'anna');
      await app.person('boris');
      await app.organization('acme', 'anna');
      const others = ['boris', 'acme', 'acme@gallery.example', '', '<b>"'];
      const answers = [];
      for (const login of ['anna', 'anna@gallery.example', 'nobody', 'nobody@gallery.example', ...others]) {
        const page = await trySignIn(siteVisitor(app.url), login, WRONG);
        assert.equal(page.status, 403);
        const typed = /name="login"[^>]*? value="([^"]*)"/.exec(page.html)?.[1] ?? '';
        assert.equal(typed.replaceAll('&lt;', '<').replaceAll('&quot;', '"'), login);
        assert.doesNotMatch(page.html, new RegExp(WRONG));
        answers.push(page.text);
      }
      assert.equal(new Set(answers).size, 1);
      assert.match(answers[0] ?? '', /The name or the password is wrong\./);
    });

    it('never promotes a session that the browser brought, and ends the one that it was in', async () => {
      const app = await shared();
      await personWithPassword(app, 'clara');
      await personWithPassword(app, 'dmitri');
      const brought = 'x'.repeat(43);
      const visitor = siteVisitor(app.url);
      visitor.setCookie('__Host-lode_session', brought);
      await trySignIn(visitor, 'clara');
      const first = visitor.cookie('lode_session') ?? '';
      assert.match(first, /^[0-9A-Za-z]{43}$/);
      assert.notEqual(first, brought);
      const before = visitor.clone();
      assert.match((await visitor.get('/signin')).text, /You are signed in as clara\./);
      await trySignIn(visitor, 'dmitri');
      assert.notEqual(visitor.cookie('lode_session'), first);
      assert.equal((await before.get('/account')).path, '/signin?return=%2Faccount');
      assert.match((await visitor.get('/account')).text, /dmitri/);
    });

    it('leads nowhere but into the site', async () => {
      const app = await shared();
      await personWithPassword(app, 'eva');
      const baits = [
        'https://evil.example/',
        '//evil.example/',
        '/\\evil.example',
        'javascript:alert(1)',
        '\t//evil.example',
      ];
      for (const bait of baits) {
        const page = await siteVisitor(app.url).get(`/signin?return=${encodeURIComponent(bait)}`);
        const home = await page.submit('Sign in', { 'Username or email': 'eva', Password: PASSWORD });
        assert.equal(home.leavesTo, undefined, bait);
        assert.equal(home.path, '/', bait);
      }
      const visitor = siteVisitor(app.url);
      const token = formToken(await visitor.get('/signin'));
      const fields = { token, login: 'eva', password: PASSWORD, return: 'https://evil.example/' };
      assert.equal((await visitor.post('/signin', fields)).path, '/');
    });

    it('takes its URLs from LODE_URL, whatever Host and X-Forwarded-Host say', async () => {
      const app = await shared();
      const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
      const response = await fetch(`${app.url}/account`, { redirect: 'manual', headers: forged });
      assert.equal(response.headers.get('location'), '/signin?return=%2Faccount');
      const page = await fetch(`${app.url}/signin`, { headers: forged });
      assert.doesNotMatch(await page.text(), /evil\.example/);
    });

    it('refuses each form of people without its token', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      await visitor.get('/signin');
      const open = ['/signin', '/signup', '/signout', '/setup', '/account/ForgotPassword'];
      const linked = ['/account/undo/x', '/account/forgotpassword/x', '/account/confirm/x'];
      const own = ['/signin/again', '/account/ConfirmationRequired', '/account/sessions'];
      const changes = ['/account/ChangeEmail', '/account/CancelChangeEmail', '/account/ChangePassword'];
      for (const path of [...open, ...linked, ...own, ...changes]) {
        assert.equal((await visitor.post(path, { login: 'x', password: PASSWORD })).status, 400, path);
      }
    });

    it('refuses a locked account, and says so only to who knows the password', async () => {
      const app = await shared();
      await personWithPassword(app, 'fedor');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ status: 'locked' }).where('name_key', '=', 'fedor').execute(),
      );
      assert.match((await trySignIn(siteVisitor(app.url), 'fedor', WRONG)).text, /The name or the password is wrong\./);
      const page = await trySignIn(siteVisitor(app.url), 'fedor');
      assert.equal(page.status, 403);
      assert.match(page.text, /Your account is locked/);
    });

    it('answers odd and over-long texts like any other', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      const token = formToken(await visitor.get('/signin'));
      const odd = [
        '\u202Eolga',
        'ol\u200Bga',
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
      assert.equal((await visitor.post('/signin', { token, login: 'x', password: 'x'.repeat(100_000) })).status, 413);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const lone = await fetch(`${app.url}/signin`, { method: 'POST', headers, body: 'login=%ED%A0%80&password=x' });
      assert.equal(lone.status, 400);
    });
  });

  describe('limits of signing in', () => {
    const start = testApps(open);

    it('tell nobody whether an account exists, and say how long to wait', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'signin=4/15m' });
      await personWithPassword(app, 'olga');
      for (const login of ['olga', 'nobody']) {
        const page = await siteVisitor(app.url).get('/signin');
        const wrong = { 'Username or email': login, Password: WRONG };
        for (let turn = 0; turn < 4; turn += 1) assert.equal((await page.submit('Sign in', wrong)).status, 403);
        const refused = await page.submit('Sign in', { ...wrong, Password: PASSWORD });
        assert.equal(refused.status, 429, login);
        assert.equal(refused.headers.get('retry-after'), '900');
        assert.match(refused.text, /wait 900 seconds/);
      }
      // By the address nothing is counted yet: so nobody learns that it is the one of olga.
      assert.equal((await trySignIn(siteVisitor(app.url), 'olga@gallery.example', WRONG)).status, 403);
    });

    it('never lock out a browser that the account is known to, whatever strangers do', async () => {
      const limits = { LODE_RATE_LIMITS: 'account=5/h,signin=3/15m,address=1000/h', LODE_TRUST_PROXY: '127.0.0.1' };
      const app = await start(limits);
      await personWithPassword(app, 'olga');
      const olga = await browserOf(app, 'olga');
      await (await olga.get('/signout')).submit('Sign out of Lode');
      assert.equal(olga.cookie('lode_session'), undefined);
      const stranger = siteVisitor(app.url);
      const token = formToken(await stranger.get('/signin'));
      const guess = async (address: string, password: string) =>
        (await stranger.post('/signin', { token, login: 'olga', password }, { 'x-forwarded-for': address })).status;
      for (let turn = 0; turn < 5; turn += 1) assert.equal(await guess(`192.0.2.${turn}`, WRONG), 403);
      assert.equal(await guess('192.0.2.99', PASSWORD), 429);
      assert.equal(await guess('192.0.2.98', PASSWORD), 429);
      assert.equal((await trySignIn(olga, 'olga')).status, 200);
      assert.notEqual(olga.cookie('lode_session'), undefined);
      // Once in the window, though two were refused.
      const kinds = (await eventsOf(app, 'olga')).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['account_created', 'signed_in', 'session_ended', 'sign_in_refused', 'signed_in']);
    });

    it('count guesses of a known browser too, and take no mark that was made up', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'signin=3/15m' });
      await personWithPassword(app, 'olga');
      const olga = await browserOf(app, 'olga');
      const mark = olga.cookie('lode_device') ?? '';
      for (let turn = 0; turn < 3; turn += 1) assert.equal((await trySignIn(olga, 'olga', WRONG)).status, 403);
      assert.equal((await trySignIn(olga, 'olga')).status, 429);
      app.clock.advance(901 * MICROSECONDS_PER_SECOND);
      const isNewWith = async (cookie: string) => {
        const visitor = siteVisitor(app.url);
        visitor.setCookie('__Host-lode_device', cookie);
        assert.equal((await trySignIn(visitor, 'olga')).status, 200);
        const { isNewDevice } = ((await eventsOf(app, 'olga')).at(-1)?.data ?? {}) as { isNewDevice?: boolean };
        return isNewDevice;
      };
      assert.equal(await isNewWith(mark), false);
      assert.equal(await isNewWith(`${mark.slice(0, -1)}${mark.endsWith('A') ? 'B' : 'A'}`), true);
      assert.equal(await isNewWith('x'.repeat(3_000)), true);
      assert.equal(await isNewWith('~~~~'), true);
      app.clock.advance(181 * MICROSECONDS_PER_DAY);
      assert.equal(await isNewWith(mark), true);
    });

    it('count only what fails: whoever signs in often is not refused', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'signin=2/15m,address=2/h,account=2/h' });
      await personWithPassword(app, 'olga');
      for (let turn = 0; turn < 5; turn += 1) await browserOf(app, 'olga');
    });
  });

  describe('sessions', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start({ LODE_RATE_LIMITS: 'address=10000/h' }));

    it('end with a sign-out, not only their cookie, and only by a button', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      const olga = await browserOf(app, 'olga');
      const copy = olga.clone();
      const page = await olga.get('/users/account/LogOff');
      assert.equal(page.path, '/signout');
      assert.equal((await copy.get('/account')).path, '/account');
      assert.equal((await page.submit('Sign out of Lode')).flash, 'You are signed out.');
      assert.equal((await copy.get('/account')).path, '/signin?return=%2Faccount');
      assert.equal((await olga.get('/signout')).path, '/');
    });

    it('are listed, and end one by one, all others, or all', async () => {
      const app = await shared();
      await personWithPassword(app, 'anna');
      const [here, there, elsewhere] = [
        await browserOf(app, 'anna'),
        await browserOf(app, 'anna'),
        await browserOf(app, 'anna'),
      ];
      let page = await here.get('/account/sessions');
      assert.equal(page.text.match(/this one/g)?.length, 1);
      assert.match(page.text, /127\.0\.0\.1/);
      const ids = [...page.html.matchAll(/name="session" value="(\w{22})"/g)].map(([, id]) => id ?? '');
      assert.equal(ids.length, 2);
      const token = formToken(page);
      assert.equal((await here.post('/account/sessions', { token, session: 'x'.repeat(22) })).status, 404);
      assert.equal((await here.post('/account/sessions', { token, end: 'whatever' })).status, 400);
      await here.post('/account/sessions', { token, session: ids[1] ?? '' });
      const alive = () =>
        Promise.all([here, there, elsewhere].map(async (each) => (await each.get('/account')).path === '/account'));
      assert.equal((await alive()).filter(Boolean).length, 2);
      page = await (await here.get('/account/sessions')).submit('Sign out everywhere else');
      assert.match(page.flash ?? '', /1 session ended/);
      assert.deepEqual(await alive(), [true, false, false]);
      page = await page.submit('Sign out everywhere');
      assert.equal(page.path, '/signin');
      assert.deepEqual(await alive(), [false, false, false]);
    });

    it("are ended by nobody else's wish", async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      await personWithPassword(app, 'clara');
      const boris = await browserOf(app, 'boris');
      const clara = await browserOf(app, 'clara');
      const { session } = ((await eventsOf(app, 'boris')).at(-1)?.data ?? {}) as { session: string };
      const token = formToken(await clara.get('/account/sessions'));
      assert.equal((await clara.post('/account/sessions', { token, session })).status, 404);
      assert.equal((await boris.get('/account')).path, '/account');
    });

    it('ask for the password again an hour after the sign-in, and go on under another text', async () => {
      const app = await shared();
      await personWithPassword(app, 'dmitri');
      const dmitri = await browserOf(app, 'dmitri');
      const before = dmitri.cookie('lode_session');
      const copy = dmitri.clone();
      const change = async () =>
        (await dmitri.get('/account')).submit('Change address', { 'New email address': 'new@gallery.example' });
      app.clock.advance(3_601 * MICROSECONDS_PER_SECOND);
      let page = await change();
      assert.equal(page.heading, 'Confirm that it is you');
      assert.equal(page.path, '/signin/again?return=%2Faccount');
      page = await page.submit('Confirm', { Password: WRONG });
      assert.equal(page.status, 403);
      assert.match(page.text, /This is not your password\./);
      page = await page.submit('Confirm', { Password: PASSWORD });
      assert.equal(page.path, '/account');
      assert.notEqual(dmitri.cookie('lode_session'), before);
      assert.equal((await copy.get('/account')).path, '/signin?return=%2Faccount');
      assert.match((await change()).flash ?? '', /on its way/);
    });

    it('count guesses of whoever has one', async () => {
      const app = await shared();
      await personWithPassword(app, 'eva');
      const eva = siteVisitor(app.url);
      eva.setCookie('__Host-lode_session', await app.signIn('eva'));
      const page = await eva.get('/signin/again');
      for (let turn = 0; turn < 10; turn += 1) {
        assert.equal((await page.submit('Confirm', { Password: WRONG })).status, 403);
      }
      assert.equal((await page.submit('Confirm', { Password: PASSWORD })).status, 429);
    });

    it('are over after two weeks without use, and after thirty days whatever happens', async () => {
      const app = await shared();
      await personWithPassword(app, 'fedor');
      const idle = await browserOf(app, 'fedor');
      const busy = idle.clone();
      busy.setCookie('lode_session', (await browserOf(app, 'fedor')).cookie('lode_session') ?? '');
      for (let day = 0; day < 29; day += 7) {
        assert.equal((await busy.get('/account')).path, '/account');
        app.clock.advance(7 * MICROSECONDS_PER_DAY);
        if (day === 14) assert.equal((await idle.get('/account')).path, '/signin?return=%2Faccount');
      }
      assert.equal((await busy.get('/account')).path, '/signin?return=%2Faccount');
    });
  });
});
