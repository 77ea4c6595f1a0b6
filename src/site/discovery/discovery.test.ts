import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { attribute, elementsNamed, textOf } from '../../../test/support/html-document.ts';
import { buildPackage, type TestPackage } from '../../../test/support/package-builder.ts';
import { seedVersions } from '../../../test/support/seed-rows.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { advanceRevision } from '../../packages/registrations.queries.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const HOSTILE = `"><script>alert(1)</script>\u202Eevil\u0000 ${'x'.repeat(3_900)}`;

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

async function publish(app: TestApp, key: string, ...packages: TestPackage[]): Promise<void> {
  for (const each of packages) {
    const { status } = await app.push(key, buildPackage(each));
    assert.equal(status, 201, each.id);
  }
}

async function unlist(app: TestApp, key: string, id: string, version: string): Promise<void> {
  const headers = { 'x-nuget-apikey': key };
  const { status } = await fetch(`${app.url}/api/v2/package/${id}/${version}`, { method: 'DELETE', headers });
  assert.equal(status, 204);
}

/** The ids of a list, in its order. */
function idsOf({ root }: VisitedPage): string[] {
  const rows = elementsNamed(root, 'article');
  return rows.map((row) => textOf(elementsNamed(row, 'a')[0] ?? row));
}

function robotsOf({ root }: VisitedPage): string | undefined {
  const meta = elementsNamed(root, 'meta').find((each) => attribute(each, 'name') === 'robots');
  return meta && attribute(meta, 'content');
}

/** More than a query may have. */
const manyWords = Array.from({ length: 100 }, (_, index) => `w${index}`);

const file = (framework: string) => ({ files: { [`lib/${framework}/_._`]: '' } });

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('finding packages', () => {
    let app: TestApp;
    let key: string;
    let nobody: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      nobody = siteVisitor(app.url);
      await app.person('olga');
      await app.organization('acme', 'olga');
      key = await app.key('acme');
      await publish(
        app,
        key,
        { id: 'Acme.Http', version: '1.0.0', tags: 'http web', description: 'A client for JSON.', ...file('net8.0') },
        { id: 'Acme.Json', version: '1.0.0', license: 'Apache-2.0', ...file('netstandard2.0') },
        { id: 'Acme.Preview', version: '1.0.0-beta', description: 'Not json yet.', ...file('net45') },
        { id: 'Acme.Gone', version: '1.0.0', description: 'json', tags: 'http' },
        { id: 'Acme.Half', version: '1.0.0' },
        { id: 'Acme.Half', version: '2.0.0' },
        {
          id: 'Json',
          version: '1.0.0',
          packageTypes: ['DotnetTool'],
          files: { 'tools/net8.0/any/DotnetToolSettings.xml': '' },
        },
      );
      await unlist(app, key, 'Acme.Gone', '1.0.0');
      await unlist(app, key, 'Acme.Half', '2.0.0');
    });

    const list = async (query: string) => idsOf(await nobody.get(`/packages${query}`));

    describe('/packages', () => {
      it('lists what is listed, and leads there from every page', async () => {
        const page = await (await nobody.get('/')).follow('Packages');
        assert.equal(page.path, '/packages');
        assert.equal(page.heading, '5 packages');
        assert.deepEqual(idsOf(page).toSorted(), ['Acme.Half', 'Acme.Http', 'Acme.Json', 'Acme.Preview', 'Json']);
        assert.match(page.text, /Acme\.Half 1\.0\.0/);
        assert.equal(robotsOf(page), undefined);
        for (const path of ['/Packages', '/packages/', '/PACKAGES/?q='])
          assert.equal((await nobody.get(path)).status, 200);
      });

      it('has the very id first and marked', async () => {
        const page = await nobody.get('/packages?q=json');
        assert.deepEqual(idsOf(page)[0], 'Json');
        assert.match(page.text, /Json 1\.0\.0 Exact match/);
        assert.equal(page.text.match(/Exact match/g)?.length, 1);
        assert.equal(robotsOf(page), 'noindex');
        assert.equal(page.heading, '4 packages for “json”');
      });

      it('leaves out what the filters say', async () => {
        assert.deepEqual(await list('?q=json&prerel=false'), ['Json', 'Acme.Json', 'Acme.Http']);
        assert.deepEqual((await list('?tfms=NET48')).toSorted(), ['Acme.Half', 'Acme.Json', 'Acme.Preview']);
        assert.deepEqual(await list('?frameworks=netframework&includeComputedFrameworks=false'), ['Acme.Preview']);
        assert.deepEqual(await list('?packagetype=dotnettool'), ['Json']);
        assert.deepEqual(await list('?licence=apache-2.0'), ['Acme.Json']);
        assert.equal((await list('?updated=1')).length, 5);
        assert.deepEqual(await list('?q=tags:http'), ['Acme.Http']);
        assert.deepEqual(await list('?q=owner:acme+id:http'), ['Acme.Http']);
      });

      it('is asked by a form, whose address then says only what was chosen', async () => {
        let page = await nobody.get('/packages?q=json&sortby=created-desc');
        page = await page.submit('Apply', { Kind: '.NET tool', 'Packages without a stable version': true });
        assert.equal(page.path, '/packages?q=json&prerel=false&packagetype=DotnetTool&sortby=created-desc');
        assert.deepEqual(idsOf(page), ['Json']);
        page = await page.follow('Remove the filter .NET tool ×');
        assert.deepEqual(idsOf(page).length, 3);
        page = await page.follow('Reset');
        assert.equal(page.path, '/packages?q=json&sortby=created-desc');
      });

      it('teaches where nothing is found, with ways that find more', async () => {
        const page = await nobody.get('/packages?q=json&licence=ISC');
        assert.match(page.text, /No package matches “json”/);
        assert.deepEqual(idsOf(await page.follow('Search without filters: 4 packages')).length, 4);
        assert.match((await nobody.get('/packages?q=zzz')).text, /Look at the spelling/);
        assert.match((await nobody.get('/packages?page=2')).text, /There is no page 2/);
      });

      it('says what is wrong with an address', async () => {
        const page = await nobody.get('/packages?page=0&sortby=name');
        assert.equal(page.status, 400);
        assert.match(page.text, /page is a number from 1 to 151/);
        assert.match(page.text, /sortby is one of relevance/);
        assert.equal((await nobody.get(`/packages?q=${manyWords.join('+')}`)).status, 400);
        assert.equal((await nobody.get('/packages?page=152')).status, 400);
        assert.equal((await nobody.get('/packages?page=151')).status, 200);
      });
    });

    it('suggests ids as they are spelled, never one that is unlisted', async () => {
      const suggest = async (q: string) => {
        const response = await fetch(`${app.url}/search/suggestions?${new URLSearchParams({ q })}`);
        assert.match(response.headers.get('content-type') ?? '', /application\/x-suggestions\+json/);
        return (await response.json()) as [string, string[], string[], string[]];
      };
      const [typed, ids, , urls] = await suggest('acme.h');
      assert.deepEqual([typed, ids.toSorted()], ['acme.h', ['Acme.Half', 'Acme.Http']]);
      assert.ok(urls.includes('https://gallery.example/packages/Acme.Http'));
      assert.deepEqual((await suggest('gone'))[1], []);
      assert.deepEqual((await suggest(''))[1], []);
      assert.deepEqual((await suggest(manyWords.join(' ').slice(0, 199)))[1], []);
    });

    it('shows the profile of who owns them, with what is listed, and ways to manage for its members', async () => {
      const page = await nobody.get('/profiles/ACME');
      assert.equal(page.path, '/profiles/acme');
      assert.equal(page.heading, 'acme');
      assert.match(page.text, /Organization Here since .* 5 packages 0 downloads/);
      assert.equal(idsOf(page).length, 5);
      assert.ok(!page.hasLink('Manage organization'));
      assert.deepEqual(idsOf(await nobody.get('/profiles/acme?q=http')), ['Acme.Http']);
      assert.equal((await nobody.get('/profiles/acme?page=0')).status, 400);
      assert.equal((await nobody.get('/profiles/nobody')).status, 404);
      const olga = await visitorOf(app, 'olga');
      assert.ok((await olga.get('/profiles/acme')).hasLink('Manage organization'));
      assert.match((await olga.get('/profiles/olga')).text, /olga has no package that is listed/);
      const avatar = await fetch(`${app.url}/profiles/olga/avatar`);
      assert.equal(avatar.headers.get('content-type'), 'image/svg+xml');
      assert.match(await avatar.text(), />O<\/text>/);
      assert.equal((await fetch(`${app.url}/profiles/nobody/avatar`)).status, 404);
    });

    it('feeds readers what is listed, and says when nothing changed', async () => {
      const read = async (path: string, headers = {}) => {
        const response = await fetch(`${app.url}${path}`, { headers });
        return { response, text: await response.text() };
      };
      const half = await read('/packages/acme.half/atom.xml');
      assert.equal(half.response.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
      assert.match(half.text, /<title>Acme\.Half 1\.0\.0<\/title>/);
      assert.ok(!half.text.includes('2.0.0'));
      const again = await read('/packages/acme.half/atom.xml', { 'if-none-match': half.response.headers.get('etag') });
      assert.equal(again.response.status, 304);
      for (const path of ['Acme.None', 'Acme.Gone', '%3Cx%3E']) {
        assert.equal((await read(`/packages/${path}/atom.xml`)).response.status, 404, path);
      }
      assert.equal((await read('/packages/acme.preview/atom.xml?prerel=false')).response.status, 404);
      assert.match((await read('/packages/acme.preview/atom.xml?prerel=TRUE')).text, /1\.0\.0-beta/);
      for (const path of ['/atom.xml', '/profiles/acme/atom.xml']) {
        const { text } = await read(path);
        assert.equal(text.match(/<entry>/g)?.length, 5, path);
        assert.ok(!text.includes('Acme.Gone') && !text.includes('Half 2.0.0'), path);
      }
    });

    it('leads search engines to what is listed, and away from what is personal', async () => {
      const robots = await (await fetch(`${app.url}/robots.txt`)).text();
      assert.match(robots, /^Disallow: \/account$/m);
      assert.match(robots, /^Sitemap: https:\/\/gallery\.example\/sitemap\.xml$/m);
      const index = await (await fetch(`${app.url}/sitemap.xml`)).text();
      assert.match(index, /<loc>https:\/\/gallery\.example\/sitemaps\/1\.xml<\/loc>/);
      const read = async () => (await fetch(`${app.url}/sitemaps/1.xml`)).text();
      const map = await read();
      assert.equal(map.match(/<url>/g)?.length, 5);
      assert.ok(!map.includes('Acme.Gone'));
      for (const page of ['2.xml', '0.xml', 'x', '1']) {
        assert.equal((await fetch(`${app.url}/sitemaps/${page}`)).status, 404, page);
      }
    });

    it('shows on the home page what is listed, and counts it', async () => {
      const home = await nobody.get('/');
      assert.match(home.text, /5 packages 5 versions 0 downloads/);
      assert.ok(home.hasLink('Acme.Http') && !home.hasLink('Acme.Gone'));
      assert.ok(!home.text.includes('2.0.0'));
    });

    it('leads on from the addresses of the first nuget.org', async () => {
      for (const [from, to] of [
        ['/List/Packages', '/packages'],
        ['/list/packages/Acme.Http', '/packages/Acme.Http'],
        ['/List/Packages/Acme.Http/1.0.0', '/packages/Acme.Http/1.0.0'],
      ] as const) {
        const response = await fetch(`${app.url}${from}`, { redirect: 'manual' });
        assert.deepEqual([response.status, response.headers.get('location')], [301, to]);
      }
    });

    it('says to browsers how they can search here', async () => {
      const response = await fetch(`${app.url}/opensearch.xml`);
      assert.equal(response.headers.get('content-type'), 'application/opensearchdescription+xml; charset=utf-8');
      assert.match(await response.text(), /https:\/\/gallery\.example\/packages\?q=\{searchTerms\}/);
    });
  });

  describe('packages that want to harm who looks at lists', () => {
    let app: TestApp;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      const manifest = {
        description: HOSTILE,
        title: HOSTILE,
        authors: HOSTILE,
        releaseNotes: HOSTILE,
        tags: Array.from({ length: 100 }, (_, index) => `t${index}${HOSTILE}`),
      };
      const id = `Evil.${'A'.repeat(95)}`;
      // The last goes by the front door: when it can be found, the others can.
      const [evil] = await seedVersions(app, [{ id, version: '1.0.0', manifest }]);
      assert.ok(evil);
      await app.database.mutation((tx) => advanceRevision(tx, evil.registrationId, app.clock.now()));
      await publish(app, await app.key('olga'), { id: 'Good.One', version: '1.0.0' });
    });

    it('are text, cut, wherever they are listed', async () => {
      const visitor = siteVisitor(app.url);
      for (const path of [
        '/',
        '/packages',
        '/packages?q=evil',
        `/packages?q=${encodeURIComponent(HOSTILE.slice(0, 300))}`,
      ]) {
        const { html, status } = await visitor.get(path);
        assert.equal(status, 200);
        assert.ok(!html.includes('<script>') && !html.includes('\0'), path);
        assert.ok(path.includes('%') || !html.includes('\u202E'), path);
        assert.ok(html.length < 40_000, `${path}: ${html.length}`);
      }
      const feed = await (await fetch(`${app.url}/atom.xml`)).text();
      assert.match(feed, /Evil/);
      assert.ok(!feed.includes('<script>') && !feed.includes('\u202E') && !feed.includes('\0'));
      assert.ok(feed.length < 10_000);
    });
  });

  describe('a private gallery', () => {
    it('shows nothing of its packages to strangers, and tells robots to stay away', async () => {
      const app = await startTestApp({ LODE_READ: 'private' });
      await app.person('olga');
      await publish(app, await app.key('olga'), { id: 'Secret.One', version: '1.0.0' });
      const strangers = siteVisitor(app.url);
      for (const path of [
        '/',
        '/packages',
        '/search/suggestions?q=secret',
        '/profiles/olga',
        '/profiles/olga/avatar',
        '/packages/Secret.One/atom.xml',
        '/profiles/olga/atom.xml',
        '/atom.xml',
        '/sitemap.xml',
        '/sitemaps/1.xml',
      ]) {
        const page = await strangers.get(path);
        assert.equal(page.path.split('?')[0], '/signin', path);
        // Where they come back to after the sign-in is what they asked for.
        assert.ok(!page.text.includes('Secret.One'), path);
      }
      assert.equal(await (await fetch(`${app.url}/robots.txt`)).text(), 'User-agent: *\nDisallow: /\n');
      const olga = await visitorOf(app, 'olga');
      for (const path of ['/atom.xml', '/sitemaps/1.xml', '/search/suggestions?q=secret']) {
        const { html, headers } = await olga.get(path);
        assert.match(html, /Secret\.One/);
        assert.match(headers.get('cache-control') ?? '', /private, no-store/, path);
      }
    });
  });

  describe('an empty gallery', () => {
    it('teaches at home and in its list', async () => {
      const app = await startTestApp();
      const visitor = siteVisitor(app.url);
      assert.match((await visitor.get('/')).text, /Push your first package/);
      const page = await visitor.get('/packages');
      assert.match(page.text, /There is no package yet/);
      assert.ok(page.hasLink('Push the first one'));
      assert.match(await (await fetch(`${app.url}/atom.xml`)).text(), /<updated>1970/);
    });
  });
});
