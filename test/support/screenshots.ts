/**
 * Pictures of pages, to be looked at: `npm run pictures -- FOLDER` draws the ten main pages of a gallery full of believable
 * data, each light, dark and 320 px wide. With URLs after the folder, these pages instead, where `LODE_COOKIE=name=value`
 * signs somebody in; with the word `components`, every component of the site.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { componentPage } from '../browser/component-page.tsx';
import { startBrowser, type TestBrowser } from './browser.ts';
import { mainPages, startSeededGallery } from './seeded-gallery.ts';
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

interface Drawing {
  readonly url: string;
  readonly name: string;
  /** `name=value` */
  readonly cookie: string | undefined;
}

async function draw(browser: TestBrowser, folder: string, { url, name, cookie }: Drawing): Promise<void> {
  const { host } = new URL(url);
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

function drawingOf(url: string): Drawing {
  const { pathname, search } = new URL(url);
  const words = `${pathname}${search}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return { url, name: words === '' ? 'home' : words, cookie: process.env['LODE_COOKIE'] };
}

async function drawComponents(browser: TestBrowser, into: string): Promise<void> {
  const server = await startSiteServer({
    url: 'http://127.0.0.1',
    pages: (deps) => [show('/components', componentPage(deps))],
  });
  await draw(browser, into, { url: `${server.listens}/components`, name: 'components', cookie: undefined });
  await server.close();
}

async function drawMainPages(browser: TestBrowser, into: string): Promise<void> {
  const gallery = await startSeededGallery();
  const { server, session } = gallery;
  try {
    for (const { name, path: at, isSignedIn } of mainPages) {
      const cookie = isSignedIn ? `lode_session=${session}` : undefined;
      await draw(browser, into, { url: server.url + at, name, cookie });
    }
  } finally {
    await gallery.stop();
  }
}

const [folder, ...wishes] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npm run pictures -- FOLDER [components | URL…]');
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
try {
  if (wishes.length === 0) await drawMainPages(browser, folder);
  else if (wishes[0] === 'components') await drawComponents(browser, folder);
  else for (const url of wishes) await draw(browser, folder, drawingOf(url));
} finally {
  await browser.close();
}
