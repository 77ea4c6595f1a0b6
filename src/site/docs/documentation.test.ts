import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { attribute, elementsIn, elementsNamed, textOf } from '../../../test/support/html-document.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { changeSetting } from '../../accounts/settings/change-setting.ts';
import { createSiteUrls } from '../site-urls.ts';
import { documentationPages } from './documentation-list.ts';
import { readDocumentation } from './documentation.ts';

const OPERATOR = { kind: 'operator' } as const;

/** Every link of a page's own part, with what it is called. */
function linksOf({ root }: VisitedPage): string[] {
  const main = elementsNamed(root, 'main')[0] ?? root;
  return elementsNamed(main, 'a').map((link) => attribute(link, 'href') ?? '');
}

/** Every path that a page names in code: `/stats/packages/ID`, and what stands behind the public root. */
function pathsNamedIn({ root }: VisitedPage): string[] {
  const code = elementsNamed(root, 'code').map(textOf).join('\n');
  const named = [...code.matchAll(/(?:^|[\s"(]|https:\/\/gallery\.example)(\/[A-Za-z.{][^\s"`?)\]]*)/gm)];
  return named.map(([, path = '']) => path);
}

const filled = (path: string) => path.replace(/\{[a-z]+\}|\bID\b|\bNAME\b|\bVERSION\b/g, 'x1');

forEachDatabase((name, open) => {
  const startTestApp = testApps(open);

  describe('/docs', { skip: name === 'PostgreSQL' && 'it reads no rows' }, () => {
    let app: TestApp;
    let visitor: SiteVisitor;
    let pages: VisitedPage[];
    const methodsOf = async (path: string) => {
      const answer = await fetch(app.url + filled(path), { method: 'OPTIONS' });
      return answer.status === 204 ? (answer.headers.get('allow') ?? '').split(', ') : [];
    };
    before(async () => {
      app = await startTestApp({ LODE_SUPPORT: 'support@gallery.example' });
      visitor = siteVisitor(app.url);
      pages = await Promise.all(documentationPages.map(({ slug }) => visitor.get(`/docs/${slug}`)));
    });

    it('lists every page, and each leads to the next', async () => {
      let page = await visitor.get('/docs');
      assert.equal(page.heading, 'Documentation');
      page = await page.follow(documentationPages[0]?.title ?? '');
      for (const { title } of documentationPages.slice(1)) {
        page = await page.follow(`Next ${title}`);
        assert.equal(page.heading, title);
      }
      assert.equal((await visitor.get('/docs/nothing')).status, 404);
      assert.equal((await visitor.get('/DOCS/API/')).heading, 'The API');
    });

    it('has no dead link, and no link to a section that is not there', async () => {
      const ids = new Map(
        pages.map((page) => [page.path, new Set(elementsIn(page.root).map((each) => attribute(each, 'id')))]),
      );
      const links = pages.flatMap((page) => linksOf(page).map((href) => ({ from: page.path, href })));
      assert.ok(links.length > 150, `${links.length} links`);
      for (const { from, href } of links) {
        const { origin, pathname, hash } = new URL(href, `https://gallery.example${from}`);
        if (origin !== 'https://gallery.example') continue;
        if (hash !== '') assert.ok(ids.get(pathname)?.has(hash.slice(1)), `${from}: ${href}`);
        else assert.ok((await methodsOf(pathname)).includes('GET'), `${from}: ${href}`);
      }
    });

    it('names only paths that are served', async () => {
      const named = pages.flatMap((page) => pathsNamedIn(page).map((path) => ({ from: page.path, path })));
      assert.ok(named.length > 30, `${named.length} paths`);
      for (const { from, path } of named) assert.notDeepEqual(await methodsOf(path), [], `${from}: ${path}`);
    });

    it('lists the API with the methods that it has', async () => {
      const page = pages.find(({ heading }) => heading === 'The API');
      const rows = elementsNamed(page?.root ?? assert.fail(), 'tr').map((row) => elementsNamed(row, 'td').map(textOf));
      const listed = rows.filter(([method = '']) => /^[A-Z]+$/.test(method));
      assert.ok(listed.length >= 17);
      for (const [method = '', path = ''] of listed)
        assert.ok((await methodsOf(path)).includes(method), `${method} ${path}`);
    });

    it('gives this gallery’s own addresses, ready to be copied', () => {
      for (const { html } of pages) assert.doesNotMatch(html, /\{\{|localhost/);
      assert.ok(
        pages.some(({ text }) => text.includes('dotnet nuget add source https://gallery.example/v3/index.json')),
      );
    });

    it('has commands that the client takes where the gallery has no TLS', () => {
      const shownAt = (url: string) =>
        readDocumentation({ name: 'Lode', urls: createSiteUrls(url) })
          .map(({ html }) => html.replaceAll(/<[^>]+>/g, ''))
          .join('\n');
      const plain = shownAt('http://localhost:8080');
      const commands = plain.split('\n').filter((line) => /^dotnet nuget (add source|push|delete) /.test(line));
      assert.ok(commands.length >= 4);
      for (const command of commands) assert.match(command, / --allow-insecure-connections$/);
      assert.ok(plain.includes('value="http://localhost:8080/v3/index.json" allowInsecureConnections="true" /'));
      assert.ok(!/insecure/i.test(shownAt('https://gallery.example')));
    });

    it('takes names of galleries for what they are', () => {
      const urls = createSiteUrls('https://gallery.example/nuget');
      const shown = readDocumentation({ name: '<b>Ünser `Lager`</b> 2', urls }).map(({ html }) => html);
      assert.ok(shown.every((html) => !html.includes('<b>') && !html.includes('Lager`')));
      assert.ok(shown.some((html) => html.includes('href="/nuget/account/apikeys"')));
    });
  });

  describe('/policies', () => {
    let app: TestApp;
    let visitor: SiteVisitor;
    before(async () => {
      app = await startTestApp({ LODE_READ: 'private', LODE_SUPPORT: 'help@gallery.example' });
      visitor = siteVisitor(app.url);
      await app.person('root', true);
    });

    it('says kindly that nothing is written yet, and tells administrators where to write it', async () => {
      const page = await visitor.get('/policies/About');
      assert.deepEqual([page.status, page.heading], [200, 'About']);
      assert.match(page.text, /has not written this page yet/);
      const root = siteVisitor(app.url);
      root.setCookie('__Host-lode_session', await app.signIn('root'));
      const theirs = await root.get('/policies/terms');
      assert.match(theirs.text, /lode setting set page-terms/);
      assert.ok(theirs.hasLink('Settings'));
    });

    it('shows the operator’s text to everybody, in a private gallery too, without any script in it', async () => {
      const value = '# Rules\n\nBe [kind](/docs). <script>alert(1)</script> [x](javascript:alert(1))';
      await changeSetting(app, OPERATOR, { name: 'page-terms', value });
      const page = await visitor.get('/policies/Terms');
      assert.match(page.text, /Rules Be kind\./);
      assert.ok(page.hasLink('kind') && !page.html.includes('<script>alert') && !page.html.includes('javascript:'));
      assert.ok((await (await visitor.get('/policies')).follow('Terms of use')).heading === 'Terms of use');
      assert.equal((await visitor.get('/policies/ProhibitedUse')).status, 404);
      assert.match((await visitor.get('/docs')).path, /^\/signin/);
    });

    it('says who to write to, to people and in security.txt', async () => {
      assert.match((await visitor.get('/policies/Contact')).text, /Write to help@gallery\.example/);
      const answer = await fetch(`${app.url}/.well-known/security.txt`);
      const text = await answer.text();
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
      assert.match(text, /^Contact: mailto:help@gallery\.example$/m);
      const [, end = ''] = /^Expires: (.+)$/m.exec(text) ?? [];
      assert.ok(Date.parse(end) * 1000 > app.clock.now());
      assert.match(text, /^Canonical: https:\/\/gallery\.example\/\.well-known\/security\.txt$/m);
      const silent = await startTestApp();
      assert.equal((await fetch(`${silent.url}/.well-known/security.txt`)).status, 404);
      assert.match((await siteVisitor(silent.url).get('/policies/Contact')).text, /has not written this page yet/);
    });
  });
});
