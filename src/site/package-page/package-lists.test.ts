import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { appendEvent } from '../../log/append-event.ts';
import { setListed } from '../../packages/listing.ts';
import { parseVersion } from '../../nuget/version.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { attribute, elementsNamed } from '../../../test/support/html-document.ts';
import { offerManyVersions, offerPackage } from '../../../test/support/offered-packages.ts';
import { packageId } from '../../../test/support/owned-packages.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const MAX_PAGE_BYTES = 60_000;

/** Versions that the rows of the page's table lead to, in their order. */
function versionsOn(page: VisitedPage, id: string): string[] {
  const prefix = `/packages/${id}/`;
  return elementsNamed(page.root, 'table')
    .flatMap((table) => elementsNamed(table, 'a'))
    .flatMap((link) => {
      const href = attribute(link, 'href') ?? '';
      return href.startsWith(prefix) && !href.endsWith('/Manage') ? [href.slice(prefix.length)] : [];
    });
}

/** `0.0.0` … `0.99.0`, `1.0.0` …, each second one of them with a preview before it. */
function manyVersions(count: number): string[] {
  const stable = (at: number) => `${Math.floor(at / 100)}.${at % 100}.0`;
  return Array.from({ length: count }, (_, at) => (at % 2 === 0 ? stable(at) : `${stable(at + 1)}-preview.1`));
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('?tab=versions', () => {
    let app: TestApp;
    let nobody: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      nobody = siteVisitor(app.url);
      for (const count of [1, 40, 41, 5_000]) await offerManyVersions(app, `Acme.V${count}`, manyVersions(count));
    });

    for (const count of [1, 40]) {
      it(`shows ${count} in one table, the highest first`, async () => {
        const page = await nobody.get(`/packages/Acme.V${count}?tab=versions`);
        const found = versionsOn(page, `Acme.V${count}`);
        assert.equal(found.length, count);
        assert.equal(found.at(-1), '0.0.0');
        assert.equal(
          elementsNamed(page.root, 'details').filter((each) => attribute(each, 'class') === 'previews').length,
          0,
        );
        assert.ok(!page.hasLink('Lower') && !page.hasButton('Show'));
      });
    }

    it('groups more than 40 by their minor version and folds the previews', async () => {
      const page = await nobody.get('/packages/Acme.V41?tab=versions');
      assert.equal(versionsOn(page, 'Acme.V41').length, 41);
      assert.match(page.text, /0\.40 0\.40\.0/);
      assert.equal(
        elementsNamed(page.root, 'details').filter((each) => attribute(each, 'class') === 'previews').length,
        20,
      );
      assert.ok(page.hasButton('Show'));
    });

    it('leads through 5,000, none twice and none left out, on pages below 60 KB', async () => {
      const expected = manyVersions(5_000);
      const found: string[] = [];
      let page = await nobody.get('/packages/Acme.V5000?tab=versions');
      for (let pages = 0; pages < 3; pages += 1) {
        assert.ok(Buffer.byteLength(page.html) < MAX_PAGE_BYTES, `${Buffer.byteLength(page.html)} bytes`);
        found.push(...versionsOn(page, 'Acme.V5000'));
        page = await page.follow('Lower');
      }
      assert.deepEqual(found.toSorted(), expected.slice(-150).toSorted());
      assert.match(page.text, /5,000 listed/);
      const last = await nobody.get('/packages/Acme.V5000?tab=versions&before=0.2.0');
      assert.deepEqual(versionsOn(last, 'Acme.V5000'), ['0.2.0-preview.1', '0.0.0']);
      assert.ok(!last.hasLink('Lower') && last.hasLink('Highest'));
    });

    it('begins where somebody asks it to', async () => {
      const start = await nobody.get('/packages/Acme.V5000?tab=versions');
      const asked = (text: string) => start.submit('Show', { 'Begin at': text });
      assert.equal(versionsOn(await asked('3'), 'Acme.V5000')[0], '3.98.0');
      assert.equal(versionsOn(await asked('3.10'), 'Acme.V5000')[0], '3.10.0');
      assert.equal(versionsOn(await asked('3.10.0-preview.1'), 'Acme.V5000')[0], '3.10.0-preview.1');
      const odd = await asked('<x>');
      assert.match(odd.errors.join(), /<x> is no version/);
      assert.ok(versionsOn(odd, 'Acme.V5000').length > 0);
    });

    it('shows the newest 20 under the readme, and leads to the rest', async () => {
      const page = await nobody.get('/packages/Acme.V5000');
      assert.equal(versionsOn(page, 'Acme.V5000').length, 20);
      assert.equal((await page.follow('All 5,000 versions')).path, '/packages/Acme.V5000?tab=versions');
      assert.equal(versionsOn(await nobody.get('/packages/Acme.V1'), 'Acme.V1').length, 1);
    });
  });

  describe('?tab=dependencies, used-by and history', () => {
    let app: TestApp;
    let nobody: SiteVisitor;
    let olga: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      nobody = siteVisitor(app.url);
      olga = siteVisitor(app.url);
      olga.setCookie('__Host-lode_session', await app.signIn('olga'));
      const key = await app.key('olga');
      const push = async (id: string, version: string, dependencies: Record<string, string> = {}) => {
        const response = await app.push(key, buildPackage({ id, version, dependencies, readme: 'Read me.' }));
        assert.equal(response.status, 201, await response.text());
      };
      await push('Acme.Core', '1.0.0');
      await push('Acme.Core', '2.0.0');
      for (let at = 0; at < 51; at += 1)
        await push(`User.N${String(at).padStart(2, '0')}`, '1.0.0', { 'Acme.Core': '1.0.0' });
      await push('User.Old', '1.0.0', { 'acme.core': '[1.0.0]', 'Not.Here': '(,3.0.0)' });
      await push('User.Was', '1.0.0', { 'Acme.Core': '1.0.0' });
      await push('User.Was', '2.0.0');
    });

    it('says what a version needs, with links to what is here', async () => {
      const page = await nobody.get('/packages/User.Old?tab=dependencies');
      assert.match(page.text, /acme\.core exactly 1\.0\.0 \[1\.0\.0, 1\.0\.0\]/);
      assert.match(page.text, /Not\.Here not in this gallery earlier than 3\.0\.0 \(, 3\.0\.0\)/);
      assert.equal((await page.follow('acme.core')).heading, 'Acme.Core 2.0.0');
      assert.ok(!page.hasLink('Not.Here'));
      assert.match((await nobody.get('/packages/Acme.Core?tab=dependencies')).text, /No dependencies/);
    });

    it('has every package whose offered version depends on it, and whether it takes the version shown', async () => {
      const first = await nobody.get('/packages/Acme.Core/2.0.0?tab=used-by');
      assert.match(first.text, /Used by 52/);
      assert.ok(first.hasLink('User.N00') && !first.hasLink('User.Old'));
      const second = await first.follow('Next');
      assert.ok(second.hasLink('User.N50') && second.hasLink('User.Old'));
      assert.ok(!second.hasLink('User.Was') && !second.hasLink('Next'));
      assert.match(second.text, /User\.Old 1\.0\.0 exactly 1\.0\.0 No/);
      assert.match(second.text, /User\.N50 1\.0\.0 1\.0\.0 or later Yes/);
      assert.equal((await nobody.get('/packages/Acme.Core?tab=used-by&after=user%00')).status, 200);
      const old = await nobody.get('/packages/Acme.Core/1.0.0?tab=used-by&after=user.n50');
      assert.match(old.text, /User\.Old 1\.0\.0 exactly 1\.0\.0 Yes/);
    });

    it('tells everybody what happened, and nobody who did it', async () => {
      const version = parseVersion('1.0.0') ?? assert.fail();
      const change = { id: packageId('Acme.Core'), version, listed: false, reason: 'Use <2.0.0>.' };
      await setListed(app, { kind: 'operator' }, change);
      const page = await nobody.get('/packages/Acme.Core?tab=history');
      assert.match(page.text, /2\.0\.0 was published/);
      assert.ok(!page.text.includes('1.0.0 was'), 'what is unlisted is on no public list');
      await setListed(app, { kind: 'operator' }, { ...change, listed: true, reason: 'It is fine.' });
      const again = await nobody.get('/packages/Acme.Core?tab=history');
      assert.match(again.text, /1\.0\.0 was listed again: It is fine\..*1\.0\.0 was unlisted: Use <2\.0\.0>\./);
      assert.match(again.text, /2\.0\.0 was published.*1\.0\.0 was published/);
      for (const secret of ['API key', 'command line', 'operator', '127.0.0.1'])
        assert.ok(!page.text.includes(secret), secret);
      assert.ok(!page.hasLink('The whole history says who did it.'));
      const managers = await (
        await olga.get('/packages/Acme.Core?tab=history')
      ).follow('The whole history says who did it.');
      assert.equal(managers.heading, 'History of Acme.Core');
    });

    it('keeps what is held out of the past, and the words of a withdrawn version', async () => {
      await offerPackage(app, 'Acme.Past', [
        { version: '1.0.0' },
        { version: '2.0.0', state: 'held' },
        { version: '3.0.0', state: 'removed' },
      ]);
      const subject = (version: string) => `version:acme.past/${version}`;
      const author = { at: app.clock.now(), actor: null, onBehalfOf: null, credential: 'system' };
      await app.database.mutation(async (tx) => {
        for (const version of ['1.0.0', '2.0.0', '3.0.0'])
          await appendEvent(tx, {
            ...author,
            kind: 'version_published',
            subject: subject(version),
            data: { listed: true },
          });
        await appendEvent(tx, {
          ...author,
          kind: 'version_unlisted',
          subject: subject('3.0.0'),
          data: { reason: 'Leaks keys.' },
        });
        await appendEvent(tx, {
          ...author,
          kind: 'version_state_changed',
          subject: subject('3.0.0'),
          data: { from: 'available', to: 'removed', reason: 'For the desk.' },
        });
      });
      const { text } = await nobody.get('/packages/Acme.Past?tab=history');
      assert.match(text, /3\.0\.0 was removed by an administrator/);
      assert.match(text, /1\.0\.0 was published/);
      for (const hidden of ['2.0.0 was', 'Leaks keys', 'For the desk']) assert.ok(!text.includes(hidden), hidden);
    });
  });
});
