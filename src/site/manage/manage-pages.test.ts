import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { attribute, elementsNamed, textOf } from '../../../test/support/html-document.ts';
import { ownPackages } from '../../../test/support/owned-packages.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

const SECTIONS = ['Owners', 'Deprecation', 'Listing', 'Documentation', 'Reserved prefix', 'History'];
const MANAGE = '/packages/Acme.Http/Manage';
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0-beta.1', '2.0.0'];

function sectionsOf(page: VisitedPage) {
  return elementsNamed(page.root, 'details')
    .filter((each) => attribute(each, 'class') === 'section')
    .map((each) => ({
      title: textOf(elementsNamed(each, 'h2')[0] ?? each),
      summary: textOf(elementsNamed(each, 'summary')[0] ?? each),
      isOpen: attribute(each, 'open') !== undefined,
    }));
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);
  let app: TestApp;
  let olga: SiteVisitor;
  let carl: SiteVisitor;
  let mina: SiteVisitor;
  let root: SiteVisitor;
  const start = async () => {
    app = await startTestApp();
    for (const name of ['olga', 'carl', 'mina']) await app.person(name);
    await app.person('root', true);
    await app.organization('acme', 'olga');
    const account = (name: string) =>
      app.database.read.selectFrom('accounts').select('id').where('name_key', '=', name).executeTakeFirstOrThrow();
    const [organization, person] = [await account('acme'), await account('carl')];
    await app.database.transaction((tx) =>
      tx
        .insertInto('memberships')
        .values({ organization_id: organization.id, person_id: person.id, role: 'collaborator', created_at: 1 })
        .execute(),
    );
    await ownPackages(app, ['Acme.Http'], { owners: ['acme'], versions: VERSIONS });
    [olga, carl, mina, root] = [
      await visitorOf(app, 'olga'),
      await visitorOf(app, 'carl'),
      await visitorOf(app, 'mina'),
      await visitorOf(app, 'root'),
    ];
  };
  const unlisted = async () => {
    const rows = await app.database.read
      .selectFrom('versions')
      .select(['version_key', 'listing_reason'])
      .where('listed', '=', 0)
      .orderBy('sort_key')
      .execute();
    return rows.map((row) =>
      row.listing_reason === null ? row.version_key : `${row.version_key}: ${row.listing_reason}`,
    );
  };
  const logLength = async () => {
    const events = await app.database.scan.selectFrom('events').select('seq').execute();
    const entries = await app.database.scan.selectFrom('catalog_entries').select('seq').execute();
    return [events.length, entries.length];
  };

  describe('GET /packages/{id}/Manage', () => {
    before(start);

    it('has every section by its name with its state, closed', async () => {
      const page = await olga.get(MANAGE);
      assert.equal(page.status, 200);
      assert.equal(page.heading, 'Manage Acme.Http 2.0.0');
      const sections = sectionsOf(page);
      assert.deepEqual(
        sections.map(({ title }) => title),
        SECTIONS,
      );
      assert.ok(sections.every(({ isOpen }) => !isOpen));
      assert.match(sections[0]?.summary ?? '', /Owners acme$/);
      assert.match(sections[1]?.summary ?? '', /No version deprecated/);
      assert.match(sections[2]?.summary ?? '', /4 listed, 0 unlisted/);
      assert.match(sections[5]?.summary ?? '', /published/);
    });

    it('is about the version that is asked for, in any spelling, or else the one that is offered', async () => {
      assert.equal((await olga.get('/packages/ACME.http/1.0/manage/')).heading, 'Manage Acme.Http 1.0.0');
      const unknown = await olga.get('/packages/Acme.Http/9.9.9/Manage');
      assert.equal(unknown.heading, 'Manage Acme.Http 2.0.0');
      assert.match(unknown.text, /no such version/);
      const page = await (await olga.get(MANAGE)).submit('Show', { Version: '1.1.0' });
      assert.equal(page.heading, 'Manage Acme.Http 1.1.0');
    });

    it('is for owners and their members and administrators; 403, 404 and the sign-in for the others', async () => {
      for (const [who, mayChangeOwners] of [
        [olga, true],
        [carl, false],
        [root, true],
      ] as const) {
        const page = await who.get(MANAGE);
        assert.equal(page.status, 200);
        assert.equal(page.hasButton('Invite'), mayChangeOwners);
        assert.equal(page.hasButton('Save'), true);
      }
      for (const path of ['', '/listing', '/deprecation'].map((under) => MANAGE + under)) {
        assert.equal((await mina.get(path)).status, 403, path);
        assert.equal((await siteVisitor(app.url).get(path)).path.split('?')[0], '/signin', path);
        assert.equal((await olga.get(path.replace('Acme.Http', 'Acme.None'))).status, 404, path);
      }
    });

    it('is where the old addresses lead, permanently, for whoever may manage', async () => {
      const location = async (path: string, who: SiteVisitor) => {
        const answer = await fetch(app.url + path, {
          redirect: 'manual',
          headers: { cookie: `__Host-lode_session=${who.cookie('lode_session')}` },
        });
        return [answer.status, answer.headers.get('location')];
      };
      assert.deepEqual(await location('/packages/acme.http/1.0.0/Delete', olga), [
        301,
        '/packages/Acme.Http/1.0.0/Manage',
      ]);
      assert.deepEqual(await location('/packages/Acme.Http/1.0.0/Edit', carl), [
        301,
        '/packages/Acme.Http/1.0.0/Manage',
      ]);
      assert.deepEqual(await location('/packages/Acme.Http/ManagePackageOwners', olga), [
        301,
        '/packages/Acme.Http/Manage?open=owners',
      ]);
      assert.equal((await location('/packages/Acme.Http/1.0.0/Delete', mina))[0], 403);
      const stranger = await siteVisitor(app.url).get('/packages/Acme.Http/1.0.0/Delete');
      assert.match(stranger.path, /^\/signin\?.*Delete/);
    });

    it('says beside the box what it would bring about', async () => {
      const page = await olga.get(`${MANAGE}?open=listing`);
      assert.ok(sectionsOf(page).find(({ title }) => title === 'Listing')?.isOpen);
      assert.match(page.text, /1\.1\.0 becomes the latest version\./);
      assert.match(page.text, /No package here depends on Acme\.Http\./);
      assert.match(page.text, /2\.0\.\* may still pick it/);
      assert.match(page.text, /never deleted/);
      assert.match((await olga.get('/packages/Acme.Http/1.0.0/Manage')).text, /2\.0\.0 stays the latest version/);
    });
  });

  describe('POST /packages/{id}/{version}/UpdateListed', () => {
    before(start);
    const box = 'List in search results';
    const reasonField = 'Reason, shown to everyone';

    it('unlists, says so, and offers to take it back', async () => {
      let page = await (
        await olga.get('/packages/Acme.Http/2.0.0/Manage')
      ).submit('Save', { [box]: false, [reasonField]: 'Broken\ton Linux' });
      assert.match(page.flash ?? '', /^Acme\.Http 2\.0\.0 is unlisted\. It is gone from search, and builds/);
      assert.deepEqual(await unlisted(), ['2.0.0: Broken on Linux']);
      assert.match(page.text, /3 listed, 1 unlisted/);
      assert.ok(sectionsOf(page).find(({ title }) => title === 'Listing')?.isOpen);
      assert.match(page.text, /2\.0\.0 becomes the latest version/);
      page = await page.submit('Undo');
      assert.match(page.flash ?? '', /is listed\./);
      assert.deepEqual(await unlisted(), []);
    });

    it('changes the reason alone, and nothing where nothing changes', async () => {
      const at = '/packages/Acme.Http/1.0.0/Manage';
      await (await olga.get(at)).submit('Save', { [box]: false });
      const [events, entries] = await logLength();
      let page = await (await olga.get(at)).submit('Save', { [reasonField]: 'Too old' });
      assert.deepEqual([await unlisted(), await logLength()], [['1.0.0: Too old'], [(events ?? 0) + 1, entries]]);
      page = await (await olga.get(at)).submit('Save');
      assert.match(page.flash ?? '', /unlisted already: nothing changed/);
      assert.equal(page.hasButton('Undo'), false);
      assert.deepEqual(await logLength(), [(events ?? 0) + 1, entries]);
      await (await olga.get(at)).submit('Save', { [box]: true });
    });

    it('shows the form again when somebody else was faster, with what was typed', async () => {
      const at = '/packages/Acme.Http/1.1.0/Manage';
      const [first, second] = [await olga.get(at), await root.get(at)];
      await first.submit('Save', { [box]: false, [reasonField]: 'By olga' });
      const stale = await second.submit('Save', { [box]: false, [reasonField]: 'By root' });
      assert.equal(stale.status, 409);
      assert.match(stale.errors.join(' '), /Somebody changed the listing of 1\.1\.0/);
      assert.deepEqual(await unlisted(), ['1.1.0: By olga']);
      assert.match(stale.html, /value="By root"/);
      await stale.submit('Save');
      assert.deepEqual(await unlisted(), ['1.1.0: By root']);
      await (await olga.get(at)).submit('Save', { [box]: true });
    });

    it('is refused to forged forms, strangers, and for a locked id, and changes nothing', async () => {
      const path = '/packages/Acme.Http/2.0.0/UpdateListed';
      const before = await logLength();
      assert.equal((await olga.post(path, {})).status, 400);
      assert.equal((await olga.post(path, { token: 'made up' })).status, 400);
      const token = attribute(
        elementsNamed((await mina.get('/account')).root, 'input').find((each) => attribute(each, 'name') === 'token') ??
          assert.fail(),
        'value',
      );
      assert.equal((await mina.post(path, { token: token ?? '' })).status, 403);
      const form = await olga.get('/packages/Acme.Http/2.0.0/Manage');
      await app.database.transaction((tx) => tx.updateTable('registrations').set({ locked_at: 1 }).execute());
      const refused = await form.submit('Save', { [box]: false });
      assert.equal(refused.status, 403);
      assert.match(refused.errors.join(' '), /locked/);
      assert.equal(refused.hasButton('Save'), false);
      await app.database.transaction((tx) => tx.updateTable('registrations').set({ locked_at: null }).execute());
      const long = await (
        await olga.get('/packages/Acme.Http/2.0.0/Manage')
      ).submit('Save', { [box]: false, [reasonField]: 'x'.repeat(301) });
      assert.deepEqual([long.status, long.errors.length], [400, 2]);
      assert.deepEqual([await unlisted(), await logLength()], [[], before]);
    });

    it('takes a version in any spelling, and refuses one that is not there', async () => {
      const form = await olga.get('/packages/Acme.Http/2.0.0-BETA.1/Manage');
      await form.submit('Save', { [box]: false });
      assert.deepEqual(await unlisted(), ['2.0.0-beta.1']);
      const token = /name="token" value="([^"]+)"/.exec(form.html)?.[1] ?? '';
      for (const version of ['7.0.0', 'not-one', '%3Cscript%3E']) {
        assert.equal((await olga.post(`/packages/Acme.Http/${version}/UpdateListed`, { token })).status, 404, version);
      }
      const page = await olga.post('/packages/acme.HTTP/2.0.0.0-beta.1+x/UpdateListed', { token, listed: 'true' });
      assert.match(page.flash ?? '', /is listed/);
      assert.deepEqual(await unlisted(), []);
    });
  });

  describe('/packages/{id}/Manage/listing', () => {
    before(start);

    it('previews a choice by rule, does it, and takes it back', async () => {
      let page = await olga.get(`${MANAGE}/listing`);
      assert.match(page.text, /4 listed, 0 unlisted/);
      const before = await logLength();
      page = await page.submit('Preview unlisting', {
        'Which versions': 'By pattern',
        'Pattern, range or time': '1.*',
        'Reason, shown to everyone': 'Old',
      });
      assert.equal(page.heading, 'Unlist 2 versions of Acme.Http');
      assert.match(page.text, /2 versions that match 1\.\* are unlisted, all in one step/);
      assert.match(page.text, /2\.0\.0 stays the latest version/);
      assert.match(page.text, /1\.1\.0, 1\.0\.0/);
      assert.deepEqual(await logLength(), before);
      page = await page.submit('Unlist 2 versions');
      assert.equal(page.flash, '2 versions of Acme.Http are unlisted. Undo');
      assert.deepEqual(await unlisted(), ['1.0.0: Old', '1.1.0: Old']);
      page = await page.submit('Undo');
      assert.equal(page.heading, 'List 2 versions of Acme.Http');
      page = await page.submit('List 2 versions');
      assert.match(page.flash ?? '', /^2 versions of Acme\.Http are listed\./);
      assert.deepEqual(await unlisted(), []);
      assert.match(
        (await olga.get(`${MANAGE}/listing`)).text,
        /Recent changes of many versions 2 versions listed just now/,
      );
    });

    it('takes ticked versions, also from elsewhere, and says what is missing beside its field', async () => {
      let page = await (
        await carl.get(`${MANAGE}/listing`)
      ).submit('Preview unlisting', { '2.0.0': true, '2.0.0-beta.1': true });
      assert.equal(page.heading, 'Unlist 2 versions of Acme.Http');
      assert.match(page.text, /1\.1\.0 becomes the latest version/);
      page = await (await olga.get(`${MANAGE}/listing`)).submit('Preview unlisting');
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /No version is chosen/);
      page = await (
        await olga.get(`${MANAGE}/listing`)
      ).submit('Preview unlisting', { 'Which versions': 'By range', 'Pattern, range or time': '1.*' });
      assert.match(page.errors.join(' '), /choose by pattern/);
      assert.match(page.html, /value="1\.\*"/);
      page = await (
        await olga.get(`${MANAGE}/listing`)
      ).submit('Preview relisting', { 'Which versions': 'All previews' });
      assert.equal(page.heading, 'List 0 versions of Acme.Http');
      assert.equal(page.hasButton('List 0 versions'), false);
    });

    it('does nothing when the preview has become stale, and shows it again', async () => {
      const choice = { 'Which versions': 'By pattern', 'Pattern, range or time': '*' };
      const preview = await (await olga.get(`${MANAGE}/listing`)).submit('Preview unlisting', choice);
      await (await root.get('/packages/Acme.Http/1.0.0/Manage')).submit('Save', { 'List in search results': false });
      const stale = await preview.submit('Unlist 4 versions');
      assert.equal(stale.status, 409);
      assert.match(stale.text, /Nothing was changed\./);
      assert.deepEqual(await unlisted(), ['1.0.0']);
      const done = await stale.submit('Unlist 3 versions');
      assert.match(done.flash ?? '', /3 versions of Acme\.Http are unlisted\. Nothing of it is listed any more\./);
      const undone = await (await done.submit('Undo')).submit('List 3 versions');
      assert.match(undone.flash ?? '', /2\.0\.0 is the latest version now/);
      assert.deepEqual(await unlisted(), ['1.0.0']);
      assert.equal((await mina.post(`${MANAGE}/listing`, { batch: 'x' })).status, 400);
    });
  });

  describe('/packages/{id}/Manage/deprecation', () => {
    before(start);
    const deprecated = async () => {
      const rows = await app.database.read
        .selectFrom('versions')
        .select(['version_key', 'deprecation'])
        .where('deprecation', 'is not', null)
        .orderBy('sort_key')
        .execute();
      return rows.map((row) => [row.version_key, JSON.parse(row.deprecation ?? '') as unknown]);
    };
    const SAVE = 'Save the deprecation of 2.0.0';

    it('deprecates one version on Manage, and takes it back', async () => {
      let page = await (
        await olga.get(MANAGE)
      ).submit(SAVE, { Legacy: true, 'Use instead: package': 'acme.http', 'Use instead: version': '1.0' });
      assert.equal(page.flash, 'Acme.Http 2.0.0 is deprecated for legacy.');
      assert.deepEqual(await deprecated(), [
        ['2.0.0', { reasons: ['Legacy'], alternate: { id: 'Acme.Http', range: '[1.0.0, )' } }],
      ]);
      assert.match(page.text, /1 version deprecated/);
      page = await page.submit(SAVE, { Legacy: false, 'Use instead: package': '', 'Use instead: version': '' });
      assert.equal(page.flash, 'Acme.Http 2.0.0 is deprecated no more.');
      assert.deepEqual(await deprecated(), []);
    });

    it('says every mistake beside its field and keeps what was typed; a form that is old is shown again', async () => {
      const old = await olga.get(MANAGE);
      let page = await old.submit(SAVE, { Other: true, 'Use instead: package': 'Acme.Nothing' });
      assert.equal(page.status, 400);
      assert.match(page.errors.join(' '), /no package named Acme\.Nothing here/);
      assert.match(page.errors.join(' '), /Say what the other reason is/);
      assert.match(page.html, /value="Acme\.Nothing"/);
      assert.ok(sectionsOf(page).find(({ title }) => title === 'Deprecation')?.isOpen);
      await (await root.get(MANAGE)).submit(SAVE, { Legacy: true });
      page = await old.submit(SAVE, { 'Critical bugs': true });
      assert.equal(page.status, 409);
      assert.deepEqual(await deprecated(), [['2.0.0', { reasons: ['Legacy'] }]]);
      page = await page.submit(SAVE);
      assert.deepEqual(await deprecated(), [['2.0.0', { reasons: ['CriticalBugs'] }]]);
    });

    it('deprecates a range after a preview, and what is pushed into it later until the rule is removed', async () => {
      let page = await (
        await carl.get(`${MANAGE}/deprecation`)
      ).submit('Preview', {
        'Which versions': 'By range',
        'Pattern, range or time': '(, 2.0)',
        'Also versions that are pushed into the range later': true,
        Legacy: true,
        Message: 'Use 2.0.',
      });
      assert.equal(page.heading, 'Deprecate 3 versions of Acme.Http');
      assert.match(page.text, /3 versions in the range \(, 2\.0\) are deprecated for legacy/);
      assert.match(page.text, /pushed into \(, 2\.0\.0\) later/);
      page = await page.submit('Deprecate 3 versions');
      assert.match(
        page.flash ?? '',
        /3 versions of Acme\.Http are deprecated for legacy\. So is every later version in \(, 2\.0\.0\)\./,
      );
      assert.equal((await deprecated()).length, 4);
      assert.match(page.text, /Rules for versions that are pushed later/);
      page = await page.submit('Remove the rule for (, 2.0.0)', {
        'Also take back what it says of versions now': true,
      });
      assert.match(page.flash ?? '', /no longer deprecated by themselves\. 3 versions are deprecated no more\./);
      assert.equal((await deprecated()).length, 1);
    });
  });
});
