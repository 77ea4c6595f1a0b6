import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import { mutedMailOf } from '../../accounts/people/mail-wishes.queries.ts';
import { requireAccount } from '../../accounts/require-account.ts';

forEachDatabase((_, open) => {
  describe('email notifications', () => {
    const startApp = testApps(open);
    let app: TestApp;
    let olga: SiteVisitor;
    let carl: SiteVisitor;
    const muted = async (name: string) => mutedMailOf(app.database, (await requireAccount(app.database, name)).id);
    const events = () =>
      app.database.scan
        .selectFrom('events')
        .select(['subject', 'data', 'on_behalf_of'])
        .where('kind', '=', 'account_changed')
        .execute();
    const signedIn = async (name: string) => {
      const visitor = siteVisitor(app.url);
      visitor.setCookie('__Host-lode_session', await app.signIn(name));
      return visitor;
    };
    before(async () => {
      app = await startApp();
      await app.person('olga');
      await app.person('carl');
      await app.organization('acme', 'olga');
      const [acme, person] = [await requireAccount(app.database, 'acme'), await requireAccount(app.database, 'carl')];
      const membership = { organizationId: acme.id, personId: person.id, role: 'collaborator' } as const;
      await app.database.transaction((tx) => insertMembership(tx, membership, app.clock.now()));
      [olga, carl] = [await signedIn('olga'), await signedIn('carl')];
    });

    it('are turned off and on by kind, and the page says how many come', async () => {
      let page = await olga.get('/account');
      assert.match(page.text, /Email notifications.*All kinds come/s);
      page = await page.submit('Save notifications', {
        [`Mail that comes to your address`]: ['New versions', 'Owners', 'API keys', 'Members'],
      });
      assert.deepEqual(await muted('olga'), ['listing', 'deprecation']);
      assert.match(page.flash ?? '', /Your choice of mails is saved/);
      assert.match(page.text, /4 of 6 kinds come/);
      const [event, ...others] = await events();
      assert.deepEqual(others, []);
      assert.equal(event?.data, '{"changed":["mail"]}');
      // The same once more changes nothing, and is no event.
      page = await page.submit('Save notifications');
      assert.equal((await events()).length, 1);
      await page.submit('Save notifications', { [`Mail that comes to your address`]: [] });
      assert.equal((await muted('olga')).length, 6);
    });

    it('of an organization are its administrators, for its address', async () => {
      const page = await olga.get('/organization/acme');
      await page.submit('Save notifications', { 'Mail that comes to the address of acme': ['Owners'] });
      assert.deepEqual(await muted('acme'), ['publishing', 'listing', 'deprecation', 'keys', 'membership']);
      const { id, publicId } = await requireAccount(app.database, 'acme');
      const event = (await events()).at(-1);
      assert.deepEqual([event?.subject, event?.on_behalf_of], [`account:${publicId}`, id]);
    });

    it("are nobody else's to change, whatever the form says", async () => {
      const before = await muted('acme');
      assert.doesNotMatch((await carl.get('/organization/acme')).text, /Save notifications/);
      const token = /name="token" value="([^"]+)"/.exec((await carl.get('/account')).html)?.[1] ?? '';
      const refused = await carl.post('/organization/acme/subscription/change', { token, mail: 'listing' });
      assert.equal(refused.status, 403);
      const unknown = await carl.post('/account/subscription/change', { token, mail: 'security' });
      assert.equal(unknown.status, 400);
      const nobody = await siteVisitor(app.url).post('/account/subscription/change', { mail: 'listing' });
      assert.notEqual(nobody.status, 200);
      assert.deepEqual(await muted('acme'), before);
      assert.deepEqual(await muted('carl'), []);
    });
  });
});
