import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownersOf, ownPackages } from '../../../test/support/owned-packages.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const OWNERS = '/packages/Acme.Http/owners';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

/** The address of the one invitation of an account, as its mail has it. */
async function invitationLink(app: TestApp, answer: 'confirm' | 'reject' | 'cancel'): Promise<string> {
  const row = await app.database.read
    .selectFrom('owner_invitations')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .innerJoin('registrations', 'registrations.id', 'registration_id')
    .select(['owner_invitations.public_id as invitation', 'accounts.name', 'display_id as id'])
    .orderBy('owner_invitations.id', 'desc')
    .executeTakeFirstOrThrow();
  return `/packages/${row.id}/owners/${row.name}/${answer}/${row.invitation}`;
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('/packages/{id}/owners', () => {
    let app: TestApp;
    let olga: SiteVisitor;
    let pavel: SiteVisitor;
    let root: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      for (const name of ['olga', 'pavel', 'mina']) await app.person(name);
      await app.person('root', true);
      await app.organization('acme', 'olga');
      [olga, pavel, root] = [await visitorOf(app, 'olga'), await visitorOf(app, 'pavel'), await visitorOf(app, 'root')];
      await app.push(await app.key('olga'), buildPackage({ id: 'Acme.Http', version: '1.0.0' }));
    });

    const searchedOwners = async () => {
      const found = (await app.json('/v3/query?q=packageid:acme.http')) as { data: { owners: string[] }[] };
      return found.data[0]?.owners;
    };

    it('invites, is accepted through the mail’s link, and search shows it in the next request', async () => {
      assert.deepEqual(await searchedOwners(), ['olga']);
      let page = await olga.get(OWNERS);
      assert.equal(page.heading, 'Owners of Acme.Http');
      assert.match(page.text, /olga Person Owner The only owner/);
      page = await page.submit('Invite', { 'Person or organization': 'Pavel', Message: 'Join <b>us</b>' });
      assert.equal(page.flash, 'pavel is invited to own Acme.Http.');
      assert.match(
        page.text,
        /pavel Person Invited by olga, ends in 30 days|pavel Person Invited by olga, ends in 1 month/,
      );

      page = await pavel.get(await invitationLink(app, 'confirm'));
      assert.deepEqual([page.status, page.path.split('?')[0]], [200, '/account/Packages']);
      assert.match(page.text, /Acme\.Http From your mail pavel olga Join <b>us<\/b>/);
      assert.deepEqual(await ownersOf(app.database, 'Acme.Http'), ['olga'], 'a link alone answers nothing');
      page = await page.submit('Accept Acme.Http for pavel');
      assert.equal(page.flash, 'pavel owns Acme.Http now.');
      assert.deepEqual(await searchedOwners(), ['olga', 'pavel']);
      page = await pavel.get('/account/Packages');
      assert.match(page.text, /Acme\.Http olga, pavel 1 1\.0\.0 0/);
    });

    it('removes after a page that says what that means', async () => {
      let page = await (await olga.get(OWNERS)).follow('Remove pavel');
      assert.equal(page.heading, 'Remove pavel from the owners of Acme.Http');
      assert.match(page.text, /pavel can no longer publish/);
      page = await page.submit('Remove pavel');
      assert.equal(page.flash, 'pavel is no owner of Acme.Http any more.');
      assert.deepEqual(await searchedOwners(), ['olga']);
      assert.equal((await pavel.get(OWNERS)).status, 403);
      const only = await olga.get(`${OWNERS}/remove?account=OLGA`);
      assert.match(only.text, /olga is the only owner of Acme\.Http/);
      assert.ok(!only.hasButton('Remove olga'));
      assert.equal((await olga.get(`${OWNERS}/remove?account=nobody`)).status, 404);
    });

    it('declines and cancels, and what was answered is answered', async () => {
      const invite = async () => (await olga.get(OWNERS)).submit('Invite', { 'Person or organization': 'pavel' });
      await invite();
      const rejecting = await invitationLink(app, 'reject');
      let page = await (await pavel.get(rejecting)).submit('Decline Acme.Http for pavel');
      assert.equal(page.flash, 'The invitation to own Acme.Http is declined.');
      await invite();
      const stale = await pavel.get(await invitationLink(app, 'confirm'));
      page = await (await olga.get('/account/Packages')).submit('Cancel the invitation of pavel to Acme.Http');
      assert.equal(page.flash, 'The invitation of pavel to own Acme.Http is cancelled.');
      page = await stale.submit('Accept Acme.Http for pavel');
      assert.equal(page.status, 409);
      assert.match(page.errors[0] ?? '', /This invitation holds no more/);
      assert.deepEqual(await ownersOf(app.database, 'Acme.Http'), ['olga']);
    });

    it('keeps somebody else’s invitation from whoever has its address', async () => {
      await (await olga.get(OWNERS)).submit('Invite', { 'Person or organization': 'pavel' });
      const link = await invitationLink(app, 'confirm');
      const mina = await visitorOf(app, 'mina');
      const page = await mina.get(link);
      assert.ok(!page.text.includes('Acme.Http'));
      const token = /name="token" value="([^"]+)"/.exec((await mina.get('/account')).html)?.[1] ?? '';
      for (const answer of ['confirm', 'reject', 'cancel']) {
        const path = link.replace('/confirm/', `/${answer}/`);
        assert.equal((await mina.post(path, { token })).status, 403, answer);
        assert.equal((await mina.post(path, { token: 'x' })).status, 400, answer);
      }
      const signedOut = await siteVisitor(app.url).get(link);
      assert.equal(signedOut.path.split('?')[0], '/signin');
      await (await olga.get(OWNERS)).submit('Cancel the invitation of pavel');
    });

    it('adds an own organization at once, and tells of what cannot be beside its field', async () => {
      let page = await (await olga.get(OWNERS)).submit('Invite', { 'Person or organization': 'acme' });
      assert.equal(page.flash, 'acme is an owner of Acme.Http now.');
      page = await (await olga.get(OWNERS)).submit('Invite', { 'Person or organization': 'no-one', Message: 'Hello' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /There is no account of that name/);
      assert.match(page.html, /value="no-one"/);
      assert.match(page.html, />Hello<\/textarea>/);
      page = await (
        await olga.get(OWNERS)
      ).submit('Invite', {
        'Person or organization': 'pavel',
        Message: 'x'.repeat(1_001),
      });
      assert.match(page.errors.join(' '), /at most 1000 characters/);
      assert.ok(!(await olga.get(OWNERS)).hasButton('Add without asking'));
    });

    it('is read, and not changed, by collaborators', async () => {
      const mina = await app.database.read
        .selectFrom('accounts')
        .select(['id', 'name'])
        .where('name_key', 'in', ['mina', 'acme'])
        .execute();
      const idOf = (name: string) => mina.find((each) => each.name === name)?.id ?? 0;
      await app.database.transaction((tx) =>
        tx
          .insertInto('memberships')
          .values({ organization_id: idOf('acme'), person_id: idOf('mina'), role: 'collaborator', created_at: 1 })
          .execute(),
      );
      const page = await (await visitorOf(app, 'mina')).get(OWNERS);
      assert.equal(page.status, 200);
      assert.ok(!page.hasButton('Invite') && !page.hasLink('Remove olga'));
    });

    it('lets administrators of the gallery add without asking, also where nobody owns', async () => {
      await ownPackages(app, ['Left.Alone'], { owners: [] });
      assert.equal((await olga.get('/packages/Left.Alone/owners')).status, 403);
      let page = await root.get('/packages/left.alone/owners');
      assert.match(page.text, /Left\.Alone has no owner here/);
      page = await page.submit('Add without asking', { 'Person or organization': 'mina' });
      assert.equal(page.flash, 'mina is an owner of Left.Alone now.');
      const token = /name="token" value="([^"]+)"/.exec((await olga.get(OWNERS)).html)?.[1] ?? '';
      assert.equal((await olga.post(`${OWNERS}/add`, { token, account: 'pavel' })).status, 403);
    });

    it('asks for a fresh sign-in before anything changes', async () => {
      const stale = await visitorOf(app, 'olga');
      app.clock.advance(3_601_000_000);
      const page = await stale.get(`${OWNERS}/remove?account=acme`);
      assert.equal(page.path.split('?')[0], '/signin/again');
      assert.match(decodeURIComponent(page.path), /return=\/packages\/Acme\.Http\/owners\/remove/i);
      const again = await (await stale.get(OWNERS)).submit('Invite', { 'Person or organization': 'mina' });
      assert.equal(again.path.split('?')[0], '/signin/again');
    });

    it('is 404 for ids that are none, and for what nobody pushed', async () => {
      const fresh = await visitorOf(app, 'root');
      for (const id of ['No.Such.Id', 'a b', '..%2f..', 'x'.repeat(101), '%00', "'%20OR%201=1"]) {
        for (const what of ['owners', 'history', 'owners/remove?account=olga', 'owners/add']) {
          const { status } = await fresh.get(`/packages/${id}/${what}`);
          assert.ok(status === 404 || status === 400, `${id} ${what}: ${status}`);
        }
      }
    });
  });

  describe('/packages/{id}/history', () => {
    it('says who did what with which credential; addresses only to administrators of the gallery', async () => {
      const app = await startTestApp();
      await app.person('olga');
      await app.person('pavel');
      await app.person('root', true);
      await app.organization('acme', 'olga');
      const key = await app.key('acme', { as: 'olga', name: 'CI <key>' });
      for (const version of ['1.0.0', '2.0.0']) await app.push(key, buildPackage({ id: 'Acme.Http', version }));
      await app.push(key, buildPackage({ id: 'Acme.Http.Core', version: '9.0.0' }));
      const olga = await visitorOf(app, 'olga');
      await fetch(`${app.url}/api/v2/package/Acme.Http/1.0.0`, {
        method: 'DELETE',
        headers: { 'x-nuget-apikey': key },
      });
      await (await olga.get(OWNERS)).submit('Invite', { 'Person or organization': 'pavel' });
      const page = await (await olga.get(OWNERS)).follow('History');
      assert.equal(page.heading, 'History of Acme.Http');
      const rows = page.text.slice(page.text.indexOf('With') + 4);
      assert.match(
        rows,
        /pavel was invited to become an owner of the package.* olga for acme The site .*1\.0\.0 was unlisted.* olga for acme The API key “CI <key>” .*2\.0\.0 was published.*1\.0\.0 was published/,
      );
      assert.ok(!page.text.includes('9.0.0') && !page.text.includes('127.0.0.1'));
      const root = await visitorOf(app, 'root');
      assert.match((await root.get('/packages/acme.http/history')).text, /127\.0\.0\.1/);
      const pavel = await visitorOf(app, 'pavel');
      assert.equal((await pavel.get('/packages/Acme.Http/history')).status, 403);
      const signedOut = await siteVisitor(app.url).get('/packages/Acme.Http/history');
      assert.equal(signedOut.path.split('?')[0], '/signin');
    });
  });
});
