import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { mailTo } from '../../../test/support/mail.ts';
import { ownPackages } from '../../../test/support/owned-packages.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

async function verifiedOf(app: TestApp, id: string): Promise<boolean | undefined> {
  const found = (await app.json(`/v3/query?q=packageid:${id}`)) as { data: { verified: boolean }[] };
  return found.data[0]?.verified;
}

forEachDatabase((_, open) => {
  const start = testApps(open);

  describe('the pages of reserved prefixes', () => {
    let app: TestApp;
    let olga: SiteVisitor;
    let root: SiteVisitor;
    let anybody: SiteVisitor;
    before(async () => {
      app = await start();
      for (const name of ['olga', 'pavel']) await app.person(name);
      await app.person('root', true);
      await app.organization('acme', 'olga');
      await app.push(await app.key('acme'), buildPackage({ id: 'Acme.Http', version: '1.0.0' }));
      await ownPackages(app, ['Acme.Old'], { owners: ['pavel'] });
      [olga, root, anybody] = [await visitorOf(app, 'olga'), await visitorOf(app, 'root'), siteVisitor(app.url)];
    });

    it('ask: what is wrong stands beside its field, what was typed stays', async () => {
      let page = await olga.get('/account/prefixes');
      assert.equal(page.heading, 'Reserved prefixes');
      page = await page.submit('Ask', { For: 'acme', Prefix: 'Ac.*', 'Why it is yours': 'Because <b>it</b> is.' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(), /at least 4 letters/);
      assert.match(page.text, /Because <b>it<\/b> is\./);
      page = await page.submit('Ask', { Prefix: 'Acme.' });
      assert.match(page.flash ?? '', /decides about Acme\.\*/);
      assert.match(page.text, /Acme\.\* acme .* Waits for an administrator/);
      assert.match((await mailTo(app, 'acme@gallery.example', 'Your request for the prefix')).text, /Acme\.\*/);
    });

    it('decide: administrators see it first, with what it changes, and grant it', async () => {
      assert.match((await root.get('/Admin')).text, /Requests for prefixes 1/);
      let page = await root.get('/Admin/Prefixes');
      const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      for (const action of ['constructor', 'conquer']) {
        assert.equal((await root.post('/Admin/Prefixes', { token, action })).status, 400, action);
      }
      page = await page.follow('Decide about Acme.*');
      assert.match(page.text, /Because <b>it<\/b> is\./);
      assert.match(page.text, /Get the mark 1 package Lose the mark 0 packages Ids under it 2/);
      page = await page.submit('Refuse the request', {});
      assert.equal(page.status, 400);
      assert.match(page.errors.join(), /Say why/);
      assert.equal(await verifiedOf(app, 'acme.http'), false);
      page = await page.submit('Grant Acme.*', { Answer: 'Welcome.' });
      assert.equal(page.flash, 'Acme.* is granted. 1 package gets the mark.');
      assert.deepEqual([await verifiedOf(app, 'acme.http'), await verifiedOf(app, 'acme.old')], [true, false]);
      assert.match((await mailTo(app, 'acme@gallery.example', 'was granted')).text, /Welcome\./);
      assert.match((await olga.get('/account/prefixes')).text, /Acme\.\* acme .* Granted Welcome\./);
    });

    it('refuse pushes of new ids with 409 and a sentence, and mark those of its owner', async () => {
      const pavels = await app.key('pavel');
      const refused = await app.push(pavels, buildPackage({ id: 'acme.Mine', version: '1.0.0' }));
      assert.equal(refused.status, 409);
      assert.equal(((await refused.json()) as { code?: string }).code ?? 'prefix_reserved', 'prefix_reserved');
      assert.match(
        refused.statusText,
        /^acme\.Mine cannot be a new id of pavel: ids that match Acme\.\* are reserved for acme/,
      );
      const rows = app.database.read.selectFrom('registrations').select('id_key').where('id_key', '=', 'acme.mine');
      assert.deepEqual(await rows.execute(), []);
      assert.equal((await app.push(pavels, buildPackage({ id: 'Acme.Old', version: '2.0.0' }))).status, 201);
      assert.equal(
        (await app.push(await app.key('acme'), buildPackage({ id: 'Acme.Sql', version: '1.0.0' }))).status,
        201,
      );
      assert.deepEqual([await verifiedOf(app, 'acme.sql'), await verifiedOf(app, 'acme.old')], [true, false]);
    });

    it('look up: anybody learns whether an id is reserved, and for whom', async () => {
      let page = await anybody.get('/prefixes');
      assert.match(page.text, /All reserved prefixes .*Acme\.\* acme Its owners/);
      page = await page.submit('Look up', { 'Package id or prefix': 'Acme.New' });
      assert.match(page.text, /Acme\.New lies under Acme\.\*, which is reserved for acme\./);
      page = await page.submit('Look up', { 'Package id or prefix': 'Other.New' });
      assert.match(page.text, /Other\.New lies under no reserved prefix/);
      assert.equal((await anybody.get('/prefixes?q=%00%3Cscript%3E&after=zzz')).status, 200);
    });

    it('change and release: first what it does, then it does it', async () => {
      let page = await root.get('/Admin/Prefixes');
      page = await page.submit('Show what it changes', { Prefix: 'Acme.*', Owners: 'nobody' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(), /nobody/);
      page = await (await root.get('/Admin/Prefixes')).follow('Change Acme.*');
      page = await page.submit('Show what it changes', { Owners: 'acme, pavel', Public: true });
      assert.match(page.text, /New ids from Anybody, without the mark Get the mark 1 package/);
      page = await page.submit('Change Acme.*');
      assert.equal(page.flash, 'Acme.* is changed. 1 package gets the mark.');
      assert.equal(await verifiedOf(app, 'acme.old'), true);
      page = await page.follow('Change Acme.*');
      assert.match(page.text, /3 packages lose the mark/);
      page = await page.submit('Release Acme.*');
      assert.equal(page.flash, 'Acme.* is released. 3 packages lose it.');
      assert.deepEqual([await verifiedOf(app, 'acme.old'), await verifiedOf(app, 'acme.http')], [false, false]);
    });

    it('withdraw: a request is taken back by its button', async () => {
      let page = await olga.get('/account/prefixes');
      page = await page.submit('Ask', { For: 'olga', Prefix: 'Olga.*', 'Why it is yours': 'That is my own name.' });
      page = await page.submit('Withdraw the request for Olga.*');
      assert.equal(page.flash, 'The request for Olga.* is withdrawn.');
      assert.ok(!page.hasButton('Withdraw the request for Olga.*'));
    });

    it('are for those whom they are for', async () => {
      assert.match((await anybody.get('/account/prefixes')).path, /^\/signin/);
      assert.equal((await olga.get('/Admin/Prefixes')).status, 403);
    });
  });
});
