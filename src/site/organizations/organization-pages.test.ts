import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { OPERATOR } from '../../../test/support/people.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { tokenText } from '../../accounts/one-time-token.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { reservePrefix } from '../../packages/prefixes/reserve-prefix.ts';

async function signedIn(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

async function newestInvitation(app: TestApp): Promise<string> {
  const row = await app.database.read
    .selectFrom('invitations')
    .select('public_id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.public_id ?? '';
}

const eventCount = async ({ database }: TestApp) =>
  (await database.read.selectFrom('events').select('seq').execute()).length;

forEachDatabase((_, open) => {
  describe('pages of organizations', () => {
    const start = testApps(open);
    const acme = async () => {
      const app = await start();
      for (const name of ['olga', 'carl', 'zoe']) await app.person(name);
      await app.organization('acme', 'olga');
      const [olga, carl, zoe] = [await signedIn(app, 'olga'), await signedIn(app, 'carl'), await signedIn(app, 'zoe')];
      return { app, olga, carl, zoe };
    };

    it('lead from an empty list to an organization of one’s own', async () => {
      const app = await start();
      await app.person('olga');
      const olga = await signedIn(app, 'olga');
      let page = await olga.get('/account/organizations');
      assert.match(page.text, /You belong to no organization/);
      page = await page.follow('Add an organization');
      page = await page.submit('Create organization', { 'Organization name': 'a b', 'Email address': 'nowhere' });
      assert.equal(page.status, 400);
      assert.equal(page.errors.length > 1, true);
      page = await page.submit('Create organization', {
        'Organization name': ' Acme ',
        'Email address': 'it@acme.example',
      });
      assert.equal(page.path, '/organization/Acme');
      assert.equal(page.flash, 'Acme exists, and you are its administrator.');
      assert.match(page.text, /The email address is not confirmed/);
      assert.ok(!page.hasButton('Send invitation'));
      page = await olga.get('/Account/Organizations/');
      assert.match(page.text, /Acme Administrator 1 0 Address not confirmed/);
    });

    it('take somebody in by name, who accepts on the list', async () => {
      const { app, olga, carl } = await acme();
      let page = await olga.get('/organization/ACME');
      page = await page.submit('Send invitation', { 'Username or email address': 'nobody', Role: 'Administrator' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /There is no person named nobody/);
      page = await page.submit('Send invitation', { 'Username or email address': 'carl' });
      assert.equal(page.flash, 'carl is invited.');
      assert.match(page.text, /carl Administrator olga/, 'what was chosen before the mistake stayed');
      let list = await carl.get('/account/organizations');
      assert.match(list.text, /Invitations .* acme Administrator olga/);
      list = await list.submit('Accept the invitation to acme');
      assert.equal(list.path, '/organization/acme');
      assert.equal(list.flash, 'You are an administrator of acme now.');
      assert.match(list.text, /2 members/);
      assert.equal(await newestInvitation(app), '');
    });

    it('take somebody in by address, who needs an account first', async () => {
      const { app, olga, zoe } = await acme();
      let page = await olga.get('/organization/acme');
      page = await page.submit('Send invitation', { 'Username or email address': 'new@elsewhere.example' });
      assert.match(page.text, /new@elsewhere\.example Collaborator olga/);
      const text = tokenText(app.secret, await newestInvitation(app));
      const before = await eventCount(app);
      const visitor = siteVisitor(app.url);
      const asked = await visitor.get(`/invitations/${text}`);
      assert.equal(asked.heading, 'Join acme');
      assert.equal(asked.headers.get('referrer-policy'), 'no-referrer');
      assert.match(asked.html, new RegExp(`href="/signup\\?invitation=${text}"`));
      assert.match(asked.html, new RegExp(`href="/signin\\?return=%2Finvitations%2F${text}"`));
      const old = await zoe.get(`/organization/acme/members/confirm/${text}`);
      assert.equal(old.path, `/invitations/${text}`);
      assert.equal(await eventCount(app), before, 'no GET changes anything');
      const joined = await old.submit('Accept the invitation');
      assert.equal(joined.flash, 'You are a collaborator of acme now.');
      assert.ok(!joined.hasButton('Send invitation'), 'a collaborator invites nobody');
      const again = await visitor.get(`/invitations/${text}`);
      assert.equal(again.status, 404);
      assert.equal(again.heading, 'This invitation holds no more');
    });

    it('let one person sign up by a link, whose own the invitation is from then on', async () => {
      const { app, olga } = await acme();
      const page = await olga.get('/organization/acme');
      await page.submit('Send invitation', { 'Username or email address': 'newcomer@elsewhere.example' });
      const text = tokenText(app.secret, await newestInvitation(app));
      const visitor = siteVisitor(app.url);
      const door = await visitor.get(`/signup?invitation=${text}`);
      const typed = { Username: 'newcomer', Password: 'gravel beside quiet rivers' };
      const invited = await door.submit('Create account', typed);
      assert.equal(invited.path, `/invitations/${text}`);
      const second = await siteVisitor(app.url).get(`/signup?invitation=${text}`);
      assert.equal(second.status, 409);
      assert.match(second.text, /This invitation holds no more/);
      const joined = await invited.submit('Accept the invitation');
      assert.equal(joined.flash, 'You are a collaborator of acme now.');
    });

    it('tell somebody else that an invitation is not for them, and everybody when it holds no more', async () => {
      const { app, olga, carl, zoe } = await acme();
      await (await olga.get('/organization/acme')).submit('Send invitation', { 'Username or email address': 'carl' });
      const id = await newestInvitation(app);
      const text = tokenText(app.secret, id);
      const theirs = await zoe.get(`/invitations/${text}`);
      assert.match(theirs.text, /This invitation is for another account You are signed in as zoe/);
      assert.ok(!theirs.hasButton('Accept the invitation'));
      assert.equal((await zoe.get(`/invitations/${id}`)).status, 404, 'an id alone shows nothing to others');
      assert.equal((await siteVisitor(app.url).get(`/invitations/${id}`)).status, 404);
      assert.ok((await carl.get(`/invitations/${id}`)).hasButton('Accept the invitation'));
      app.clock.advance(14 * MICROSECONDS_PER_DAY);
      const fresh = await signedIn(app, 'carl');
      for (const each of [id, text]) assert.equal((await fresh.get(`/invitations/${each}`)).status, 404);
    });

    it('show consequences before a member is removed, and before one leaves', async () => {
      const { app, olga, carl } = await acme();
      await (await olga.get('/organization/acme')).submit('Send invitation', { 'Username or email address': 'carl' });
      await (await carl.get('/account/organizations')).submit('Accept the invitation to acme');
      await app.key('acme', { as: 'carl', name: 'nightly build' });
      await app.key('acme', { name: 'release' });
      await app.key('acme', { name: 'not seen by carl' });
      await app.database.mutation((tx) =>
        tx
          .insertInto('key_viewers')
          .columns(['key_id', 'account_id', 'at'])
          .expression((row) =>
            row
              .selectFrom('api_keys')
              .innerJoin('accounts', (join) => join.on('accounts.name_key', '=', 'carl'))
              .select(['api_keys.id', 'accounts.id as account', 'accounts.created_at'])
              .where('api_keys.name', '=', 'release'),
          )
          .execute(),
      );
      let page = await olga.get('/organization/acme');
      page = await page.submit('Make carl administrator');
      assert.equal(page.flash, 'carl is administrator now.');
      const before = await eventCount(app);
      page = await page.follow('Remove carl');
      assert.equal(page.heading, 'Remove carl from acme');
      assert.match(page.text, /stop at once: nightly build\. carl saw the text of these keys of acme: release/);
      assert.match(page.text, /They stop after 7 days/);
      assert.equal(await eventCount(app), before);
      const leaving = await carl.get('/organization/acme').then((of) => of.follow('Leave this organization'));
      assert.equal(leaving.heading, 'Leave acme');
      const left = await leaving.submit('Leave acme');
      assert.equal(left.path, '/account/organizations');
      assert.equal(left.flash, 'You have left acme.');
      page = await page.submit('Remove carl');
      assert.equal(page.path, '/organization/acme');
      assert.match(page.text, /1 member /);
      const alone = await olga.get('/organization/acme/members/delete?member=olga');
      assert.match(alone.text, /Nobody else administers acme/);
      assert.ok(!alone.hasButton('Leave acme'));
    });

    it('are for members and administrators of the gallery', async () => {
      const { app, zoe } = await acme();
      await app.person('boss', true);
      for (const path of ['', '/members/delete?member=olga', '/DeleteRequest']) {
        assert.equal((await zoe.get(`/organization/acme${path}`)).status, 403, path);
        const visitor = await siteVisitor(app.url).get(`/organization/acme${path}`);
        assert.match(visitor.path, /^\/signin\?return=/);
      }
      const boss = await signedIn(app, 'boss');
      const page = await boss.get('/organization/acme');
      assert.ok(page.hasButton('Send invitation') && !page.hasLink('Delete this organization'));
      assert.equal((await boss.get('/organization/acme/DeleteRequest')).status, 403);
      for (const name of ['nobody', 'olga', '%3Cscript%3E', '%00', 'x'.repeat(300), '%F0%9F%98%80']) {
        assert.equal((await boss.get(`/organization/${name}`)).status, 404, name);
      }
    });

    it('change nothing for a form that comes from elsewhere, or from nobody', async () => {
      const { app, olga, zoe } = await acme();
      const before = await eventCount(app);
      const posts = [
        ['/organization/add', { name: 'evil', email: 'e@evil.example' }],
        ['/organization/acme/members/add', { invitee: 'zoe', role: 'administrator' }],
        ['/organization/acme/members/update', { member: 'olga', role: 'collaborator' }],
        ['/organization/acme/members/delete', { member: 'olga' }],
        ['/organization/acme/members/cancel', { invitation: 'x' }],
        ['/organization/acme/members/confirm/x', {}],
        ['/organization/acme/members/reject/x', {}],
        ['/organization/acme/ChangeEmail', { email: 'e@evil.example' }],
        ['/organization/acme/CancelChangeEmail', {}],
        ['/organization/acme/ConfirmationRequired', {}],
        ['/organization/acme/DeleteRequest', { typed: 'acme' }],
        ['/account/delete', { typed: 'olga' }],
        ['/account/transform', { administrator: 'zoe' }],
        ['/account/transform/cancel', {}],
        ['/account/transform/confirm/olga/x', {}],
        ['/account/transform/reject/olga/x', {}],
      ] as const;
      for (const [path, fields] of posts) {
        assert.equal((await olga.post(path, fields)).status, 400, path);
        const elsewhere = await zoe.get('/account/organizations');
        const token = /name="token" value="([^"]+)"/.exec(elsewhere.html)?.[1] ?? '';
        assert.equal((await olga.post(path, { ...fields, token })).status, 400, `${path} with another's token`);
      }
      assert.equal(await eventCount(app), before);
    });

    it('change the address that mail goes to, for administrators of the organization', async () => {
      const { app, olga, zoe } = await acme();
      let page = await olga.get('/organization/acme');
      page = await page.submit('Change address', { 'New email address': 'nowhere' });
      assert.equal(page.status, 400);
      page = await page.submit('Change address', { 'New email address': 'new@acme.example' });
      assert.equal(page.path, '/organization/acme');
      assert.match(page.text, /new@acme\.example waits/);
      page = await page.submit('Send the mail again');
      const token = await app.database.read
        .selectFrom('one_time_tokens')
        .select('public_id')
        .where('kind', '=', 'confirm-email')
        .executeTakeFirst();
      const link = `/account/confirm/${tokenText(app.secret, token?.public_id ?? '')}`;
      const stranger = await (await zoe.get(link)).submit('Confirm new@acme.example');
      assert.equal(stranger.status, 403);
      page = await (await olga.get(link)).submit('Confirm new@acme.example');
      assert.equal(page.path, '/organization/acme');
      assert.ok(page.text.includes('new@acme.example') && !page.text.includes('waits'));
      page = await page.submit('Change address', { 'New email address': 'other@acme.example' });
      page = await page.submit('Keep new@acme.example');
      assert.ok(!page.text.includes('other@acme.example'));
    });

    it('show hostile texts as texts', async () => {
      const { olga } = await acme();
      const page = await olga.get('/organization/acme');
      for (const text of [
        '<img src=x onerror=alert(1)>',
        '"><script>alert(1)</script>',
        'a@b.example\r\nBcc: x@y.example',
        'x'.repeat(5_000),
      ]) {
        const answer = await page.submit('Send invitation', { 'Username or email address': text });
        assert.equal(answer.status, 400, text);
        assert.ok(!answer.html.includes('<script>alert') && !answer.html.includes('<img src=x'), text);
      }
      const found = await olga.get('/organization/acme?member=%3Cscript%3E&after=%00');
      assert.equal(found.status, 200);
      assert.ok(!found.html.includes('<script>&'));
    });

    it('page through many members and find one by name', async () => {
      const { app, olga } = await acme();
      const row = await app.database.read
        .selectFrom('accounts')
        .select('id')
        .where('name', '=', 'acme')
        .executeTakeFirst();
      for (let number = 0; number < 60; number += 1) await app.person(`member-${number}`);
      const people = await app.database.read
        .selectFrom('accounts')
        .select('id')
        .where('name', 'like', 'member-%')
        .execute();
      await app.database.mutation(async (tx) => {
        for (const { id } of people) {
          const membership = {
            organization_id: row?.id ?? 0,
            person_id: id,
            role: 'collaborator',
            created_at: 0,
          } as const;
          await tx.insertInto('memberships').values(membership).execute();
        }
      });
      let page = await olga.get('/organization/acme');
      assert.match(page.text, /61 members/);
      assert.ok(page.text.includes('member-48') && !page.text.includes('member-49 '));
      page = await page.follow('Next');
      assert.ok(page.text.includes('member-49') && page.text.includes('member-59') && page.hasLink('First'));
      page = await olga.get('/organization/acme?member=Member-59');
      assert.ok(page.text.includes('member-59') && !page.text.includes('member-58'));
    });
  });

  describe('the page that turns a person into an organization', () => {
    const start = testApps(open);

    it('asks another person, who agrees on a page of their own', async () => {
      const app = await start();
      for (const name of ['team', 'olga', 'zoe']) await app.person(name);
      const [team, olga, zoe] = [await signedIn(app, 'team'), await signedIn(app, 'olga'), await signedIn(app, 'zoe')];
      let page = await team.get('/account/transform');
      page = await page.submit('Ask to become an organization', { 'Username of the administrator': 'team' });
      assert.equal(page.status, 400);
      page = await page.submit('Ask to become an organization', { 'Username of the administrator': 'olga' });
      assert.match(page.text, /olga was asked to be the administrator/);
      page = await page.submit('Stay a person');
      page = await page.submit('Ask to become an organization', { 'Username of the administrator': 'olga' });
      const asked = await olga.get('/account/organizations').then((list) => list.follow('Look at it'));
      assert.equal(asked.heading, 'Administer team');
      assert.equal((await zoe.get(asked.path)).status, 404);
      assert.equal((await olga.get(asked.path.replace('confirm', 'reject'))).heading, 'Administer team');
      const done = await asked.submit('Agree');
      assert.equal(done.path, '/organization/team');
      assert.equal(done.flash, 'team is an organization now, and you are its administrator.');
      assert.match((await team.get('/account/transform')).path, /^\/signin/, 'nobody is signed in as it any more');
    });
  });

  describe('the page that deletes an account', () => {
    const start = testApps(open);

    it('says what stands in the way, with links, and then deletes and signs out', async () => {
      const app = await start();
      await app.person('olga');
      await app.person('carl');
      await app.organization('acme', 'olga');
      const olga = await signedIn(app, 'olga');
      let page = await olga.get('/account/delete');
      assert.match(page.text, /Nobody else administers acme/);
      assert.ok(page.hasLink('acme') && !page.hasButton('Delete olga for good'));
      page = await page.follow('acme').then((of) => of.follow('Delete this organization'));
      assert.doesNotMatch(page.text, /reserved/);
      const reserve = (prefix: string) => reservePrefix(app, OPERATOR, { prefix, owners: ['acme'], isPublic: false });
      for (const prefix of ['Acme.*', 'Lode']) await reserve(prefix);
      page = await olga.get(page.path);
      assert.match(page.text, /Acme\.\*, Lode stay reserved, for the other accounts that hold them or else for nobody/);
      page = await page.submit('Delete acme for good', { 'Type acme to confirm': 'acme' });
      assert.equal(page.path, '/account/organizations');
      assert.equal(page.flash, 'acme is deleted.');
      assert.equal((await olga.get('/organization/acme')).status, 404);
      page = await olga.get('/account/delete');
      page = await page.submit('Delete olga for good', { 'Type olga to confirm': 'carl' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /Type olga to confirm that this account is meant/);
      page = await page.submit('Delete olga for good', { 'Type olga to confirm': 'olga' });
      assert.equal(page.path, '/');
      assert.equal(page.flash, 'olga is deleted.');
      assert.equal(olga.cookie('lode_session'), undefined);
    });

    it('asks who it is an hour after the sign-in', async () => {
      const app = await start();
      await app.person('olga');
      const olga = await signedIn(app, 'olga');
      const page = await olga.get('/account/delete');
      app.clock.advance(MICROSECONDS_PER_DAY / 12);
      const asked = await page.submit('Delete olga for good', { 'Type olga to confirm': 'olga' });
      assert.match(asked.path, /^\/signin\/again\?return=%2Faccount%2Fdelete/);
    });
  });
});
