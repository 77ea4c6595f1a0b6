import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage, type TestPackage } from '../../../test/support/package-builder.ts';
import { mailsSettled, mailTo } from '../../../test/support/mail.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const PAGE = '/packages/Acme.Http/2.0.0';
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const EVIL = '<script>alert(1)</script>';

const files = (name: string) => ({
  'lib/net8.0/Acme.Http.dll': Buffer.from([0x4d, 0x5a, 0, 1, 2, 3, 0xff, name.charCodeAt(0)]),
  'src/Client.cs': `namespace Acme;\n\nclass ${name} { }\n${EVIL}\n`,
  'images/logo.gif': GIF,
  'images/logo.png': EVIL,
  'images/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  'page.html': EVIL,
});

const first: TestPackage = {
  id: 'Acme.Http',
  version: '1.0.0',
  readme:
    '# First\n\nSee [client](src/Client.cs) ![logo](images/logo.gif) ![far](https://img.example/a.png) [gone](no/such.md)',
  repository: { type: 'git', url: 'https://github.com/acme/http.git', commit: 'abc123' },
  dependencies: { 'Newtonsoft.Json': '13.0.1' },
  files: files('Old'),
};
const second: TestPackage = {
  ...first,
  version: '2.0.0',
  description: 'Another description',
  dependencies: { 'Newtonsoft.Json': '13.0.3', Polly: '8.0.0' },
  files: { ...files('New'), 'src/Extra.cs': 'class Extra { }\n' },
};

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

async function setState(
  app: TestApp,
  version: string,
  change: { state?: 'held' | 'quarantined' | 'available'; listed?: 0 | 1 },
) {
  await app.database.transaction((tx) =>
    tx.updateTable('versions').set(change).where('version_key', '=', version).execute(),
  );
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('what is inside of a package', () => {
    let app: TestApp;
    let anyone: SiteVisitor;
    let olga: SiteVisitor;
    let root: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      await app.person('root', true);
      const key = await app.key('olga');
      for (const pkg of [first, second]) assert.equal((await app.push(key, buildPackage(pkg))).status, 201);
      [anyone, olga, root] = [siteVisitor(app.url), await visitorOf(app, 'olga'), await visitorOf(app, 'root')];
    });
    const raw = (path: string, page = PAGE) =>
      fetch(`${app.url}${page}/file?${new URLSearchParams({ path, raw: '1' })}`);

    it('shows the readme with links and images out of the package, and loads nothing from elsewhere', async () => {
      const page = await anyone.get(PAGE);
      assert.match(page.html, /<h2 id="user-content-first">First<\/h2>/);
      assert.match(page.html, /href="\/packages\/Acme\.Http\/2\.0\.0\/file\?path=src%2FClient\.cs"/);
      assert.match(
        page.html,
        /<img src="\/packages\/Acme\.Http\/2\.0\.0\/file\?path=images%2Flogo\.gif&amp;raw=1" alt="logo"/,
      );
      assert.match(page.text, /far \(image at img\.example\)/);
      assert.match(page.html, /href="https:\/\/github\.com\/acme\/http\/blob\/abc123\/no\/such\.md"/);
      assert.ok(!/<img[^>]+https?:/.test(page.html));
      assert.match(page.headers.get('content-security-policy') ?? '', /img-src 'self' data:;/);
      assert.match((await olga.get(PAGE)).text, /shows no images of img\.example/);
    });

    it('lets in images of exactly the hosts that administrators allow, on that page alone', async () => {
      let page = await root.get('/Admin/Settings');
      page = await page.submit('Save: Hosts whose images readmes may show', {
        'Hosts whose images readmes may show': "img.example\n*.evil.example\nx.example 'unsafe-inline'",
      });
      page = await anyone.get(PAGE);
      assert.match(page.html, /<img src="https:\/\/img\.example\/a\.png" alt="far"/);
      assert.match(page.headers.get('content-security-policy') ?? '', /img-src 'self' data: https:\/\/img\.example;/);
      const other = await anyone.get(`${PAGE}?tab=files`);
      assert.match(other.headers.get('content-security-policy') ?? '', /img-src 'self' data:;/);
    });

    it('lists one folder at a time', async () => {
      const page = await anyone.get(`${PAGE}?tab=files`);
      assert.match(page.text, /images\/ 3 /);
      assert.ok(!page.hasLink('Client.cs'));
      const folder = await page.follow('src/');
      assert.ok(folder.hasLink('Client.cs') && folder.hasLink('Extra.cs'));
      assert.match((await anyone.get(`${PAGE}?tab=files&folder=..`)).text, /no such folder/);
    });

    it('shows text numbered, coloured and escaped', async () => {
      const page = await anyone.get(`${PAGE}/file?path=src/Client.cs`);
      assert.equal(page.heading, 'Client.cs');
      assert.match(page.html, /id="L3"><a class="source-number" href="#L3" data-line="3"/);
      assert.match(page.html, /<span class="code-keyword">class<\/span>/);
      assert.ok(!page.html.includes('<script>alert'));
      assert.match(page.text, /4 lines/);
      assert.equal((await anyone.get(`${PAGE}/file?path=SRC/client.CS`)).status, 200);
    });

    it('gives facts of what is neither text nor image', async () => {
      const page = await anyone.get(`${PAGE}/file?path=lib/net8.0/Acme.Http.dll`);
      assert.match(page.text, /no text, and no image.*8 bytes.*CRC-32 [0-9a-f]{8} SHA-256 [0-9a-f]{64}/);
    });

    it('sends images as such by their bytes alone, everything else to be saved, and nothing that could run', async () => {
      const kinds: [path: string, type: string, isSaved: boolean][] = [
        ['images/logo.gif', 'image/gif', false],
        ['images/logo.png', 'application/octet-stream', true],
        ['images/logo.svg', 'application/octet-stream', true],
        ['page.html', 'application/octet-stream', true],
        ['src/Client.cs', 'application/octet-stream', true],
      ];
      for (const [path, type, isSaved] of kinds) {
        const answer = await raw(path);
        assert.equal(answer.status, 200, path);
        assert.equal(answer.headers.get('content-type'), type, path);
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
        assert.equal(answer.headers.get('content-security-policy'), "sandbox; default-src 'none'", path);
        assert.equal(
          answer.headers.get('content-disposition')?.startsWith('attachment; filename="') ?? false,
          isSaved,
          path,
        );
        assert.equal(answer.headers.get('cache-control'), 'public, max-age=300', path);
        const given = Buffer.from(files('New')[path as 'page.html']);
        assert.ok(given.equals(Buffer.from(await answer.arrayBuffer())), path);
      }
      const etag = (await raw('page.html')).headers.get('etag') ?? '';
      const again = await fetch(`${app.url}${PAGE}/file?path=page.html&raw=1`, { headers: { 'if-none-match': etag } });
      assert.equal(again.status, 304);
    });

    it('answers what is not there, and what leads elsewhere, with 404', async () => {
      const paths = [
        '',
        'no.txt',
        '../Acme.Http.nuspec',
        '/etc/passwd',
        'src',
        'src/',
        'src/../page.html',
        'src\\Client.cs',
        '\0',
      ];
      for (const path of paths) {
        const page = await fetch(`${app.url}${PAGE}/file?${new URLSearchParams({ path })}`);
        assert.equal(page.status, 404, JSON.stringify(path));
        assert.equal((await raw(path)).status, 404, JSON.stringify(path));
      }
      for (const page of ['/packages/Acme.Http/3.0.0', '/packages/No.Such/1.0.0']) {
        assert.equal((await raw('page.html', page)).status, 404);
        assert.equal((await anyone.get(`${page}/compare`)).status, 404);
      }
    });

    it('compares two versions, in whichever order they are named', async () => {
      const page = await anyone.get(`${PAGE}/compare`);
      assert.equal(page.heading, 'Acme.Http 1.0.0 and 2.0.0');
      assert.match(page.text, /Newtonsoft\.Json, any framework \[13\.0\.1, \) \[13\.0\.3, \)/);
      assert.match(page.text, /Polly, any framework – \[8\.0\.0, \)/);
      assert.match(page.text, /Description .* Another description/);
      assert.match(page.text, /src\/Extra\.cs Added/);
      const other = await anyone.get('/packages/Acme.Http/1.0.0/compare?with=2.0.0');
      assert.equal(other.heading, page.heading);
      const file = await page.follow('src/Client.cs');
      assert.match(file.text, /Line 1 in 1\.0\.0, line 1 in 2\.0\.0/);
      assert.match(file.text, /−class Old \{ \}/);
      assert.match(file.text, /\+class New \{ \}/);
      assert.ok(!file.html.includes('<script>alert'));
      assert.match((await page.follow('lib/net8.0/Acme.Http.dll')).text, /The file is no text/);
      const missing = await anyone.get(`${PAGE}/compare?with=9.9.9`);
      assert.equal(missing.status, 404);
      assert.match(missing.text, /no version 9\.9\.9 of Acme\.Http/);
    });

    it('shows what is unlisted to who asks for it, what is held to its owners, what is withheld to administrators', async () => {
      const file = '/packages/Acme.Http/1.0.0/file?path=src/Client.cs';
      const statuses = async () => Promise.all([anyone, olga, root].map(async (who) => (await who.get(file)).status));
      await setState(app, '1.0.0', { listed: 0 });
      assert.deepEqual(await statuses(), [200, 200, 200]);
      await setState(app, '1.0.0', { state: 'held' });
      assert.deepEqual(await statuses(), [404, 200, 200]);
      assert.equal((await anyone.get(`${PAGE}/compare?with=1.0.0`)).status, 404);
      const answer = await fetch(`${app.url}${file}&raw=1`, {
        headers: { cookie: `__Host-lode_session=${olga.cookie('lode_session')}` },
      });
      assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, no-store']);
      await setState(app, '1.0.0', { state: 'quarantined' });
      assert.deepEqual(await statuses(), [451, 451, 200]);
      await setState(app, '1.0.0', { state: 'available', listed: 1 });
    });
  });

  describe('the readme of a version, changed after publishing', () => {
    let app: TestApp;
    let olga: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      for (const name of ['olga', 'mina']) await app.person(name);
      await app.push(await app.key('olga'), buildPackage(first));
      olga = await visitorOf(app, 'olga');
    });
    const MANAGE = '/packages/Acme.Http/1.0.0/Manage/readme';

    it('is previewed, saved, shown as changed, and taken back; the feed keeps what was published', async () => {
      let page = await olga.get(MANAGE);
      assert.equal(page.heading, 'Readme of Acme.Http 1.0.0');
      page = await page.submit('Preview', { Readme: `# Second\n\n${EVIL} *words*` });
      assert.match(page.html, /<h2 id="user-content-second">Second<\/h2>/);
      assert.match(page.text, /Nothing is saved yet/);
      assert.equal(await app.database.read.selectFrom('readme_overlays').selectAll().executeTakeFirst(), undefined);
      page = await page.submit('Save');
      assert.match(page.flash ?? '', /^The page of Acme\.Http 1\.0\.0 shows this readme now\./);
      const manage = await page.follow('Manage Acme.Http');
      assert.match(manage.text, /Documentation Readme changed after publishing/);
      assert.match(manage.html, /<details[^>]* open id="documentation"/);
      await mailsSettled(app);
      app.clock.advance(61 * MICROSECONDS_PER_SECOND);
      const mail = await mailTo(app, 'olga@gallery.example', 'readme');
      assert.match(mail.text, /Acme\.Http 1\.0\.0/);
      assert.match(mail.text, /olga/);
      const shown = await siteVisitor(app.url).get('/packages/Acme.Http/1.0.0');
      assert.match(shown.text, /changed after publishing; the package holds another\. Second/);
      assert.ok(!shown.html.includes('<script>alert'));
      const fed = await fetch(`${app.url}/v3/flatcontainer/acme.http/1.0.0/readme`);
      assert.equal(await fed.text(), first.readme);
      page = await page.submit("Go back to the package's own");
      assert.equal((await siteVisitor(app.url).get('/packages/Acme.Http/1.0.0')).text.includes('changed after'), false);
      page = await page.follow('Show this text');
      assert.match(page.html, /# Second/);
      assert.match(page.text, /Back to the package's own/);
      assert.equal((await olga.get(`${MANAGE}?show=%00`)).status, 200);
    });

    it('is shown again with both texts where somebody else saved meanwhile', async () => {
      const mine = await olga.get(MANAGE);
      await (await olga.get(MANAGE)).submit('Save', { Readme: 'Theirs' });
      let page = await mine.submit('Save', { Readme: 'Mine' });
      assert.equal(page.status, 409);
      assert.match(page.text, /changed while you wrote/);
      assert.match(page.text, /What stands on the page now Theirs/);
      assert.match(page.html, />Mine<\/textarea>/);
      page = await page.submit('Save');
      assert.match(page.flash ?? '', /shows this readme now/);
    });

    it('takes texts as long as it says, and says what is too long beside its field', async () => {
      const page = await (await olga.get(MANAGE)).submit('Save', { Readme: 'ä'.repeat(128 * 1024) });
      assert.match(page.flash ?? '', /shows this readme now/);
      const long = await (await olga.get(MANAGE)).submit('Save', { Readme: 'ä'.repeat(128 * 1024 + 1) });
      assert.equal(long.status, 400);
      assert.match(long.errors.join(' '), /may have 256 KB/);
    });

    it('is for those who manage the package', async () => {
      const mina = await visitorOf(app, 'mina');
      assert.equal((await mina.get(MANAGE)).status, 403);
      assert.match((await siteVisitor(app.url).get(MANAGE)).path, /^\/signin/);
    });
  });

  describe('what is inside of a package of a private gallery', () => {
    it('is for people who are signed in, and kept by no cache', async () => {
      const app = await startTestApp({ LODE_READ: 'private' });
      await app.person('olga');
      await app.push(await app.key('olga'), buildPackage(second));
      for (const path of ['/file?path=page.html', '/file?path=images/logo.gif&raw=1', '/compare']) {
        const answer = await fetch(`${app.url}${PAGE}${path}`, { redirect: 'manual' });
        assert.equal(answer.status, 303, path);
        assert.match(answer.headers.get('location') ?? '', /\/signin/);
      }
      const olga = await visitorOf(app, 'olga');
      const answer = await fetch(`${app.url}${PAGE}/file?path=images/logo.gif&raw=1`, {
        headers: { cookie: `__Host-lode_session=${olga.cookie('lode_session')}` },
      });
      assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, no-store']);
    });
  });
});
