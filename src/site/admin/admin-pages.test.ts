import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { settingInForce } from '../../accounts/settings/settings.ts';

const HOUR = 3600 * MICROSECONDS_PER_SECOND;

forEachDatabase((_, open) => {
  const start = testApps(open);

  async function gallery() {
    const app = await start();
    await app.person('root', true);
    await app.person('olga');
    await app.organization('acme', 'olga');
    const visitor = async (name: string) => {
      const visit = siteVisitor(app.url);
      visit.setCookie('__Host-lode_session', await app.signIn(name));
      return visit;
    };
    return { app, visitor };
  }

  const kindsOf = async ({ database }: TestApp) =>
    (await database.read.selectFrom('events').select('kind').orderBy('seq').execute()).map(({ kind }) => kind);

  describe('the pages for administrators', () => {
    it('are for nobody else: a sign-in for visitors, 403 for people', async () => {
      const { visitor, app } = await gallery();
      const olga = await visitor('olga');
      const paths = [
        '/Admin',
        '/Admin/People',
        '/Admin/People/root',
        '/Admin/Audit',
        '/Admin/Audit/export',
        '/Admin/Invitations',
        '/Admin/Prefixes',
        '/Admin/Settings',
      ];
      for (const path of paths) {
        assert.equal((await olga.get(path)).status, 403, path);
        const answer = await fetch(app.url + path, { redirect: 'manual' });
        assert.equal(answer.status, 303, path);
        assert.match(answer.headers.get('location') ?? '', /^\/signin\?return=/i);
      }
      const before = await kindsOf(app);
      for (const path of ['/Admin/Settings', '/Admin/People/root']) {
        assert.equal((await olga.post(path, { action: 'lock', name: 'key-days', 'key-days': '1' })).status, 400);
      }
      assert.deepEqual(await kindsOf(app), before);
    });

    it('lead to each other, whatever the case of the address', async () => {
      const { visitor } = await gallery();
      const page = await (await visitor('root')).get('/admin/');
      assert.equal(page.heading, 'Administration');
      for (const area of ['People', 'Invitations', 'Prefixes', 'Audit', 'Settings'])
        assert.equal((await page.follow(area)).status, 200);
    });
  });

  describe('GET /Admin', () => {
    it('counts what there is and shows what was done last', async () => {
      const { visitor } = await gallery();
      const { text } = await (await visitor('root')).get('/Admin');
      assert.match(
        text,
        /People 2 Organizations 1 Locked accounts 0 Package ids 0 Requests for prefixes 0 API keys that work 0 Mails that wait \d+/,
      );
      assert.match(text, /Search on this node (up to date|\d+ events behind)/);
      assert.match(text, /Signed in with the password/);
    });
  });

  describe('/Admin/People', () => {
    it('finds people and leads to each', async () => {
      const { visitor } = await gallery();
      const all = await (await visitor('root')).get('/Admin/People');
      for (const name of ['acme', 'olga', 'root']) assert.ok(all.hasLink(name), name);
      const found = await all.submit('Find', { 'Name or email address': 'OLGA@' });
      assert.ok(found.hasLink('olga') && !found.hasLink('acme'));
      const nobody = await found.submit('Find', { 'Name or email address': 'zzz' });
      assert.match(nobody.text, /Nobody is called that/);
      const organizations = await nobody.submit('Find', { 'Name or email address': '', Show: 'Organizations' });
      assert.ok(organizations.hasLink('acme') && !organizations.hasLink('olga'));
      assert.match((await all.follow('olga')).text, /Email address olga@gallery\.example/);
    });

    it('locks and unlocks, and says what that means', async () => {
      const { app, visitor } = await gallery();
      const [root, olga] = [await visitor('root'), await visitor('olga')];
      let page = await root.get('/Admin/People/OLGA');
      page = await page.submit('Lock account');
      assert.equal(page.flash, 'olga is locked and signed out everywhere.');
      assert.match(page.text, /Locked/);
      assert.ok(!page.hasButton('Lock account'));
      assert.match((await olga.get('/account/history')).path, /^\/signin/i);
      page = await page.submit('Unlock account');
      assert.ok(page.hasButton('Lock account'));
      assert.deepEqual((await kindsOf(app)).slice(-3), ['account_changed', 'session_ended', 'account_changed']);
    });

    it('makes and unmakes administrators, and refuses the last beside the form', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      let page = await root.get('/Admin/People/root');
      assert.ok(!page.hasButton('Lock account') && !page.hasButton('Remove all second factors'));
      page = await page.submit('Take administration away');
      assert.equal(page.status, 409);
      assert.deepEqual(page.errors, ['root is the only administrator of this gallery: make another one first.']);
      page = await (await root.get('/Admin/People/olga')).submit('Make administrator of the gallery');
      assert.equal(page.flash, 'olga administers this gallery now.');
      assert.equal((await (await visitor('olga')).get('/Admin')).status, 200);
      assert.equal((await kindsOf(app)).at(-2), 'administrator_added');
    });

    it('helps with signing in', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      await visitor('olga');
      let page = await (await root.get('/Admin/People/olga')).submit('Send a link for a new password');
      assert.match(page.flash ?? '', /link for a new password goes to olga/);
      page = await page.submit('Sign out everywhere');
      assert.equal(page.flash, 'olga is signed out everywhere.');
      assert.deepEqual((await kindsOf(app)).slice(-2), ['password_reset_asked', 'session_ended']);
      const organization = await root.get('/Admin/People/acme');
      assert.ok(!organization.hasButton('Sign out everywhere') && organization.hasButton('Lock account'));
      assert.equal((await root.get('/Admin/People/nobody')).status, 404);
    });

    it('asks for a new sign-in before anything is done, an hour after the last', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      const page = await root.get('/Admin/People/olga');
      app.clock.advance(HOUR + 1);
      assert.match((await page.submit('Lock account')).path, /^\/signin\/again\?return=/);
      assert.ok(!(await kindsOf(app)).includes('account_changed'));
    });

    it('refuses what no button says', async () => {
      const { visitor } = await gallery();
      const root = await visitor('root');
      const { html } = await root.get('/Admin/People/olga');
      const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const referrer = { origin: 'https://gallery.example' };
      assert.equal((await root.post('/Admin/People/olga', { token, action: 'destroy' }, referrer)).status, 400);
      assert.equal((await root.post('/Admin/People/olga', { token, action: '__proto__' }, referrer)).status, 400);
    });
  });

  describe('/Admin/Invitations', () => {
    it('invites an address, lists it, and takes it back', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      let page = await root.get('/Admin/Invitations');
      page = await page.submit('Invite', { 'Email address': 'new@elsewhere.example' });
      assert.equal(page.flash, 'A mail with a link goes to new@elsewhere.example.');
      assert.match(page.text, /new@elsewhere\.example/);
      page = await page.submit('Take back the invitation of new@elsewhere.example');
      assert.match(page.text, /No invitation waits/);
      assert.deepEqual((await kindsOf(app)).slice(-2), ['person_invited', 'invitation_ended']);
      const wrong = await page.submit('Invite', { 'Email address': 'nobody' });
      assert.equal(wrong.status, 400);
      assert.match(wrong.html, /value="nobody"/);
    });

    it('says so where nobody can sign up', async () => {
      const app = await start({ LODE_SIGNUP: 'closed' });
      await app.person('root', true);
      const root = siteVisitor(app.url);
      root.setCookie('__Host-lode_session', await app.signIn('root'));
      const page = await root.get('/Admin/Invitations');
      assert.match(page.text, /Nobody signs up in this gallery/);
      assert.ok(!page.hasButton('Invite'));
    });
  });

  describe('/Admin/Settings', () => {
    it('changes one setting at a time, and says who did', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      let page = await root.get('/Admin/Settings');
      assert.match(page.text, /Default: 365\./);
      page = await page.submit('Save: Longest life of an API key, in days', {
        'Longest life of an API key, in days': ' 90 ',
      });
      assert.equal(page.flash, 'Longest life of an API key, in days: 90 from now on.');
      assert.match(page.text, /Default: 365\. Changed by root on 2 Jan 2026\./);
      page = await page.submit('Save: Require a second factor', { 'Require a second factor': 'administrators' });
      assert.equal(await settingInForce(app.database, 'key-days'), 90);
      assert.equal(await settingInForce(app.database, 'require-second-factor'), 'administrators');
    });

    it('keeps what was typed where it does not fit, and says why', async () => {
      const { app, visitor } = await gallery();
      const page = await (await visitor('root')).get('/Admin/Settings');
      const label = 'Days that addresses are kept';
      const refused = await page.submit(`Save: ${label}`, { [label]: '0' });
      assert.equal(refused.status, 400);
      assert.ok(refused.errors.includes(`${label}: it takes a number from 1 to 3650.`));
      assert.match(refused.html, /value="0"/);
      assert.ok(!(await kindsOf(app)).includes('setting_changed'));
    });
  });

  describe('/Admin/Audit', () => {
    it('shows everything, and narrows it down', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      await app.key('olga');
      let page = await root.get('/Admin/Audit');
      assert.match(page.text, /The organization acme was created/);
      assert.match(page.text, /127\.0\.0\.1/);
      page = await page.submit('Filter', { Kind: 'key created' });
      assert.match(page.text, /API key/);
      assert.doesNotMatch(page.text, /The organization acme was created/);
      page = await page.submit('Filter', { Kind: 'Any', Subject: 'account:acme' });
      assert.match(page.text, /The organization acme was created/);
      page = await page.submit('Filter', { Subject: 'account:acme', From: '2027-01-01' });
      assert.match(page.text, /No event is like that/);
      page = await page.follow('Show everything');
      assert.equal(page.path, '/Admin/Audit');
    });

    it('says what is wrong with a filter, and keeps it', async () => {
      const { visitor } = await gallery();
      const page = await (await visitor('root')).get('/Admin/Audit?subject=x&from=soon&actor=<b>&kind=none');
      assert.equal(page.status, 400);
      assert.equal(page.errors.length, 5);
      assert.match(page.html, /value="&lt;b>"/);
    });

    it('pages through the log, filter included', async () => {
      const { app, visitor } = await gallery();
      for (let count = 0; count < 60; count += 1) await app.person(`p${count}`);
      const root = await visitor('root');
      const first = await root.get('/Admin/Audit?kind=account_created');
      const second = await first.follow('Older');
      assert.match(second.path, /kind=account_created&before=\d+/);
      assert.match(second.text, /The account p0 was created/);
      assert.ok(!second.hasLink('Older'));
      assert.equal((await second.follow('Newest')).path, '/Admin/Audit?kind=account_created');
    });

    it('is exported as JSON lines', async () => {
      const { app, visitor } = await gallery();
      const root = await visitor('root');
      const page = await root.get('/Admin/Audit?kind=account_created');
      const file = await page.follow('Export as JSON lines');
      assert.equal(file.status, 200);
      assert.equal(file.headers.get('content-type'), 'application/jsonl; charset=utf-8');
      assert.equal(file.headers.get('content-disposition'), 'attachment; filename="lode-audit-2026-01-02.jsonl"');
      assert.equal(file.headers.get('cache-control'), 'private, no-store');
      const lines = file.html
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { seq: number; kind: string; data: { name: string } });
      assert.deepEqual(
        lines.map(({ kind, data }) => [kind, data.name]),
        [
          ['account_created', 'root'],
          ['account_created', 'olga'],
        ],
      );
      const rest = await root.get(`/Admin/Audit/export?kind=account_created&after=${lines[0]?.seq}`);
      assert.equal(rest.html.trimEnd().split('\n').length, 1);
      assert.equal((await root.get('/Admin/Audit/export?after=x')).status, 400);
      assert.equal((await root.get('/Admin/Audit/export?kind=x')).status, 400);
      const head = await fetch(`${app.url}/Admin/Audit/export`, {
        method: 'HEAD',
        headers: { cookie: `__Host-lode_session=${root.cookie('lode_session')}` },
      });
      assert.equal(head.status, 200);
    });
  });
});
