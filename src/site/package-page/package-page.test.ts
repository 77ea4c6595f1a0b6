import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { attribute, elementsNamed } from '../../../test/support/html-document.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { offerPackage } from '../../../test/support/offered-packages.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

/** What a page says of itself in its head. */
function meta(page: VisitedPage, name: string): string | undefined {
  const found = elementsNamed(page.root, 'meta').find(
    (each) => attribute(each, 'property') === name || attribute(each, 'name') === name,
  );
  return found && attribute(found, 'content');
}

function canonical(page: VisitedPage): string | undefined {
  const link = elementsNamed(page.root, 'link').find((each) => attribute(each, 'rel') === 'canonical');
  return link && attribute(link, 'href');
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('GET /packages/:id/:version, by who looks at what', () => {
    let app: TestApp;
    const viewers = new Map<string, SiteVisitor>();
    before(async () => {
      app = await startTestApp();
      for (const name of ['olga', 'carla', 'stan']) await app.person(name);
      await app.person('root', true);
      await app.organization('acme', 'olga');
      const membership = {
        organizationId: (await requireAccount(app.database, 'acme')).id,
        personId: (await requireAccount(app.database, 'carla')).id,
      };
      await app.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
      await offerPackage(
        app,
        'Acme.Http',
        [
          { version: '1.0.0' },
          { version: '1.1.0', listed: false },
          { version: '1.2.0', state: 'held' },
          { version: '1.3.0', state: 'quarantined', manifest: { description: 'Steals what it finds.' } },
          { version: '1.4.0', state: 'removed' },
        ],
        ['acme'],
      );
      viewers.set('nobody', siteVisitor(app.url));
      for (const name of ['stan', 'olga', 'carla', 'root']) viewers.set(name, await visitorOf(app, name));
    });

    const get = async (who: string, path: string) => {
      const visitor = viewers.get(who);
      assert.ok(visitor);
      return visitor.get(path);
    };

    it('counts as many versions as the viewer’s table has rows', async () => {
      for (const [who, count] of [
        ['nobody', 1],
        ['olga', 5],
        ['root', 5],
      ] as const) {
        const page = await get(who, '/packages/Acme.Http?tab=versions');
        assert.match(page.text, new RegExp(`Versions ${count}\\b`), who);
        assert.equal(page.html.match(/<th scope="row"/g)?.length, count, who);
      }
    });

    const outcomes: readonly [version: string, rest: string, owners: string, root: string][] = [
      ['1.0.0', 'shown', 'shown', 'shown'],
      ['1.1.0', 'marked', 'marked', 'marked'],
      ['1.2.0', 'unknown', 'marked', 'marked'],
      ['1.3.0', 'withdrawn', 'marked', 'marked'],
      ['1.4.0', 'withdrawn', 'withdrawn', 'marked'],
    ];
    /** What a page makes of a version: judged by what is on it, and by what search engines are told. */
    const outcomeOf = (page: VisitedPage, version: string) => {
      assert.equal(page.status, 200);
      if (page.text.includes(`has no version ${version}`)) return 'unknown';
      const isHidden = meta(page, 'robots') === 'noindex';
      if (/was withdrawn by an administrator/.test(page.text)) return isHidden ? 'withdrawn' : 'withdrawn and found';
      assert.ok(page.copied('command-cli-text').endsWith(`--version ${version}`));
      return isHidden ? 'marked' : 'shown';
    };
    for (const [version, rest, owners, root] of outcomes) {
      it(`shows ${version} to each as the table of visibility says`, async () => {
        const expected = { nobody: rest, stan: rest, olga: owners, carla: owners, root };
        const found: Record<string, string> = {};
        for (const who of Object.keys(expected)) {
          found[who] = outcomeOf(await get(who, `/packages/Acme.Http/${version}`), version);
        }
        assert.deepEqual(found, expected);
      });
    }

    it('says nothing of a withdrawn package to those who may not see it', async () => {
      const page = await get('nobody', '/packages/Acme.Http/1.3.0');
      assert.ok(!page.html.includes('Steals'));
      assert.ok(!page.hasLink('Download package'));
      assert.match((await get('olga', '/packages/Acme.Http/1.3.0')).text, /Steals what it finds/);
    });

    it('lists versions without the unlisted, but says how many there are; managers see each with its state', async () => {
      for (const who of ['nobody', 'stan']) {
        const page = await get(who, '/packages/Acme.Http?tab=versions');
        assert.ok(page.hasLink('1.0.0'));
        for (const version of ['1.1.0', '1.2.0', '1.3.0', '1.4.0']) assert.ok(!page.hasLink(version), version);
        assert.match(page.text, /1 version is unlisted/);
        assert.ok(!page.html.includes('Under review'));
      }
      for (const who of ['olga', 'carla', 'root']) {
        const page = await get(who, '/packages/Acme.Http?tab=versions');
        assert.match(page.text, /1\.4\.0.* Removed.*1\.3\.0.* Quarantined.*1\.2\.0.* Under review.*1\.1\.0.* Unlisted/);
        assert.match(page.text, /1\.0\.0.* Listed/);
        const link = elementsNamed(page.root, 'a').find((each) => attribute(each, 'class') === 'badge-link');
        assert.equal(link && attribute(link, 'href'), '/packages/Acme.Http/1.1.0/Manage');
      }
    });

    it('says that a version is unlisted, and to whoever may change it where', async () => {
      const sentence =
        /Acme\.Http 1\.1\.0 is unlisted: it does not show in search, but builds that use it keep restoring it\./;
      for (const who of ['nobody', 'olga', 'carla', 'root']) {
        const page = await get(who, '/packages/Acme.Http/1.1.0');
        assert.match(page.text, sentence);
        assert.equal(page.hasLink('Change in Manage'), who !== 'nobody');
        assert.equal(page.hasLink('Manage package'), who !== 'nobody');
      }
    });
  });

  describe('GET /packages/:id', () => {
    let app: TestApp;
    let nobody: SiteVisitor;
    let olga: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      [nobody, olga] = [siteVisitor(app.url), await visitorOf(app, 'olga')];
      await offerPackage(
        app,
        'Acme.Http',
        [
          {
            version: '1.0.0',
            deprecation: {
              reasons: ['CriticalBugs'],
              message: '<b>Loses</b> letters.',
              alternate: { id: 'Acme.Net', range: '[2.0.0, )' },
            },
          },
          {
            version: '2.0.0',
            nupkg: buildPackage({ id: 'Acme.Http', version: '2.0.0' }),
            manifest: {
              tags: ['http', '<script>'],
              license: { type: 'expression', value: 'MIT OR Apache-2.0' },
              projectUrl: 'javascript:alert(1)',
              releaseNotes: 'See https://acme.example/new. Not javascript:alert(1).',
            },
          },
          { version: '2.1.0-beta.1' },
          { version: '3.0.0', listed: false },
          { version: '3.1.0-rc.1', listed: false },
        ],
        ['olga'],
      );
      await offerPackage(
        app,
        'Acme.Gone',
        [
          { version: '1.0.0', listed: false },
          { version: '1.5.0-beta', listed: false },
          { version: '2.0.0', state: 'held' },
        ],
        ['olga'],
      );
      await offerPackage(app, 'Acme.Held', [{ version: '1.0.0', state: 'held' }], ['olga']);
      await offerPackage(app, 'Acme.Bad', [{ version: '1.0.0', state: 'quarantined' }], ['olga']);
    });

    it('stands for the version that is offered, and says where the page really is', async () => {
      const page = await nobody.get('/packages/acme.http');
      assert.equal(page.heading, 'Acme.Http 2.0.0');
      assert.equal(meta(page, 'og:title'), 'Acme.Http 2.0.0');
      assert.equal(canonical(page), 'https://gallery.example/packages/Acme.Http');
      assert.equal(meta(page, 'robots'), undefined);
      assert.equal(
        canonical(await nobody.get('/packages/Acme.Http/1.0.0')),
        'https://gallery.example/packages/Acme.Http/1.0.0',
      );
      assert.ok(!page.hasLink('Manage package'));
      assert.match(page.text, /A newer preview exists: 2\.1\.0-beta\.1/);
    });

    it('stands for the highest version there is to be seen where nothing is listed', async () => {
      const page = await nobody.get('/packages/Acme.Gone');
      assert.equal(page.heading, 'Acme.Gone 1.5.0-beta');
      assert.equal(meta(page, 'robots'), 'noindex');
      assert.match((await nobody.get('/packages/Acme.Gone?tab=versions')).text, /No version is listed/);
      assert.equal((await olga.get('/packages/Acme.Gone')).heading, 'Acme.Gone 2.0.0');
      assert.equal((await nobody.get('/packages/Acme.Bad')).heading, 'Acme.Bad 1.0.0');
    });

    it('answers 404 for what nobody may see as for what never was, with a search for it', async () => {
      const pages = await Promise.all(['Acme.Held', 'Acme.None'].map((id) => nobody.get(`/packages/${id}`)));
      for (const [page, id] of [
        [pages[0], 'Acme.Held'],
        [pages[1], 'Acme.None'],
      ] as const) {
        assert.equal(page?.status, 404);
        assert.equal(page.heading, `No package is named ${id}`);
      }
      assert.equal(pages[0]?.html.replaceAll('Acme.Held', 'Acme.None').length, pages[1]?.html.length);
      const found = elementsNamed(pages[1]?.root ?? assert.fail(), 'input').find(
        (each) => attribute(each, 'id') === 'search-instead',
      );
      assert.equal(found && attribute(found, 'value'), 'Acme.None');
      assert.equal((await olga.get('/packages/Acme.Held')).status, 200);
      assert.equal((await nobody.get('/packages/%3Cb%3E')).status, 404);
    });

    it('leads every spelling of a version to its one address, with the query', async () => {
      const spellings = ['2.0', '2.0.0.0', '02.0.0', '2.0.0+build'];
      for (const spelling of spellings) {
        const response = await fetch(`${app.url}/packages/Acme.Http/${encodeURIComponent(spelling)}?tab=versions`, {
          redirect: 'manual',
        });
        assert.equal(response.status, 301, spelling);
        assert.equal(response.headers.get('location'), '/packages/Acme.Http/2.0.0?tab=versions');
      }
      const beta = await fetch(`${app.url}/packages/Acme.Http/2.1.0-BETA.1`, { redirect: 'manual' });
      assert.equal(beta.headers.get('location'), '/packages/Acme.Http/2.1.0-beta.1');
    });

    it('shows the offered version in place of one that there is not, and says so', async () => {
      for (const asked of ['9.9.9', 'nonsense']) {
        const page = await nobody.get(`/packages/Acme.Http/${asked}`);
        assert.equal(page.status, 200);
        assert.equal(page.heading, 'Acme.Http 2.0.0');
        assert.match(
          page.text,
          new RegExp(`Acme\\.Http has no version ${asked}\\. This is 2\\.0\\.0, the version that it offers\\.`),
        );
      }
    });

    it('answers DELETE with 405 and what it takes', async () => {
      const response = await fetch(`${app.url}/packages/Acme.Http/2.0.0`, { method: 'DELETE' });
      assert.equal(response.status, 405);
      assert.match(response.headers.get('allow') ?? '', /^GET\b/);
    });

    const latest: readonly [path: string, version: string][] = [
      ['/packages/Acme.Http/latest', '2.0.0'],
      ['/packages/Acme.Http/latest/prerelease', '2.1.0-beta.1'],
      ['/packages/Acme.Http/latest/prerelease/BETA', '2.1.0-beta.1'],
      ['/packages/Acme.Http/latest/prerelease/rc', '2.1.0-beta.1'],
      ['/packages/Acme.Http/latest/prerelease/%25', '2.1.0-beta.1'],
      ['/packages/Acme.Http/absoluteLatest', '2.1.0-beta.1'],
      ['/packages/Acme.Gone/latest', '1.5.0-beta'],
    ];
    for (const [path, version] of latest) {
      it(`means ${version} by ${path}`, async () => {
        const page = await nobody.get(path);
        assert.equal(page.status, 200);
        assert.equal(meta(page, 'og:title'), `${path.split('/')[2]} ${version}`);
      });
    }

    it('says that a version is deprecated, why, and what to use, as text', async () => {
      const page = await nobody.get('/packages/Acme.Http/1.0.0');
      assert.match(
        page.text,
        /Acme\.Http 1\.0\.0 is deprecated: it has critical bugs\. Use Acme\.Net 2\.0\.0 or later instead\./,
      );
      assert.match(page.text, /<b>Loses<\/b> letters\./);
      assert.match(page.text, /Also: newer version/);
    });

    it('makes no link of what is no web address, and none of its text a tag', async () => {
      const page = await nobody.get('/packages/Acme.Http?tab=release-notes');
      const links = elementsNamed(page.root, 'a').map((each) => attribute(each, 'href'));
      assert.ok(links.includes('https://acme.example/new'));
      assert.ok(links.every((href) => !href?.startsWith('javascript')));
      assert.ok(!page.html.includes('<script>,'));
      assert.ok(page.hasLink('<script>'));
    });

    it('has a document for each of its parts', async () => {
      const titles = {
        versions: 'Versions',
        dependencies: 'Dependencies',
        frameworks: 'Frameworks',
        'used-by': 'Used by',
        files: 'Files',
        'release-notes': 'Release notes',
        history: 'History',
      };
      for (const [tab, title] of Object.entries(titles)) {
        const page = await nobody.get(`/packages/Acme.Http/2.0.0?tab=${tab}`);
        assert.equal(page.status, 200, tab);
        assert.equal(page.title, `${title} of Acme.Http 2.0.0 · Lode`);
        const current = elementsNamed(page.root, 'a').filter((each) => attribute(each, 'aria-current') === 'page');
        assert.equal(current.length, 1);
        assert.equal(attribute(current[0] ?? assert.fail(), 'href'), `/packages/Acme.Http/2.0.0?tab=${tab}`);
      }
      assert.equal((await nobody.get('/packages/Acme.Http?tab=nonsense')).title, 'Acme.Http 2.0.0 · Lode');
    });

    it('leads from a licence to its parts, and from there to their texts', async () => {
      const page = await (await nobody.get('/packages/Acme.Http')).follow('Apache-2.0');
      assert.equal(page.path, '/packages/Acme.Http/2.0.0/license');
      assert.match(page.text, /MIT OR Apache-2\.0 You may choose one of these licences\./);
      const links = elementsNamed(page.root, 'a').map((each) => attribute(each, 'href'));
      assert.ok(links.includes('https://spdx.org/licenses/Apache-2.0.html'));
      assert.match((await nobody.get('/packages/Acme.Http/1.0.0/license')).text, /No licence/);
      for (const path of ['Acme.Http/9.9.9', 'Acme.Bad/1.0.0', 'Acme.Held/1.0.0']) {
        assert.equal((await nobody.get(`/packages/${path}/license`)).status, 404, path);
      }
    });
  });

  describe('the page of a package in a private gallery', () => {
    it('is for those who are signed in', async () => {
      const app = await startTestApp({ LODE_READ: 'private' });
      await app.person('olga');
      await offerPackage(app, 'Acme.Http', [{ version: '1.0.0' }], ['olga']);
      const nobody = siteVisitor(app.url);
      for (const path of [
        '/packages/Acme.Http',
        '/packages/Acme.None',
        '/packages/Acme.Http/latest',
        '/packages/Acme.Http/1.0.0/license',
      ]) {
        const page = await nobody.get(path);
        assert.equal(page.heading, 'Sign in', path);
        assert.ok(!page.html.includes('dotnet add'));
      }
      assert.equal((await (await visitorOf(app, 'olga')).get('/packages/Acme.Http')).heading, 'Acme.Http 1.0.0');
    });
  });
});
