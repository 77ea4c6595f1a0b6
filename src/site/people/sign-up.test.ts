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
} from '../../../test/support/sign-in.ts';
import { siteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { openSetup } from '../../accounts/people/first-administrator.ts';
import { invitePerson } from '../../accounts/people/invite-person.ts';
import { createRateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { tokenText } from '../../accounts/one-time-token.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';

const UNLIMITED = { LODE_RATE_LIMITS: 'address=10000/h' };

async function signUpAs(app: TestApp, name: string, email = `${name}@gallery.example`): Promise<VisitedPage> {
  const page = await siteVisitor(app.url).get('/signup');
  return page.submit('Create account', { Username: name, 'Email address': email, Password: PASSWORD });
}

forEachDatabase((_, open) => {
  describe('/signup', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('makes an account, signs its person in and waits for the address', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      let page = await visitor.get('/account/register?returnUrl=%2Faccount%2Fapikeys');
      assert.equal(page.heading, 'Create an account');
      const typed = { Username: 'Olga', 'Email address': 'olga@gallery.example', Password: PASSWORD };
      page = await page.submit('Create account', typed);
      assert.equal(page.path, '/account/ConfirmationRequired?return=%2Faccount%2Fapikeys');
      assert.match(page.text, /A mail went to olga@gallery\.example/);
      const events = await eventsOf(app, 'olga');
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['account_created', 'signed_in'],
      );
      const { confirmation, ...created } = (events[0]?.data ?? {}) as { confirmation: string };
      assert.deepEqual(created, { kind: 'person', name: 'Olga', isAdministrator: false });
      const link = await newestLink(app, 'confirm-email');
      assert.ok(link.startsWith(confirmation));
      page = await visitor.get(`/account/confirm/${link}`);
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
      page = await page.submit('Confirm olga@gallery.example');
      assert.equal(page.flash, 'olga@gallery.example is confirmed. Make an API key');
      assert.deepEqual((await eventsOf(app, 'olga')).at(-1), { kind: 'email_confirmed', data: {} });
      assert.equal((await visitor.get('/account/ConfirmationRequired')).path, '/account');
      const log = await app.database.read.selectFrom('events').select('data').execute();
      assert.doesNotMatch(JSON.stringify(log), /@|lichen/, 'the log holds no address and no password');
    });

    it('says all mistakes at once beside their fields, and keeps what was typed, but no password', async () => {
      const app = await shared();
      const page = await (
        await siteVisitor(app.url).get('/signup')
      ).submit('Create account', {
        Username: '-olga-',
        'Email address': 'olga at gallery',
        Password: 'Password1234',
      });
      assert.equal(page.status, 400);
      for (const error of [/A name has 1 to 64/, /This is not an email address/, /among those that are tried first/]) {
        assert.ok(
          page.errors.some((each) => error.test(each)),
          String(error),
        );
      }
      assert.match(page.html, /value="-olga-"/);
      assert.match(page.html, /value="olga at gallery"/);
      assert.doesNotMatch(page.html, /Password1234/);
    });

    it('refuses names that are taken, look like another, are reserved, or were somebody deleted', async () => {
      const app = await shared();
      await app.person('Michael');
      await app.person('gone');
      await app.organization('acme-corp', 'Michael');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ status: 'deleted', email_key: '' }).where('name_key', '=', 'gone').execute(),
      );
      for (const [name, error] of [
        ['MICHAEL', /is taken/],
        ['rnichae1', /could be taken for Michael/],
        ['Acme_Corp', /could be taken for acme-corp/],
        ['gone', /is taken/],
        ['g0ne', /could be taken for gone/],
        ['admin', /is reserved/],
        ['Adm1n', /is reserved/],
        ['sup-port', /is reserved/],
        ['NuGet.Org', /is reserved/],
      ] as const) {
        const page = await signUpAs(app, name, `${name.toLowerCase()}@elsewhere.example`);
        assert.equal(page.status, 409, name);
        assert.match(page.text, error, name);
      }
    });

    it('answers the same for an address that is somebody else’s, who alone is told', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      const taken = await signUpAs(app, 'stranger', 'Boris@Gallery.Example');
      const free = await signUpAs(app, 'newcomer', 'Carla@Gallery.Example');
      assert.equal(taken.status, free.status);
      assert.equal(taken.path, free.path);
      assert.equal(
        taken.text.replaceAll('Boris', 'X').replaceAll('stranger', 'N'),
        free.text.replaceAll('Carla', 'X').replaceAll('newcomer', 'N'),
      );
      const [kindsOfTaken, kindsOfFree] = await Promise.all(
        ['stranger', 'newcomer'].map(async (name) =>
          (await eventsOf(app, name)).map(({ kind, data }) => [kind, Object.keys(data as object)]),
        ),
      );
      assert.deepEqual(kindsOfTaken, kindsOfFree);
      const tokens = await app.database.read
        .selectFrom('one_time_tokens')
        .select('data')
        .where('kind', '=', 'confirm-email')
        .orderBy('id', 'desc')
        .limit(2)
        .execute();
      // What the mail makes of it: a warning for the owner, a link for the newcomer.
      assert.deepEqual(
        tokens.map(({ data }) => JSON.parse(data)),
        [{ email: 'Carla@Gallery.Example' }, { email: 'Boris@Gallery.Example', isTaken: true }],
      );
    });

    it('never lets a second person confirm an address, even with its link', async () => {
      const app = await shared();
      const first = siteVisitor(app.url);
      const second = siteVisitor(app.url);
      for (const [visitor, name] of [
        [first, 'fast'],
        [second, 'slow'],
      ] as const) {
        const typed = { Username: name, 'Email address': 'both@gallery.example', Password: PASSWORD };
        await (await visitor.get('/signup')).submit('Create account', typed);
      }
      const links = (
        await app.database.read
          .selectFrom('one_time_tokens')
          .select('public_id')
          .where('kind', '=', 'confirm-email')
          .orderBy('id', 'desc')
          .limit(2)
          .execute()
      ).map(({ public_id }) => tokenText(app.secret, public_id));
      const [ofSecond = '', ofFirst = ''] = links;
      await (await first.get(`/account/confirm/${ofFirst}`)).submit('Confirm both@gallery.example');
      const page = await (await second.get(`/account/confirm/${ofSecond}`)).submit('Confirm both@gallery.example');
      assert.equal(page.status, 409);
      assert.match(page.text, /belongs to another account/);
    });

    it('takes no more from a form than its fields', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      const token = formToken(await visitor.get('/signup'));
      const wish = { token, name: 'sneaky', email: 'sneaky@gallery.example', password: PASSWORD };
      const extras = {
        isAdministrator: '1',
        is_administrator: '1',
        status: 'active',
        email_confirmed_at: '1',
        kind: 'organization',
        public_id: 'x',
        __proto__: 'x',
        constructor: 'x',
      };
      await visitor.post('/signup', { ...wish, ...extras });
      const row = await app.database.read
        .selectFrom('accounts')
        .selectAll()
        .where('name_key', '=', 'sneaky')
        .executeTakeFirstOrThrow();
      assert.equal(row.is_administrator, 0);
      assert.equal(row.email_confirmed_at, null);
      assert.equal(row.kind, 'person');
      assert.notEqual(row.public_id, 'x');
    });

    it('makes one account of sixteen equal wishes', async () => {
      const app = await shared();
      const visitors = await Promise.all(
        Array.from({ length: 16 }, async () => {
          const visitor = siteVisitor(app.url);
          return { visitor, token: formToken(await visitor.get('/signup')) };
        }),
      );
      const answers = await Promise.all(
        visitors.map(({ visitor, token }) =>
          visitor.post('/signup', { token, name: 'twin', email: 'twin@gallery.example', password: PASSWORD }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
      assert.deepEqual(statuses, [200, ...Array.from({ length: 15 }, () => 409)]);
      const rows = await app.database.read.selectFrom('accounts').select('id').where('name_key', '=', 'twin').execute();
      assert.equal(rows.length, 1);
    });

    it('refuses odd and over-long texts in every field', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      const token = formToken(await visitor.get('/signup'));
      const good = { token, name: 'fine', email: 'fine@gallery.example', password: PASSWORD };
      const odd = [
        '\u202Eelif',
        'fi\u200Bne',
        'х\u043Er',
        'x'.repeat(20_000),
        '🦔'.repeat(300),
        "a'--",
        'a\r\nBcc: b@c.example',
        '{{7*7}}',
        '<script>',
      ];
      for (const text of odd) {
        assert.equal((await visitor.post('/signup', { ...good, name: text })).status, 400, text.slice(0, 20));
        assert.equal((await visitor.post('/signup', { ...good, email: text })).status, 400, text.slice(0, 20));
      }
      for (const password of ['x'.repeat(129), 'short', '   ']) {
        assert.equal((await visitor.post('/signup', { ...good, password })).status, 400);
      }
      assert.equal((await visitor.post('/signup', { ...good, invitation: 'x'.repeat(1_000) })).status, 409);
      assert.equal((await visitor.post('/signup', { ...good, name: 'x'.repeat(100_000) })).status, 413);
    });
  });

  describe('the link that confirms an address', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(UNLIMITED));

    it('works once, for a week, only whole, and only as what it is', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      const typed = { Username: 'olga', 'Email address': 'olga@gallery.example', Password: PASSWORD };
      await (await visitor.get('/signup')).submit('Create account', typed);
      const link = await newestLink(app, 'confirm-email');
      const ended = async (path: string) => {
        const page = await visitor.get(path);
        assert.equal(page.status, 404, path);
        assert.equal(page.heading, 'This link holds no more');
      };
      await ended(`/account/confirm/${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`);
      await ended(`/account/confirm/${link.slice(0, -1)}`);
      await ended(`/account/confirm/${'x'.repeat(500)}`);
      await ended(`/account/forgotpassword/${link}`);
      await ended(`/account/undo/${link}`);
      assert.equal((await visitor.get(`/setup?token=${link}`)).status, 404);
      app.clock.advance(7 * MICROSECONDS_PER_DAY);
      await ended(`/account/confirm/${link}`);
      // A newer one; nuget.org's shape of the path leads to it too.
      let page = await (await browserOf(app, 'olga')).get('/account/ConfirmationRequired');
      page = await page.submit('Send the mail again');
      assert.match(page.flash ?? '', /sent once more/);
      const newer = await newestLink(app, 'confirm-email');
      const browser = await browserOf(app, 'olga');
      page = await browser.get(`/account/confirm/olga/${newer}`);
      assert.equal(page.path, `/account/confirm/${newer}`);
      const again = await browser.get(`/account/confirm/${newer}`);
      assert.equal((await page.submit('Confirm olga@gallery.example')).status, 200);
      assert.equal((await again.submit('Confirm olga@gallery.example')).status, 404);
    });

    it('is for whoever is signed in as the account, and leads there through the sign-in', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      await signUpAs(app, 'anna');
      const link = await newestLink(app, 'confirm-email');
      const visitor = siteVisitor(app.url);
      let page = await visitor.get(`/account/confirm/${link}`);
      assert.equal(page.heading, 'Sign in');
      const boris = await browserOf(app, 'boris');
      page = await boris.get(`/account/confirm/${link}`);
      assert.match(page.text, /Only anna can confirm it/);
      assert.equal((await boris.post(`/account/confirm/${link}`, { token: formToken(page) })).status, 403);
      page = await page.follow('Sign in as anna');
      page = await page.submit('Sign in', { 'Username or email': 'anna', Password: PASSWORD });
      assert.equal(page.path, `/account/confirm/${link}`);
      assert.match((await page.submit('Confirm anna@gallery.example')).flash ?? '', /is confirmed/);
    });

    it('is sent a few times an hour', async () => {
      const app = await start({ LODE_RATE_LIMITS: 'mail=3/h' });
      await signUpAs(app, 'clara');
      const clara = await browserOf(app, 'clara');
      const page = await clara.get('/account/ConfirmationRequired');
      for (let turn = 0; turn < 2; turn += 1) assert.equal((await page.submit('Send the mail again')).status, 200);
      const refused = await page.submit('Send the mail again');
      assert.equal(refused.status, 429);
      // Nor is anybody buried under mails by many accounts.
      assert.equal((await signUpAs(app, 'another', 'clara@gallery.example')).status, 429);
    });
  });

  describe('a gallery that is not open to everybody', () => {
    const start = testApps(open);

    it('takes people by invitation, whose address is confirmed by it', async () => {
      const app = await start({ LODE_SIGNUP: 'invite' });
      const refused = await siteVisitor(app.url).get('/signup');
      assert.match(refused.text, /needs an invitation/);
      assert.equal(refused.hasButton('Create account'), false);
      const deps = { ...app, signUpMode: 'invite', limiter: createRateLimiter(app, undefined) } as const;
      const { publicId } = await invitePerson(deps, { kind: 'operator' }, { email: 'Olga@gallery.example' });
      const link = tokenText(app.secret, publicId);
      const visitor = siteVisitor(app.url);
      let page = await visitor.get(`/signup?invitation=${link}`);
      assert.match(page.html, /value="Olga@gallery\.example"[^>]*readonly|readonly[^>]*value="Olga@gallery\.example"/);
      const token = formToken(page);
      page = await visitor.post('/signup', {
        token,
        invitation: link,
        name: 'olga',
        email: 'other@evil.example',
        password: PASSWORD,
      });
      assert.equal(page.path, '/');
      const row = await app.database.read
        .selectFrom('accounts')
        .select(['email', 'email_confirmed_at'])
        .where('name_key', '=', 'olga')
        .executeTakeFirstOrThrow();
      assert.equal(row.email, 'Olga@gallery.example');
      assert.notEqual(row.email_confirmed_at, null);
      page = await siteVisitor(app.url).get(`/signup?invitation=${link}`);
      assert.equal(page.status, 409);
      assert.match(page.text, /This invitation holds no more/);
      const other = siteVisitor(app.url);
      const without = formToken(await other.get('/signin'));
      const wish = { token: without, name: 'boris', email: 'boris@gallery.example', password: PASSWORD };
      assert.equal((await other.post('/signup', wish)).status, 403);
      assert.equal((await other.post('/signup', { ...wish, invitation: link })).status, 409);
      const confirming = tokenText(app.secret, 'x'.repeat(22));
      assert.equal((await other.post('/signup', { ...wish, invitation: confirming })).status, 409);
      const events = await app.database.read
        .selectFrom('events')
        .select(['kind', 'data'])
        .where('subject', '=', 'gallery')
        .execute();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['person_invited', 'invitation_ended'],
      );
    });

    it('takes nobody when it is closed, or comes with single sign-on', async () => {
      for (const settings of [
        { LODE_SIGNUP: 'closed' },
        {
          LODE_SIGNUP: 'oidc',
          LODE_OIDC_ISSUER: 'https://issuer.example',
          LODE_OIDC_CLIENT_ID: 'x',
          LODE_OIDC_CLIENT_SECRET: 'x',
        },
      ]) {
        const app = await start(settings);
        const visitor = siteVisitor(app.url);
        const page = await visitor.get('/signup');
        assert.equal(page.hasButton('Create account'), false);
        const token = formToken(await visitor.get('/signin'));
        const wish = { token, name: 'boris', email: 'boris@gallery.example', password: PASSWORD };
        assert.equal((await visitor.post('/signup', wish)).status, 403);
        assert.deepEqual(await app.database.read.selectFrom('accounts').select('id').execute(), []);
      }
    });

    it('lets only administrators in by password where single sign-on is the only way', async () => {
      const app = await start({
        LODE_SIGNUP: 'oidc',
        LODE_OIDC_ISSUER: 'https://issuer.example',
        LODE_OIDC_CLIENT_ID: 'x',
        LODE_OIDC_CLIENT_SECRET: 'x',
      });
      await personWithPassword(app, 'olga');
      await personWithPassword(app, 'root');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ is_administrator: 1 }).where('name_key', '=', 'root').execute(),
      );
      await assert.rejects(browserOf(app, 'olga'), /by single sign-on alone/);
      await browserOf(app, 'root');
    });
  });

  describe('/setup', () => {
    const start = testApps(open);

    it('makes the first administrator with the link that was printed, and nobody after', async () => {
      const app = await start();
      const link = (await openSetup(app)) ?? '';
      assert.equal(await openSetup(app), link, 'the same at every start');
      const visitor = siteVisitor(app.url);
      assert.equal((await visitor.get('/setup')).status, 404);
      assert.equal((await visitor.get(`/setup?token=${link.slice(0, -1)}`)).status, 404);
      let page = await visitor.get(`/setup?token=${link}`);
      page = await page.submit('Create the administrator', {
        Username: 'admin',
        'Email address': 'x',
        Password: 'short',
      });
      assert.equal(page.status, 400);
      const wish = { Username: 'admin', 'Email address': 'admin@gallery.example', Password: PASSWORD };
      const other = await siteVisitor(app.url).get(`/setup?token=${link}`);
      page = await page.submit('Create the administrator', wish);
      assert.equal(page.path, '/');
      assert.match(page.flash ?? '', /admin administers this gallery/);
      assert.equal((await visitor.get('/account')).path, '/account');
      assert.equal((await other.submit('Create the administrator', { ...wish, Username: 'second' })).status, 404);
      assert.equal((await siteVisitor(app.url).get(`/setup?token=${link}`)).status, 404);
      assert.equal(await openSetup(app), undefined);
      const row = await app.database.read.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
      assert.equal(row.is_administrator, 1);
      assert.notEqual(row.email_confirmed_at, null);
      // Not even when the administrator is gone: then a start prints another link.
      await app.database.transaction((tx) => tx.updateTable('accounts').set({ is_administrator: 0 }).execute());
      assert.equal((await siteVisitor(app.url).get(`/setup?token=${link}`)).status, 404);
      assert.notEqual(await openSetup(app), link);
    });

    it('is worthless once the command line has made an administrator', async () => {
      const app = await start();
      const link = (await openSetup(app)) ?? '';
      const page = await siteVisitor(app.url).get(`/setup?token=${link}`);
      await app.person('root', true);
      const wish = { Username: 'second', 'Email address': 'second@gallery.example', Password: PASSWORD };
      assert.equal((await page.submit('Create the administrator', wish)).status, 404);
    });

    it('makes one administrator of several who are quick', async () => {
      const app = await start();
      const link = (await openSetup(app)) ?? '';
      const pages = await Promise.all(
        Array.from({ length: 5 }, () => siteVisitor(app.url).get(`/setup?token=${link}`)),
      );
      const answers = await Promise.all(
        pages.map((page, index) =>
          page.submit('Create the administrator', {
            Username: `root${index}`,
            'Email address': `root${index}@gallery.example`,
            Password: PASSWORD,
          }),
        ),
      );
      assert.deepEqual(
        answers.map(({ status }) => status).sort((a, b) => a - b),
        [200, 404, 404, 404, 404],
      );
      assert.equal((await app.database.read.selectFrom('accounts').select('id').execute()).length, 1);
    });
  });
});
