import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { browserOf, eventsOf, formToken, personWithPassword, trySignIn } from '../../../test/support/sign-in.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { SoftwareAuthenticator, type Answering } from '../../../test/support/software-authenticator.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { removeSecondFactorsOf } from '../../accounts/administration/sign-in-aid.ts';
import { codeAt } from '../../accounts/second-factors/one-time-code.ts';

const STEP = 30_000_000;
const HOUR = 3_600_000_000;

/** What script does with a form that a passkey fills; gives the page that comes. */
async function answer(
  visitor: SiteVisitor,
  page: VisitedPage,
  { key, as = {}, action, fields = {} }: PasskeyUse,
): Promise<VisitedPage> {
  const token = formToken(page);
  const asked = await visitor.post(`${action}/options`, { token });
  assert.equal(asked.status, 200, asked.html);
  const { ticket, publicKey } = JSON.parse(asked.html) as { ticket: string; publicKey: never };
  const made = action.startsWith('/account') ? key.create(publicKey, as) : key.get(publicKey, as);
  return visitor.post(action, { token, ticket, answer: made, ...fields });
}

interface PasskeyUse {
  readonly key: SoftwareAuthenticator;
  readonly as?: Answering;
  readonly action: string;
  readonly fields?: Record<string, string>;
}

async function addApp(app: TestApp, visitor: SiteVisitor): Promise<{ page: VisitedPage; code: () => string }> {
  let page = await visitor.get('/account/security');
  page = await page.follow('Add an app');
  const secret = page.copied('app-secret').replaceAll(' ', '');
  const code = () => codeAt(secret, app.clock.now());
  page = await page.submit('Add the app', { Code: code() });
  app.clock.advance(STEP);
  return { page, code };
}

async function addPasskey(visitor: SiteVisitor, key: SoftwareAuthenticator, name = 'Phone'): Promise<VisitedPage> {
  const page = await visitor.get('/account/security/passkeys');
  return answer(visitor, page, { key, action: '/account/security/passkeys', fields: { name } });
}

forEachDatabase((_, open) => {
  describe('second factors at the site', () => {
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start({ LODE_RATE_LIMITS: 'address=10000/h' }));

    it('adds an app, shows recovery codes once, and asks for a code from then on', async () => {
      const app = await shared();
      await personWithPassword(app, 'olga');
      const olga = await browserOf(app, 'olga');
      const { page, code } = await addApp(app, olga);
      assert.equal(page.heading, 'Your recovery codes');
      const codes = page.copied('recovery-codes').split('\n');
      assert.equal(codes.length, 10);
      assert.equal(page.headers.get('cache-control'), 'private, no-store');
      const security = await olga.get('/account/security');
      assert.match(security.text, /10 left/);
      for (const each of codes) assert.ok(!security.html.includes(each));

      const other = siteVisitor(app.url);
      let step = await trySignIn(other, 'olga');
      assert.equal(step.path, '/signin/second-factor');
      assert.equal(other.cookie('lode_session'), undefined);
      step = await step.submit('Confirm', { Code: code() === '000000' ? '000001' : '000000' });
      assert.equal(step.status, 403);
      assert.match(step.errors.join(' '), /code is not right/);
      step = await step.submit('Confirm', { Code: code() });
      assert.deepEqual([step.status, step.path], [200, '/']);
      assert.notEqual(other.cookie('lode_session'), undefined);
      assert.equal(other.cookie('lode_pending'), undefined);
    });

    it('takes a recovery code in place of the app, and says how many are left', async () => {
      const app = await shared();
      await personWithPassword(app, 'boris');
      const { page } = await addApp(app, await browserOf(app, 'boris'));
      const [first = ''] = page.copied('recovery-codes').split('\n');
      const other = siteVisitor(app.url);
      let step = await trySignIn(other, 'boris');
      step = await step.submit('Confirm', { Code: first.toUpperCase() });
      assert.match(step.flash ?? '', /9 recovery codes left/);
      step = await (await trySignIn(siteVisitor(app.url), 'boris')).submit('Confirm', { Code: first });
      assert.equal(step.status, 403);
    });

    it('keeps what was offered when a code was wrong', async () => {
      const app = await shared();
      await personWithPassword(app, 'clara');
      const clara = await browserOf(app, 'clara');
      let page = await clara.get('/account/security/app');
      const secret = page.copied('app-secret');
      page = await page.submit('Add the app', { Code: '12' });
      assert.equal(page.status, 400);
      assert.equal(page.copied('app-secret'), secret);
      page = await page.submit('Add the app', { Code: codeAt(secret.replaceAll(' ', ''), app.clock.now()) });
      assert.equal(page.heading, 'Your recovery codes');
    });

    it('adds a passkey, which then signs in alone, and as the second step', async () => {
      const app = await shared();
      await personWithPassword(app, 'dora');
      const dora = await browserOf(app, 'dora');
      const key = new SoftwareAuthenticator();
      const page = await addPasskey(dora, key);
      assert.equal(page.heading, 'Your recovery codes');
      assert.match(page.text, /“Phone” is added/);

      const alone = siteVisitor(app.url);
      let next = await alone.get('/signin?return=%2Faccount%2Fsecurity');
      const fields = { return: '/account/security' };
      next = await answer(alone, next, { key, action: '/signin/passkey', fields });
      assert.deepEqual([next.status, next.path], [200, '/account/security']);

      const second = siteVisitor(app.url);
      next = await trySignIn(second, 'dora');
      assert.equal(next.path, '/signin/second-factor');
      const as = { isVerified: false };
      next = await answer(second, next, { key, as, action: '/signin/second-factor/passkey' });
      assert.deepEqual([next.status, next.path], [200, '/']);
      const kinds = (await eventsOf(app, 'dora')).filter(({ kind }) => kind === 'signed_in');
      const how = kinds.map(({ data }) => (data as { how: string }).how);
      assert.deepEqual(how, ['password', 'passkey', 'second-factor']);
    });

    it('answers only the browser that was asked', async () => {
      const app = await shared();
      await personWithPassword(app, 'erik');
      const key = new SoftwareAuthenticator();
      await addPasskey(await browserOf(app, 'erik'), key);
      const [mine, theirs] = [siteVisitor(app.url), siteVisitor(app.url)];
      const token = formToken(await mine.get('/signin'));
      const asked = await mine.post('/signin/passkey/options', { token });
      const { ticket, publicKey } = JSON.parse(asked.html) as { ticket: string; publicKey: never };
      const stolen = { ticket, answer: key.get(publicKey), token: formToken(await theirs.get('/signin')) };
      const refused = await theirs.post('/signin/passkey', stolen);
      assert.equal(refused.status, 403);
      assert.equal(theirs.cookie('lode_session'), undefined);
    });

    it('renames and removes a passkey', async () => {
      const app = await shared();
      await personWithPassword(app, 'fred');
      const fred = await browserOf(app, 'fred');
      await addPasskey(fred, new SoftwareAuthenticator());
      let page = await (await fred.get('/account/security/passkeys')).follow('Phone');
      page = await page.submit('Rename', { Name: '' });
      assert.equal(page.status, 400);
      page = await page.submit('Rename', { Name: 'Key <ring>' });
      assert.match(page.flash ?? '', /Key <ring>/);
      page = await (await page.follow('Key <ring>')).submit('Remove this passkey');
      assert.equal(page.status, 200);
      assert.ok(!page.hasLink('Key <ring>'));
      assert.match((await fred.get('/account/security')).text, /Passkeys\s*None/);
    });

    it('shows nobody the passkeys of others', async () => {
      const app = await shared();
      await personWithPassword(app, 'gina');
      await personWithPassword(app, 'hugo');
      const gina = await browserOf(app, 'gina');
      await addPasskey(gina, new SoftwareAuthenticator());
      const href = /href="(\/account\/security\/passkeys\/[0-9A-Za-z]{22})"/.exec(
        (await gina.get('/account/security/passkeys')).html,
      )?.[1];
      assert.equal((await (await browserOf(app, 'hugo')).get(href ?? '')).status, 404);
    });

    it('asks again who it is before factors change, an hour after the sign-in', async () => {
      const app = await shared();
      await personWithPassword(app, 'ines');
      const ines = await browserOf(app, 'ines');
      app.clock.advance(HOUR + 1);
      for (const path of ['/account/security/passkeys', '/account/security/app']) {
        assert.equal((await ines.get(path)).path, `/signin/again?return=${encodeURIComponent(path)}`);
      }
    });

    it('begins again where the first step is too long ago', async () => {
      const app = await shared();
      await personWithPassword(app, 'jana');
      const { code } = await addApp(app, await browserOf(app, 'jana'));
      const visitor = siteVisitor(app.url);
      const step = await trySignIn(visitor, 'jana');
      app.clock.advance(HOUR / 4 + 1);
      const late = await step.submit('Confirm', { Code: code() });
      assert.deepEqual([late.path, late.heading], ['/signin', 'Sign in']);
      assert.match(late.flash ?? '', /quarter of an hour/);
      assert.equal((await siteVisitor(app.url).get('/signin/second-factor')).path, '/signin');
    });

    it('begins again where the second factors were taken away meanwhile', async () => {
      const app = await shared();
      await personWithPassword(app, 'kira');
      await addApp(app, await browserOf(app, 'kira'));
      const step = await trySignIn(siteVisitor(app.url), 'kira');
      await removeSecondFactorsOf(app, { kind: 'operator' }, { name: 'kira' });
      assert.equal((await step.submit('Confirm', { Code: '123456' })).path, '/signin');
      assert.equal((await trySignIn(siteVisitor(app.url), 'kira')).path, '/');
    });

    it('takes no form without its token, and no GET that changes anything', async () => {
      const app = await shared();
      await personWithPassword(app, 'karl');
      const karl = await browserOf(app, 'karl');
      const paths = [
        '/signin/passkey',
        '/signin/passkey/options',
        '/signin/again/passkey',
        '/signin/again/passkey/options',
        '/signin/second-factor',
        '/signin/second-factor/passkey',
        '/signin/second-factor/passkey/options',
        '/account/security/passkeys',
        '/account/security/passkeys/options',
        '/account/security/passkeys/xxxxxxxxxxxxxxxxxxxxxx',
        '/account/security/passkeys/xxxxxxxxxxxxxxxxxxxxxx/remove',
        '/account/security/app',
        '/account/security/app/remove',
        '/account/security/recovery-codes',
        '/account/security/identities/xxxxxxxxxxxxxxxxxxxxxx/unlink',
      ];
      for (const path of paths) {
        for (const token of ['', formToken(await siteVisitor(app.url).get('/signin'))]) {
          const answer = await karl.post(path, { token });
          assert.equal(answer.status, 400, path);
          assert.match(answer.html, /form/, path);
        }
        const foreign = { token: formToken(await karl.get('/account/security')) };
        const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
        assert.equal((await karl.post(path, foreign, headers)).status, 400, path);
      }
      const { length } = await eventsOf(app, 'karl');
      await karl.get('/account/security/recovery-codes');
      assert.equal((await eventsOf(app, 'karl')).length, length);
    });

    it('answers script that is refused with a problem document', async () => {
      const app = await shared();
      const answer = await siteVisitor(app.url).post('/signin/passkey/options', {});
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    });
  });

  describe('a gallery that requires a second factor', () => {
    const start = testApps(open);

    it('leads everywhere to the page of security, until there is one', async () => {
      const app = await start();
      await personWithPassword(app, 'olga');
      const value = { name: 'require-second-factor', value: 'everyone', updated_at: 0 };
      await app.database.transaction((tx) => tx.insertInto('settings').values(value).execute());
      const olga = await browserOf(app, 'olga');
      for (const path of ['/', '/account', '/account/apikeys', '/account/organizations', '/organization/add']) {
        assert.equal((await olga.get(path)).path, '/account/security', path);
      }
      const refused = await olga.post('/organization/add', { token: formToken(await olga.get('/account/security')) });
      assert.equal(refused.path, '/account/security');
      let page = await olga.get('/account/security');
      assert.match(page.text, /Add a second factor to go on/);
      await addApp(app, olga);
      assert.equal((await olga.get('/account/apikeys')).path, '/account/apikeys');
      page = await (await olga.get('/account/security')).submit('Remove the app');
      assert.equal(page.status, 409);
    });
  });

  describe('a gallery at plain http', () => {
    const start = testApps(open);

    it('has no passkeys, and says why', async () => {
      const url = 'http://gallery.example';
      const app = await start({ LODE_URL: url });
      await personWithPassword(app, 'olga');
      const visitor = siteVisitor(app.url, url);
      let page = await trySignIn(visitor, 'olga');
      assert.equal(page.status, 200);
      page = await visitor.get('/account/security');
      assert.match(page.text, /Passkeys need https/);
      assert.doesNotMatch((await siteVisitor(app.url, url).get('/signin')).html, /passkeys\.js/);
      const token = formToken(await siteVisitor(app.url, url).get('/signin'));
      assert.equal((await visitor.post('/signin/passkey/options', { token })).status, 400);
    });
  });
});
