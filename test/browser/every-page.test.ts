/**
 * Every page that links lead to, from the home page on, as an administrator who owns things and as nobody: axe in light
 * and dark, one heading, nothing sideways at 320 pixels, nothing too small to be hit, no complaint of the browser.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sitePaths } from '../../src/site/site-urls.ts';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import type { Person } from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { buildPackage } from '../support/package-builder.ts';
import { testApps } from '../support/test-app.ts';

const LEAST_PAGES_SIGNED_IN = 30;
const LEAST_PAGES_OF_VISITORS = 20;

/** What a browser saves instead of showing it. */
function isDownload(path: string): boolean {
  return path.includes('/export') || path.startsWith('/api/') || path.includes('format=') || path.includes('raw=');
}

/** The pattern that a path belongs to, so that one package stands for all; the first of them that fits, as for routes. */
function shapeOf(path: string): string {
  const patterns = Object.values(sitePaths).toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
  const plain = path.split('?')[0] ?? '';
  return patterns.find((pattern) => new RegExp(`^${pattern.replace(/:[a-z]+/gi, '[^/]+')}$`, 'i').test(plain)) ?? plain;
}

forEachDatabase((database, open) => {
  if (database !== 'SQLite') return;
  describe('every page of the site', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let url: string;
    let session: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      const app = await start({ LODE_PORT: String(port), LODE_URL: url });
      await app.person('olga', true);
      await app.organization('Acme', 'olga');
      const key = await app.key('olga');
      const longId = `Acme.${'Extraordinarily.'.repeat(5)}Long`;
      for (const id of ['Acme.Http', longId]) {
        assert.equal((await app.push(key, buildPackage({ id, version: '1.0.0' }))).status, 201);
      }
      session = await app.signIn('olga');
      browser = await startBrowser();
    });
    after(() => browser.close());

    /** Follows links from the home page on, one page of each shape, and gives what is wrong with each. */
    async function faultsOfEveryPage({ page, complaints }: Person): Promise<{ shapes: string[]; faults: string[] }> {
      const seen = new Map<string, string>([['/', '/']]);
      const faults: string[] = [];
      for (const path of seen.values()) {
        const response = await page.goto(url + path);
        const type = response?.headers()['content-type'] ?? '';
        if (!type.startsWith('text/html')) continue;
        const before = complaints.length;
        const said = [...(await faultsOf(page, response?.status() ?? 0)), ...complaints.slice(before)];
        faults.push(...said.map((fault) => `${path}: ${fault}`));
        const links = await page
          .locator('a[href]')
          .evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href));
        for (const link of links.filter((each) => each.startsWith(`${url}/`))) {
          const next = link.slice(url.length).split('#')[0] ?? '';
          if (!seen.has(shapeOf(next)) && !isDownload(next)) seen.set(shapeOf(next), next);
        }
      }
      return { shapes: [...seen.keys()], faults };
    }

    it('holds for somebody who is not signed in', async () => {
      const person = await browser.person({ reducedMotion: 'reduce' });
      const { shapes, faults } = await faultsOfEveryPage(person);
      assert.deepEqual(faults, []);
      assert.ok(shapes.length >= LEAST_PAGES_OF_VISITORS, shapes.join(' '));
      await person.close();
    });

    it('holds for an administrator who owns packages and an organization', async () => {
      const person = await browser.person({ reducedMotion: 'reduce' });
      await person.context.addCookies([{ name: 'lode_session', value: session, url, httpOnly: true }]);
      const { shapes, faults } = await faultsOfEveryPage(person);
      assert.deepEqual(faults, []);
      assert.ok(shapes.length >= LEAST_PAGES_SIGNED_IN, shapes.join(' '));
      await person.close();
    });
  });
});

async function faultsOf(page: Person['page'], status: number): Promise<string[]> {
  const faults = status === 200 ? [] : [`answers ${status}`];
  const headings = await page.locator('h1').count();
  if (headings !== 1) faults.push(`has ${headings} headings of the first rank`);
  await page.evaluate(() => {
    for (const each of document.querySelectorAll('details.section')) each.setAttribute('open', '');
  });
  await page.emulateMedia({ colorScheme: 'light' });
  faults.push(...(await accessibilityFaults(page)));
  await page.emulateMedia({ colorScheme: 'dark' });
  faults.push(...(await accessibilityFaults(page, ['color-contrast'])).map((fault) => `dark: ${fault}`));
  faults.push(...(await smallTargets(page, 32)));
  await page.setViewportSize({ width: 320, height: 640 });
  faults.push(...(await sidewaysFaults(page)).map((fault) => `320 px: ${fault}`));
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
}
