import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { buildPackage } from '../support/package-builder.ts';
import { testApps } from '../support/test-app.ts';

/** With few places to break a line. */
const LONG = `Acme.${'Extraordinarily'.repeat(5)}.Long`;
const LEAST_TARGET_PIXELS = 24;

forEachDatabase((name, open) => {
  // What a browser shows does not depend on the database.
  if (name !== 'SQLite') return;

  describe('finding packages, in a browser', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let url: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      const app = await start({ LODE_PORT: String(port), LODE_URL: url });
      await app.person('olga');
      const key = await app.key('olga');
      const tags = Array.from({ length: 30 }, (_, index) => `tag-${index}${'y'.repeat(index)}`).join(' ');
      for (const id of ['Acme.Http', 'Acme.Json', LONG]) {
        const bytes = buildPackage({ id, version: '1.0.0', tags, description: 'Unbroken'.repeat(50) });
        assert.equal((await app.push(key, bytes)).status, 201);
      }
      browser = await startBrowser();
    });
    after(() => browser.close());

    it('suggests ids that arrows choose, Enter goes to and Escape puts away', async () => {
      const { page, complaints, ...person } = await browser.person();
      await page.goto(`${url}/packages`);
      await page.keyboard.press('/');
      await page.keyboard.type('acme.');
      const box = page.getByRole('combobox', { name: 'Search packages' });
      const options = page.getByRole('listbox', { name: 'Packages' }).getByRole('option');
      await options.first().waitFor();
      assert.equal(await options.count(), 3);
      assert.equal(await box.getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const second = options.nth(1);
      assert.equal(await second.getAttribute('aria-selected'), 'true');
      assert.equal(await box.getAttribute('aria-activedescendant'), await second.getAttribute('id'));
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.keyboard.press('Escape');
      assert.equal(await options.count(), 0);
      assert.equal(await box.inputValue(), 'acme.');
      await page.keyboard.type('j');
      await page.getByRole('option', { name: 'Acme.Json' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${url}/packages/Acme.Json`);
      assert.deepEqual(complaints, []);
      await person.close();
    });

    it('searches for what was typed where nothing is chosen', async () => {
      const { page, ...person } = await browser.person();
      await page.goto(url);
      await page.getByLabel('Search packages').fill('http');
      await page.getByLabel('Search packages').press('Enter');
      await page.waitForURL(`${url}/packages?q=http`);
      await person.close();
    });

    it('can be read and used at any width, in the dark too', async () => {
      for (const width of [320, 880, 1_280]) {
        const { page, complaints, ...person } = await browser.person({
          viewport: { width, height: 800 },
          colorScheme: width === 880 ? 'dark' : 'light',
        });
        for (const path of [
          '/',
          '/packages?tfms=net8.0',
          '/packages?q=none&licence=MIT&frameworks=net',
          '/profiles/olga',
        ]) {
          await page.goto(url + path);
          assert.deepEqual(await accessibilityFaults(page), [], `${path} at ${width}`);
          assert.deepEqual(await sidewaysFaults(page), [], `${path} at ${width}`);
          assert.deepEqual(await smallTargets(page, LEAST_TARGET_PIXELS), [], `${path} at ${width}`);
        }
        await page.goto(`${url}/packages`);
        const isBeside = await page.getByLabel('Kind').isVisible();
        assert.equal(isBeside, width >= 880, `filters at ${width}`);
        assert.deepEqual(complaints, []);
        await person.close();
      }
    });
  });
});
