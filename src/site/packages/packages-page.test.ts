import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownersOf, ownPackages } from '../../../test/support/owned-packages.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const PACKAGES = '/account/Packages';
const SECTION = 'Change owners of several packages';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('/account/Packages', () => {
    let app: TestApp;
    let olga: SiteVisitor;
    let pavel: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      for (const name of ['olga', 'pavel']) await app.person(name);
      await app.person('root', true);
      await app.organization('acme', 'olga');
      [olga, pavel] = [await visitorOf(app, 'olga'), await visitorOf(app, 'pavel')];
      await ownPackages(app, ['Acme.A', 'Acme.B', 'Contoso.C'], { owners: ['olga'], versions: ['1.0.0', '2.0.0'] });
      await ownPackages(app, ['Acme.Hidden'], { owners: ['olga'], listed: false });
      await ownPackages(app, ['Org.One'], { owners: ['acme'] });
      await ownPackages(app, ['Left.A', 'Left.B'], { owners: [] });
    });

    it('lists what is one’s own and one’s organizations’, with filters that stand in its address', async () => {
      let page = await olga.get(PACKAGES);
      assert.equal(page.heading, 'Manage packages');
      assert.match(page.text, /Published 4/);
      assert.match(page.text, /Unlisted 1/);
      assert.match(page.text, /Acme\.A olga 2 2\.0\.0 0/);
      assert.ok(page.hasLink('Org.One') && !page.hasLink('Acme.Hidden'));
      page = await page.follow('Unlisted 1');
      assert.ok(page.hasLink('Acme.Hidden') && !page.hasLink('Acme.A'));
      page = await page.follow('Under review 0');
      assert.match(page.text, /No version waits for review\./);
      page = await page.submit('Show', { Owner: 'acme' });
      assert.match(page.path, /listing=review/);
      page = await (await olga.get(PACKAGES)).submit('Show', { Owner: 'acme' });
      assert.match(page.path, /owner=acme/);
      assert.ok(page.hasLink('Org.One') && !page.hasLink('Acme.A'));
      page = await (await olga.get(PACKAGES)).submit('Show', { Owner: 'All of mine', 'Package id': 'ACME.*' });
      assert.ok(page.hasLink('Acme.A') && !page.hasLink('Org.One') && !page.hasLink('Contoso.C'));
      page = await (await olga.get(PACKAGES)).submit('Show', { 'Package id': 'nothing' });
      assert.match(page.text, /No id matches/);
    });

    it('has nothing for somebody new, and nothing of others for anybody', async () => {
      const page = await pavel.get(PACKAGES);
      assert.equal(page.status, 200);
      assert.match(page.text, /No package has a listed version/);
      assert.equal((await pavel.get(`${PACKAGES}?owner=olga`)).status, 403);
      assert.equal((await pavel.get(`${PACKAGES}?owner=-`)).status, 403);
      assert.equal((await pavel.get(`${PACKAGES}?owner=no-one`)).status, 404);
      assert.equal((await siteVisitor(app.url).get(PACKAGES)).path.split('?')[0], '/signin');
    });

    it('takes odd questions for what they are', async () => {
      for (const query of [
        `q=${'x'.repeat(200)}`,
        `q=${'*'.repeat(20)}`,
        'q=%25%00',
        'q=%F0%9F%98%80',
        'after=%FF',
        'after=%00',
        'before=%00',
        'after=zzz&before=aaa',
        'listing=everything',
        `invitation=${'<script>'.repeat(10)}`,
        'owner=%3Cscript%3E',
      ]) {
        const { status, html } = await olga.get(`${PACKAGES}?${query}`);
        assert.ok(status === 200 || status === 400 || status === 404, `${query}: ${status}`);
        assert.ok(!html.includes('<script>'), query);
      }
    });

    it('previews a change of ticked packages, and makes it', async () => {
      let page = await olga.get(PACKAGES);
      page = await page.submit(
        'Preview',
        { 'Acme.A': true, 'Contoso.C': true, 'Person or organization': 'acme' },
        SECTION,
      );
      assert.equal(page.heading, 'Invite acme to own 2 packages');
      assert.match(page.text, /Acme\.A Becomes an owner Contoso\.C Becomes an owner/);
      assert.deepEqual(await ownersOf(app.database, 'Acme.A'), ['olga']);
      page = await page.submit('Invite acme to own 2 packages');
      assert.equal(page.flash, 'acme is an owner of 2 packages now.');
      for (const id of ['Acme.A', 'Contoso.C']) assert.deepEqual(await ownersOf(app.database, id), ['acme', 'olga']);
      assert.deepEqual(await ownersOf(app.database, 'Acme.B'), ['olga']);
    });

    it('previews a change of all that match, listed or not, and says what cannot be', async () => {
      let page = await (await olga.get(PACKAGES)).submit('Show', { 'Package id': 'acme.*' });
      const which = 'All of yours and your organizations’ that match “acme.*”, listed or not';
      page = await page.submit('Preview', {
        Packages: which,
        'What to do': 'Remove from the owners',
        'Person or organization': 'olga',
      });
      assert.equal(page.heading, 'Remove olga from the owners of 1 package');
      assert.match(page.text, /Acme\.A Is no owner any more/);
      assert.match(page.text, /Acme\.Hidden Not possible olga is the only owner of Acme\.Hidden/);
      page = await page.submit('Remove olga from the owners of 1 package');
      assert.equal(page.flash, 'olga is no owner of 1 package any more.');
      assert.match(page.path, /q=acme/);
      assert.deepEqual(await ownersOf(app.database, 'Acme.A'), ['acme']);
    });

    it('does nothing when the preview has become stale, and shows it again', async () => {
      const wish = { 'Acme.B': true, 'Contoso.C': true, 'Person or organization': 'pavel' };
      const preview = await (await olga.get(PACKAGES)).submit('Preview', wish);
      assert.equal(preview.heading, 'Invite pavel to own 2 packages');
      const other = await (
        await olga.get('/packages/Acme.B/owners')
      ).submit('Invite', {
        'Person or organization': 'pavel',
      });
      assert.equal(other.flash, 'pavel is invited to own Acme.B.');
      const stale = await preview.submit('Invite pavel to own 2 packages');
      assert.equal(stale.status, 409);
      assert.match(stale.text, /Nothing was changed\./);
      assert.match(stale.text, /Acme\.B Nothing pavel is invited to own Acme\.B already\./);
      const invitations = () => app.database.read.selectFrom('owner_invitations').select('id').execute();
      assert.equal((await invitations()).length, 1);
      const done = await stale.submit('Invite pavel to own 1 package');
      assert.equal(done.flash, 'pavel is invited to own 1 package.');
      assert.equal((await invitations()).length, 2);
    });

    it('previews the unlisting of all versions of ticked packages, and does it with a reason', async () => {
      const listed = async () => {
        const rows = app.database.read.selectFrom('versions').select('listing_reason').where('listed', '=', 0);
        return (await rows.execute()).map(({ listing_reason: reason }) => reason);
      };
      const before = (await listed()).length;
      let page = await (await olga.get(PACKAGES)).submit('Unlist all versions', { 'Acme.B': true, 'Contoso.C': true });
      assert.equal(page.heading, 'Unlist 4 versions of 2 packages');
      assert.match(page.text, /Acme\.B 2 versions are unlisted None 0/);
      page = await page.submit('Unlist 4 versions of 2 packages', { 'Reason, shown to everyone': 'x'.repeat(301) });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /at most 300 characters/);
      assert.equal((await listed()).length, before);
      page = await page.submit('Unlist 4 versions of 2 packages', { 'Reason, shown to everyone': 'Given up' });
      assert.equal(page.flash, '4 versions of 2 packages are unlisted. Manage has the way back for each.');
      assert.equal((await listed()).filter((reason) => reason === 'Given up').length, 4);
      page = await page.follow('Unlisted 3');
      page = await page.submit('List all versions', { 'Acme.B': true, 'Contoso.C': true });
      page = await page.submit('List 4 versions of 2 packages');
      assert.equal((await listed()).length, before);
      const none = await (await olga.get(PACKAGES)).submit('Unlist all versions');
      assert.match(none.errors.join(' '), /No package is chosen/);
    });

    it('answers all invitations at once', async () => {
      let page = await pavel.get(PACKAGES);
      assert.match(page.text, /Invitations to own packages/);
      page = await page.submit('Accept all 2');
      assert.equal(page.flash, 'pavel owns 2 packages now.');
      assert.ok(page.hasLink('Acme.B') && page.hasLink('Contoso.C'));
      assert.deepEqual(await ownersOf(app.database, 'Acme.B'), ['olga', 'pavel']);
    });

    it('says what is missing beside its field, and keeps what was typed and ticked', async () => {
      const page = await (
        await olga.get(PACKAGES)
      ).submit('Preview', {
        'Acme.B': true,
        'Person or organization': 'no-one',
        'Message to the invited': 'Hello',
      });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /There is no account of that name/);
      assert.match(page.html, /value="no-one"/);
      assert.match(page.html, />Hello<\/textarea>/);
      assert.match(page.html, /<input[^>]*value="acme\.b"[^>]*checked/);
      const none = await (await olga.get(PACKAGES)).submit('Preview', { 'Person or organization': 'pavel' });
      assert.match(none.errors.join(' '), /No package is chosen/);
    });

    it('lets administrators of the gallery see whose packages they like, and give owners to those without', async () => {
      const root = await visitorOf(app, 'root');
      assert.ok((await root.get(`${PACKAGES}?owner=acme`)).hasLink('Org.One'));
      let page = await (await root.get(PACKAGES)).submit('Show', { Owner: 'Without an owner' });
      assert.match(page.text, /Left\.A Nobody 1 1\.0\.0/);
      page = await page.submit('Preview', {
        Packages: 'All without an owner, listed or not',
        'What to do': 'Add without asking',
        'Person or organization': 'pavel',
      });
      page = await page.submit('Add pavel to the owners of 2 packages');
      assert.equal(page.flash, 'pavel is an owner of 2 packages now.');
      assert.deepEqual(await ownersOf(app.database, 'Left.B'), ['pavel']);
    });

    it('acts only upon forms of its own', async () => {
      for (const path of ['owners', 'listing', 'invitations']) {
        const answer = await olga.post(`${PACKAGES}/${path}`, { account: 'pavel', packages: 'matching' });
        assert.equal(answer.status, 400, path);
        assert.equal((await olga.get(`${PACKAGES}/${path}`)).path, PACKAGES);
      }
      const token = /name="token" value="([^"]+)"/.exec((await olga.get(PACKAGES)).html)?.[1] ?? '';
      const forged = { token, action: 'add', account: 'pavel', packages: 'ids', id: 'org.one', digest: 'x' };
      assert.equal(
        (await olga.post(`${PACKAGES}/owners`, forged)).status,
        403,
        'an action that its page did not offer',
      );
      const stale = await olga.post(`${PACKAGES}/owners`, { ...forged, action: 'invite' });
      assert.equal(stale.status, 409);
      assert.deepEqual(await ownersOf(app.database, 'Org.One'), ['acme']);
    });
  });

  describe('/account/Packages of a read-only gallery', () => {
    it('shows and changes nothing', async () => {
      const app = await startTestApp({ LODE_READ_ONLY: 'moving house' });
      await app.person('olga');
      await ownPackages(app, ['Acme.A'], { owners: ['olga'] });
      const olga = await visitorOf(app, 'olga');
      const page = await olga.get(PACKAGES);
      assert.ok(page.hasLink('Acme.A'));
      const answer = await page.submit('Preview', { 'Acme.A': true, 'Person or organization': 'olga' });
      assert.equal(answer.status, 503);
    });
  });
});
