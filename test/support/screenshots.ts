/**
 * Pictures of pages, to be looked at: `bin/node test/support/screenshots.ts FOLDER URL…` draws each light, dark and 320 px
 * wide. With `LODE_COOKIE=name=value` somebody is signed in. Without URLs, every component of the site.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { componentPage } from '../browser/component-page.tsx';
import { startBrowser, type TestBrowser } from './browser.ts';
import { startSiteServer } from './site-server.ts';
import { show } from '../../src/site/page-route.ts';

const PIECE_PIXELS = 1_100;

const looks = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: {
    viewport: { width: 320, height: 640 },
    colorScheme: 'light',
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
} as const;

async function draw(browser: TestBrowser, folder: string, url: string): Promise<void> {
  const { pathname, host } = new URL(url);
  const name = pathname === '/' ? 'home' : pathname.replace(/^\//, '').replace(/[^A-Za-z0-9]+/g, '-');
  const cookie = process.env['LODE_COOKIE'];
  for (const [look, options] of Object.entries(looks)) {
    const person = await browser.person(options);
    const { page, context } = person;
    if (cookie !== undefined) {
      const [cookieName = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name: cookieName, value, domain: host.split(':')[0] ?? host, path: '/' }]);
    }
    await page.goto(url);
    await drawPieces(page, options.viewport.width, path.join(folder, `${name}-${look}`));
    await person.close();
  }
}

/** The whole page in pieces that can be looked at in their full size. */
async function drawPieces(page: Page, width: number, stem: string): Promise<void> {
  const total = await page.evaluate(() => document.documentElement.scrollHeight);
  // A window as high as the page: a picture of what does not fit forgets that fingers were asked for.
  await page.setViewportSize({ width, height: total });
  for (let y = 0, piece = 1; y < total; y += PIECE_PIXELS, piece += 1) {
    const clip = { x: 0, y, width, height: Math.min(PIECE_PIXELS, total - y) };
    await page.screenshot({ path: `${stem}-${piece}.png`, clip });
    process.stdout.write(`${stem}-${piece}.png\n`);
  }
}

const [folder, ...urls] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: bin/node test/support/screenshots.ts FOLDER [URL…]');
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const server = await startSiteServer({
  url: 'http://127.0.0.1',
  pages: (deps) => [show('/components', componentPage(deps))],
});
for (const url of urls.length === 0 ? [`${server.listens}/components`] : urls) await draw(browser, folder, url);
await server.close();
await browser.close();
