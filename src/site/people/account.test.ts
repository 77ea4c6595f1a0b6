import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  browserOf,
  eventsOf,
  formToken,
  newestLink,
  PASSWORD,
  personWithPassword,
  trySignIn,
} from '../../../test/support/sign-in.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';

const UNLIMITED = { LODE_RATE_LIMITS: 'address=10000/h,mail=1000/h' };
const OTHER = 'moss under old bridges';

async function emailOf(app: TestApp, name: string): Promise<{ email: string; unconfirmed_email: string | null }> {
  return app.database.read
    .selectFrom('accounts')
    .select(['email', 'unconfirmed_email'])
    .where('name_key', '=', name)
    .executeTakeFirstOrThrow();
}

/** Changes the address and confirms it, and gives the link that undoes it. */
async function changeAddress(
  app: TestApp,
  browser: Awaited<ReturnType<typeof browserOf>>,
  email: string,
): Promise<string> {
  await (await browser.get('/account')).submit('Change address', { 'New email address': email });
  await (await browser.get(`/account/confirm/${await newestLink(app, 'confirm-email')}`)).submit(`Confirm ${email}`);
  return newestLink(app, 'undo-email-change');
}

forEachDatabase((_, open) => {
  describe('another email address', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('is in force once it is confirmed, and not before; the one before is told', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      const olga = await browserOf(app, 'olga');
      let page = await olga.get('/account');
      page = await page.submit('Change address', { 'New email address': 'not an address' });
      assert.equal(page.status, 400);
      page = await page.submit('Change address', { 'New email address': 'new@gallery.example' });
      assert.match(page.text, /new@gallery\.example waits for its confirmation/);
      assert.deepEqual(await emailOf(app, 'olga'), {
        email: 'olga@gallery.example',
        unconfirmed_email: 'new@gallery.example',
      });
      assert.equal((await trySignIn(siteVisitor(app.url), 'new@gallery.example')).status, 403);
      const link = await newestLink(app, 'confirm-email');
      await (await olga.get(`/account/confirm/${link}`)).submit('Confirm new@gallery.example');
      assert.deepEqual(await emailOf(app, 'olga'), { email: 'new@gallery.example', unconfirmed_email: null });
      const undo = await newestLink(app, 'undo-email-change');
      assert.deepEqual((await eventsOf(app, 'olga')).at(-1), {
        kind: 'email_confirmed',
        data: { undo: undo.slice(0, 22) },
      });
      assert.equal((await trySignIn(siteVisitor(app.url), 'olga@gallery.example')).status, 403);
      await browserOf(app, 'new@gallery.example');
    });

    it('can be given up, and asked for once more, and the links before hold no more', async () => {
      const app = await shared();
      await personWithPassword(app, 'anna');
      const anna = await browserOf(app, 'anna');
      const change = async () =>
        (await anna.get('/account')).submit('Change address', { 'New email address': 'anna2@gallery.example' });
      await change();
      const first = await newestLink(app, 'confirm-email');
      // The same wish again changes nothing.
      await change();
      assert.equal(await newestLink(app, 'confirm-email'), first);
      await (await anna.get('/account')).submit('Send the mail again');
      const second = await newestLink(app, 'confirm-email');
      assert.equal((await anna.get(`/account/confirm/${first}`)).status, 404);
      assert.equal((await anna.get(`/account/confirm/${second}`)).status, 200);
      const page = await (await anna.get('/account')).submit('Keep anna@gallery.example');
      assert.equal(page.flash, 'Your address stays as it is.');
      assert.equal((await anna.get(`/account/confirm/${second}`)).status, 404);
      const kinds = (await eventsOf(app, 'anna')).map(({ kind }) => kind);
      assert.deepEqual(kinds.slice(-3), ['email_change_asked', 'confirmation_asked', 'email_change_cancelled']);
      await anna.post('/account/CancelChangeEmail', { token: formToken(page) });
      assert.equal((await eventsOf(app, 'anna')).length, kinds.length);
    });

    it('gives nothing away when it is somebody else’s', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      await personWithPassword(app, 'clara');
      const boris = await browserOf(app, 'boris');
      const page = await (
        await boris.get('/account')
      ).submit('Change address', { 'New email address': 'CLARA@gallery.example' });
      assert.equal(page.status, 200);
      const [token] = await app.database.read
        .selectFrom('one_time_tokens')
        .select('data')
        .where('kind', '=', 'confirm-email')
        .orderBy('id', 'desc')
        .limit(1)
        .execute();
      assert.deepEqual(JSON.parse(token?.data ?? ''), { email: 'CLARA@gallery.example', isTaken: true });
      const confirm = await boris.get(`/account/confirm/${await newestLink(app, 'confirm-email')}`);
      assert.equal((await confirm.submit('Confirm CLARA@gallery.example')).status, 409);
      assert.equal((await emailOf(app, 'boris')).email, 'boris@gallery.example');
    });

    it('replaces one that was never confirmed at once', async () => {
      const app = await shared();
      const dora = siteVisitor(app.url);
      const typed = { Username: 'dora', 'Email address': 'drra@gallery.example', Password: PASSWORD };
      await (await dora.get('/signup')).submit('Create account', typed);
      const mistaken = await newestLink(app, 'confirm-email');
      await (await dora.get('/account')).submit('Change address', { 'New email address': 'dora@gallery.example' });
      assert.deepEqual(await emailOf(app, 'dora'), { email: 'dora@gallery.example', unconfirmed_email: null });
      assert.equal((await dora.get(`/account/confirm/${mistaken}`)).status, 404);
      await (
        await dora.get(`/account/confirm/${await newestLink(app, 'confirm-email')}`)
      ).submit('Confirm dora@gallery.example');
      assert.deepEqual((await eventsOf(app, 'dora')).at(-1), { kind: 'email_confirmed', data: {} });
    });
  });

  describe('the link that undoes a change of address', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('gives an account back whose address, password and factors a thief has changed', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      const thief = await browserOf(app, 'olga');
      const undo = await changeAddress(app, thief, 'thief@evil.example');
      const security = await thief.get('/account/security');
      await security.submit('Change password', { 'Current password': PASSWORD, 'New password': OTHER });
      const { id, publicId } = await requireAccount(app.database, 'olga');
      const old = app.clock.now() - 8 * MICROSECONDS_PER_DAY;
      await app.database.transaction(async (tx) => {
        for (const [name, at] of [
          ['thief’s', app.clock.now()],
          ['own', old],
        ] as const) {
          const passkey = { public_id: name, account_id: id, credential_key: name, public_key: '', counter: 0 };
          await tx
            .insertInto('passkeys')
            .values({ ...passkey, transports: '[]', name, created_at: at, last_used_at: null })
            .execute();
        }
        const identity = { public_id: 'i', account_id: id, issuer_key: 'https://issuer.example', subject_key: 's' };
        await tx
          .insertInto('identities')
          .values({ ...identity, label: 'thief', created_at: app.clock.now(), last_used_at: null })
          .execute();
      });
      for (const name of ['thief’s', 'own']) await app.key('olga', { name, days: 100 });
      await app.database.transaction(async (tx) => {
        const times = { created_at: old, expires_at: old + 100 * MICROSECONDS_PER_DAY };
        await tx.updateTable('api_keys').set(times).where('name', '=', 'own').execute();
      });
      // Another change by the thief does not help, nor its own undoing.
      const later = await changeAddress(app, thief, 'thief2@evil.example');
      const reset = await thief.get('/account/forgotpassword');
      await reset.submit('Send the link', { 'Username or email': 'olga' });
      const resetOfThief = await newestLink(app, 'reset-password');
      const visitor = siteVisitor(app.url);
      let page = await visitor.get(`/account/undo/${undo}`);
      assert.match(page.text, /The address of olga becomes olga@gallery\.example again/);
      const again = await siteVisitor(app.url).get(`/account/undo/${undo}`);
      page = await page.submit('Undo the change of address');
      assert.match(page.path, /^\/account\/forgotpassword\/[\w-]{65}$/);
      assert.equal((await again.submit('Undo the change of address')).status, 404, 'once');
      assert.equal((await emailOf(app, 'olga')).email, 'olga@gallery.example');
      assert.equal((await thief.get('/account')).path, '/signin?return=%2Faccount');
      assert.equal((await visitor.get(`/account/undo/${later}`)).status, 404);
      assert.equal((await visitor.get(`/account/forgotpassword/${resetOfThief}`)).status, 404);
      for (const password of [PASSWORD, OTHER]) {
        assert.equal((await trySignIn(siteVisitor(app.url), 'olga', password)).status, 403);
      }
      const passkeys = await app.database.read
        .selectFrom('passkeys')
        .select('name')
        .where('account_id', '=', id)
        .execute();
      assert.deepEqual(passkeys, [{ name: 'own' }]);
      const keys = app.database.read.selectFrom('api_keys').select('name').where('owner_id', '=', id);
      assert.deepEqual(await keys.where('revoked_at', 'is', null).execute(), [{ name: 'own' }]);
      assert.deepEqual(
        await app.database.read.selectFrom('identities').select('id').where('account_id', '=', id).execute(),
        [],
      );
      page = await page.submit('Set the password', { 'New password': 'gravel beside quiet rivers' });
      assert.equal(page.path, '/signin');
      const kinds = (await eventsOf(app, 'olga')).map(({ kind }) => kind);
      assert.deepEqual(kinds.slice(kinds.indexOf('email_change_undone')), [
        'email_change_undone',
        'session_ended',
        'second_factor_removed',
        'identity_unlinked',
        'password_changed',
      ]);
      assert.ok(publicId.length > 0);
      // The passkey that was there before is asked for.
      const entering = await trySignIn(siteVisitor(app.url), 'olga', 'gravel beside quiet rivers');
      assert.match(entering.path, /^\/signin\/second-factor/);
    });

    it('is not ended by the undoing of a later change', async () => {
      const app = await shared();
      await personWithPassword(app, 'anna');
      const thief = await browserOf(app, 'anna');
      const first = await changeAddress(app, thief, 'thief3@evil.example');
      const second = await changeAddress(app, thief, 'thief4@evil.example');
      await (await siteVisitor(app.url).get(`/account/undo/${second}`)).submit('Undo the change of address');
      assert.equal((await emailOf(app, 'anna')).email, 'thief3@evil.example');
      await (await siteVisitor(app.url).get(`/account/undo/${first}`)).submit('Undo the change of address');
      assert.equal((await emailOf(app, 'anna')).email, 'anna@gallery.example');
    });

    it('holds for seven days', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      const undo = await changeAddress(app, await browserOf(app, 'boris'), 'boris2@gallery.example');
      const page = await siteVisitor(app.url).get(`/account/undo/${undo}`);
      app.clock.advance(7 * MICROSECONDS_PER_DAY);
      assert.equal((await siteVisitor(app.url).get(`/account/undo/${undo}`)).status, 404);
      assert.equal((await page.submit('Undo the change of address')).status, 404);
      assert.equal((await emailOf(app, 'boris')).email, 'boris2@gallery.example');
    });
  });

  describe('a forgotten password', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('is asked for with the same answer whoever is named', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      await app.person('locked');
      await app.organization('acme', 'olga');
      await app.database.transaction(async (tx) => {
        await tx.updateTable('accounts').set({ status: 'locked' }).where('name_key', '=', 'locked').execute();
      });
      await (
        await siteVisitor(app.url).get('/signup')
      ).submit('Create account', {
        Username: 'unconfirmed',
        'Email address': 'unconfirmed@gallery.example',
        Password: PASSWORD,
      });
      const answers = [];
      const logins = [
        'olga',
        'olga@gallery.example',
        'nobody',
        'x@y.example',
        'locked',
        'acme',
        'unconfirmed',
        '',
        '\u202E',
      ];
      for (const login of logins) {
        const page = await (
          await siteVisitor(app.url).get('/account/forgotpassword')
        ).submit('Send the link', {
          'Username or email': login,
        });
        answers.push(`${page.status} ${page.path} ${page.text}`);
      }
      assert.equal(new Set(answers).size, 1, answers.join('\n'));
      assert.match(answers[0] ?? '', /^200 \/account\/PasswordSent Look into your mail/);
      const asked = await app.database.read
        .selectFrom('events')
        .select('subject')
        .where('kind', '=', 'password_reset_asked')
        .execute();
      const { publicId } = await requireAccount(app.database, 'olga');
      assert.deepEqual(new Set(asked.map(({ subject }) => subject)), new Set([`account:${publicId}`]));
      assert.equal(asked.length, 2);
    });

    it('is replaced by a link that works once, for an hour, and ends all sessions', async () => {
      const app = await shared();
      await personWithPassword(app, 'anna');
      const before = await browserOf(app, 'anna');
      const ask = async () => {
        const page = await siteVisitor(app.url).get('/account/ForgotPassword');
        await page.submit('Send the link', { 'Username or email': 'anna' });
        return newestLink(app, 'reset-password');
      };
      const first = await ask();
      const second = await ask();
      const visitor = siteVisitor(app.url);
      let page = await visitor.get(`/account/forgotpassword/anna/${first}`);
      assert.equal(page.path, `/account/forgotpassword/${first}`);
      page = await page.submit('Set the password', { 'New password': 'anna2026!' });
      assert.equal(page.status, 400);
      page = await page.submit('Set the password', { 'New password': 'Password1234' });
      assert.match(page.text, /among those that are tried first/);
      page = await page.submit('Set the password', { 'New password': OTHER });
      assert.equal(page.path, '/signin');
      assert.match(page.flash ?? '', /anna has a new password/);
      assert.equal((await before.get('/account')).path, '/signin?return=%2Faccount');
      for (const link of [first, second])
        assert.equal((await visitor.get(`/account/forgotpassword/${link}`)).status, 404);
      assert.equal((await trySignIn(siteVisitor(app.url), 'anna')).status, 403);
      await browserOf(app, 'anna', OTHER);
      const third = await ask();
      app.clock.advance(3_600 * MICROSECONDS_PER_SECOND);
      assert.equal((await visitor.get(`/account/forgotpassword/${third}`)).status, 404);
      const token = formToken(await visitor.get('/signin'));
      const late = await visitor.post(`/account/forgotpassword/${third}`, { token, password: PASSWORD });
      assert.equal(late.status, 404);
    });

    it('forgets an address that waits, since a thief may have asked for it', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      const thief = await browserOf(app, 'boris');
      await (await thief.get('/account')).submit('Change address', { 'New email address': 'thief5@evil.example' });
      const waiting = await newestLink(app, 'confirm-email');
      await (
        await siteVisitor(app.url).get('/account/forgotpassword')
      ).submit('Send the link', { 'Username or email': 'boris' });
      const page = await siteVisitor(app.url).get(`/account/forgotpassword/${await newestLink(app, 'reset-password')}`);
      await page.submit('Set the password', { 'New password': OTHER });
      assert.equal((await emailOf(app, 'boris')).unconfirmed_email, null);
      assert.equal((await (await browserOf(app, 'boris', OTHER)).get(`/account/confirm/${waiting}`)).status, 404);
    });

    it('makes the browser known in which it was replaced, so that strangers cannot keep its owner out', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'account=3/h,address=1000/h' });
      await personWithPassword(app, 'clara');
      for (let turn = 0; turn < 3; turn += 1) await trySignIn(siteVisitor(app.url), 'clara', 'wrong');
      assert.equal((await trySignIn(siteVisitor(app.url), 'clara')).status, 429);
      const clara = siteVisitor(app.url);
      await (await clara.get('/account/forgotpassword')).submit('Send the link', { 'Username or email': 'clara' });
      const page = await clara.get(`/account/forgotpassword/${await newestLink(app, 'reset-password')}`);
      await page.submit('Set the password', { 'New password': OTHER });
      assert.equal((await trySignIn(clara, 'clara', OTHER)).status, 200);
    });

    it('is asked for a few times an hour for one login, and says nothing about it', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'mail=2/h' });
      await personWithPassword(app, 'dmitri');
      for (let turn = 0; turn < 5; turn += 1) {
        const page = await siteVisitor(app.url).get('/account/forgotpassword');
        const sent = await page.submit('Send the link', { 'Username or email': 'Dmitri' });
        assert.equal(sent.path, '/account/PasswordSent');
      }
      const asked = await app.database.read
        .selectFrom('events')
        .select('seq')
        .where('kind', '=', 'password_reset_asked')
        .execute();
      assert.equal(asked.length, 2);
    });
  });

  describe('/account/security', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('changes the password for who knows the one in force, and ends all other sessions', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      const [here, there] = [await browserOf(app, 'olga'), await browserOf(app, 'olga')];
      const before = here.cookie('lode_session');
      const page = await here.get('/account/security');
      const wrong = await page.submit('Change password', {
        'Current password': 'not it at all',
        'New password': OTHER,
      });
      assert.equal(wrong.status, 403);
      assert.match(wrong.text, /This is not your password\./);
      const same = await page.submit('Change password', { 'Current password': PASSWORD, 'New password': PASSWORD });
      assert.equal(same.status, 400);
      const changed = await page.submit('Change password', { 'Current password': PASSWORD, 'New password': OTHER });
      assert.match(changed.flash ?? '', /Your password is another one now/);
      assert.notEqual(here.cookie('lode_session'), before);
      assert.equal((await here.get('/account')).path, '/account');
      assert.equal((await there.get('/account')).path, '/signin?return=%2Faccount');
      assert.equal((await trySignIn(siteVisitor(app.url), 'olga')).status, 403);
      assert.deepEqual(
        (await eventsOf(app, 'olga')).slice(-2).map(({ kind, data }) => [kind, (data as { how: string }).how]),
        [
          ['password_changed', 'changed'],
          ['session_ended', 'password'],
        ],
      );
    });

    it('sets a first password, within an hour of the sign-in', async () => {
      const app = await shared();
      await app.person('anna');
      const anna = siteVisitor(app.url);
      anna.setCookie('__Host-lode_session', await app.signIn('anna'));
      const page = await anna.get('/account/security');
      assert.doesNotMatch(page.text, /Current password/);
      app.clock.advance(3_601 * MICROSECONDS_PER_SECOND);
      const late = await page.submit('Set a password', { 'New password': OTHER });
      assert.equal(late.heading, 'Confirm that it is you');
      anna.setCookie('lode_session', await app.signIn('anna'));
      await (await anna.get('/account/security')).submit('Set a password', { 'New password': OTHER });
      await browserOf(app, 'anna', OTHER);
    });
  });
});
