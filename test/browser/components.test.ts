import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { show } from '../../src/site/page-route.ts';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { samplePages } from '../support/sample-pages.tsx';
import { signedIn, startSiteServer, type SiteServer } from '../support/site-server.ts';
import { componentPage } from './component-page.tsx';

describe('the components of the site, in a browser', () => {
  let browser: TestBrowser;
  let server: SiteServer;
  let url: string;
  before(async () => {
    browser = await startBrowser();
    const port = await freePort();
    url = `http://localhost:${port}`;
    server = await startSiteServer({
      url,
      port,
      pages: (deps) => [...samplePages(deps, []), show('/components', componentPage(deps))],
    });
    server.sessions.set('olga', signedIn('olga', { isAdministrator: true }));
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function open(path: string, options: BrowserContextOptions = {}) {
    const person = await browser.person(options);
    await person.context.addCookies([{ name: 'lode_session', value: 'olga', url, httpOnly: true }]);
    await person.page.goto(url + path);
    return person;
  }

  const looks: [look: string, options: BrowserContextOptions][] = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
    ['on a phone', { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }],
    ['without script', { javaScriptEnabled: false }],
  ];
  for (const [look, options] of looks) {
    it(`have nothing that axe finds, and nothing that the browser complains about: ${look}`, async () => {
      const person = await open('/components', options);
      const closed = person.page.locator('.section:not([open]) > summary');
      while ((await closed.count()) > 0) await closed.first().click();
      // axe itself is a script: without scripts, complaints are what is left to see.
      if (options.javaScriptEnabled !== false) assert.deepEqual(await accessibilityFaults(person.page), []);
      assert.deepEqual(person.complaints, []);
      await person.close();
    });
  }

  for (const width of [320, 375, 640, 704, 880, 1280, 2560]) {
    it(`scroll nothing sideways at ${width} px`, async () => {
      const person = await open('/components', { viewport: { width, height: 800 } });
      assert.deepEqual(await sidewaysFaults(person.page), []);
      await person.close();
    });
  }

  it('scroll nothing sideways with text of twice the size', async () => {
    const person = await open('/components', { viewport: { width: 1280, height: 800 } });
    await person.page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    assert.deepEqual(await sidewaysFaults(person.page), []);
    await person.close();
  });

  it('are large enough to be hit: 32 px with a mouse, 44 with a finger', async () => {
    const mouse = await open('/components');
    assert.deepEqual(await smallTargets(mouse.page, 32), []);
    await mouse.close();
    const finger = await open('/components', { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
    assert.deepEqual(await smallTargets(finger.page, 44), []);
    await finger.close();
  });

  it('move nothing where that is asked', async () => {
    const person = await open('/components', { reducedMotion: 'reduce' });
    const moving = await person.page.evaluate(
      () =>
        [...document.querySelectorAll('body *')].filter((each) => getComputedStyle(each).transitionDuration !== '0s')
          .length,
    );
    assert.equal(moving, 0);
    await person.close();
  });

  describe('the frame', () => {
    it('begins with a link to the content', async () => {
      const { page, ...person } = await open('/plain');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
      assert.ok(await page.getByRole('link', { name: 'Skip to content' }).isVisible());
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
      await person.close();
    });

    it('has a menu that opens by keyboard, closes with Escape and with a click beside it', async () => {
      const { page, ...person } = await open('/plain');
      const menu = page.getByRole('navigation', { name: 'Account' });
      await page.locator('summary', { hasText: 'olga' }).focus();
      await page.keyboard.press('Enter');
      assert.ok(await menu.getByRole('link', { name: 'API keys' }).isVisible());
      assert.ok(await page.getByRole('button', { name: 'Sign out' }).isVisible());
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.keyboard.press('Escape');
      assert.equal(await menu.isVisible(), false);
      await page.locator('summary', { hasText: 'olga' }).click();
      await page.getByRole('heading', { name: 'Plain' }).click();
      assert.equal(await menu.isVisible(), false);
      await person.close();
    });

    it('keeps its menu inside a narrow window', async () => {
      const { page, ...person } = await open('/plain', { viewport: { width: 320, height: 640 } });
      await page.locator('summary', { hasText: 'olga' }).click();
      assert.deepEqual(await sidewaysFaults(page), []);
      const box = await page.locator('.menu-items').boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320);
      await person.close();
    });

    it('has a theme that is chosen, kept, and there before the first paint', async () => {
      const { page, ...person } = await open('/plain', { colorScheme: 'light' });
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.getByLabel('Theme').selectOption('dark');
      const dark = await ground();
      assert.notEqual(dark, light);
      await page.goto(`${url}/components`);
      assert.equal(await ground(), dark);
      assert.equal(await page.getByLabel('Theme').inputValue(), 'dark');
      await page.getByLabel('Theme').selectOption('system');
      await page.reload();
      assert.equal(await ground(), light);
      assert.deepEqual(person.complaints, []);
      await person.close();
    });
  });

  it('take the focus to what is wrong with a form, and from there to the field', async () => {
    const { page, ...person } = await open('/thing', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Save' }).click();
    assert.equal(await page.getByRole('alert').evaluate((each) => each === document.activeElement), true);
    await page.getByRole('link', { name: 'The name is missing.' }).click();
    assert.equal(new URL(page.url()).hash, '#name');
    await page.getByLabel('Name').fill('from a real browser');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.match((await page.getByRole('status').textContent()) ?? '', /It is from a real browser\./);
    await person.close();
  });

  it('keep what was typed on the way back from a form that is no longer valid', async () => {
    const { page, context, ...person } = await open('/thing');
    await page.getByLabel('Name').fill('typed with care');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'The form is no longer valid');
    await page.goBack();
    assert.equal(await page.getByLabel('Name').inputValue(), 'typed with care');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.match((await page.getByRole('status').textContent()) ?? '', /It is typed with care\./);
    await person.close();
  });

  it('copy a text by one click, and say so', async () => {
    const person = await open('/components', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = person;
    const button = page.locator('[data-copy="key"]');
    await button.click();
    await button.filter({ hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, 'lode_0123456789abcdefghijklmnopqrstuvwxyzABCD123456');
    assert.deepEqual(person.complaints, []);
    await person.close();
  });

  it('lead to the search by one key, unless somebody types', async () => {
    const { page, ...person } = await open('/components');
    const search = page.getByRole('banner').getByLabel('Search packages');
    await page.keyboard.press('/');
    assert.ok(await search.evaluate((each) => each === document.activeElement));
    await page.getByLabel('Key name').fill('');
    await page.getByLabel('Key name').press('/');
    assert.equal(await page.getByLabel('Key name').inputValue(), '/');
    await person.close();
  });

  it('open the section that a link leads into', async () => {
    const { page, ...person } = await open('/components');
    await page.goto(`${url}/components#closed`);
    assert.ok(await page.locator('#closed .section-body').isVisible());
    await person.close();
  });
});
