import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { MICROSECONDS_PER_DAY } from '../../src/base/clock.ts';
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
import { testApps, type TestApp } from '../support/test-app.ts';

/** As long as ids and names may be, without a place to break a line. */
const LONG_ID = 'Acme'.padEnd(100, 'x');
const LONG_NAME = 'Key'.padEnd(200, 'x');

/** What a browser shows where it does not ask again: it says so on a page of its own, a moment later. */
async function settledContent(page: Page): Promise<string> {
  for (let left = 50; ; left -= 1) {
    try {
      return await page.content();
    } catch (error) {
      if (left === 0) throw error;
      await page.waitForTimeout(100);
    }
  }
}

forEachDatabase((name, open) => {
  // What a browser shows does not depend on the database.
  if (name !== 'SQLite') return;

  describe('pages of API keys, in a browser', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let app: TestApp;
    let url: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      app = await start({ LODE_PORT: String(port), LODE_URL: url });
      await app.person('olga');
      await app.organization('acme', 'olga');
      const key = await app.key('acme', { days: 5, name: LONG_NAME });
      const ids = [
        'Acme.One',
        'Acme.Two',
        'Acme.Three',
        LONG_ID,
        ...Array.from({ length: 12 }, (_, at) => `Acme.P${at}`),
      ];
      for (const id of ids) assert.equal((await app.push(key, buildPackage({ id, version: '1.0.0' }))).status, 201);
      await app.key('olga', { name: 'nightly', packages: Array.from({ length: 9 }, (_, at) => `Acme.Package${at}.*`) });
      const days = (count: number) => app.clock.now() + count * MICROSECONDS_PER_DAY;
      const states = [{ revocation: 'leaked', revoked_at: days(0) }, { revoked_at: days(0) }, { expires_at: days(-1) }];
      for (const [at, state] of [...states, { rotate_before: days(3) }].entries()) {
        await app.key('acme', { name: `state ${at}` });
        await app.database.transaction((tx) =>
          tx.updateTable('api_keys').set(state).where('name', '=', `state ${at}`).execute(),
        );
      }
      browser = await startBrowser();
    });
    after(() => browser.close());

    async function personOf(who: string, options: BrowserContextOptions = {}) {
      const person = await browser.person(options);
      await person.context.addCookies([{ name: 'lode_session', value: await app.signIn(who), url, httpOnly: true }]);
      return person;
    }
    const unlist = (key: string, id: string) =>
      fetch(`${url}/api/v2/package/${id}/1.0.0`, { method: 'DELETE', headers: { 'x-nuget-apikey': key } });

    it('make a key for two packages, copy it once, and do not have it again', async () => {
      const person = await personOf('olga');
      const { page, complaints, context } = person;
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(`${url}/account/apikeys`);
      await page.getByRole('heading', { name: 'Create' }).click();
      await page.getByLabel('Key name').fill('Unlister');
      await page.getByLabel('Package owner').selectOption('acme');
      await page.getByLabel('Unlist package').check();
      await page.getByLabel('Acme.One', { exact: true }).check();
      await page.getByLabel('Acme.Two', { exact: true }).check();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('main').getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('main').getByRole('button', { name: 'Copied' }).waitFor();
      const key = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(key, /^lode_\w{46}$/);
      const statuses = await Promise.all(['Acme.One', 'Acme.Three'].map(async (id) => (await unlist(key, id)).status));
      assert.deepEqual(statuses, [204, 403]);
      await page.getByRole('link', { name: 'Unlister' }).click();
      assert.ok(!(await page.content()).includes(key));
      await page.goBack().catch(() => undefined);
      assert.ok(!(await settledContent(page)).includes(key), 'the way back shows the key');
      await page.goto(`${url}/account/apikeys`);
      assert.ok(!(await page.content()).includes(key));
      assert.ok((await page.getByRole('heading', { name: 'Manage' }).count()) === 1);
      assert.deepEqual(
        complaints.filter((each) => !each.includes('ERR_CACHE_MISS')),
        [],
      );
      await person.close();
    });

    it('do the same without script, by keyboard', async () => {
      const person = await personOf('olga', { javaScriptEnabled: false });
      const { page } = person;
      await page.goto(`${url}/account/apikeys`);
      await page.getByRole('heading', { name: 'Create' }).click();
      await page.getByLabel('Key name').fill('By keyboard');
      await page.getByLabel('Push', { exact: true }).check();
      await page.getByLabel('Glob pattern').fill('Acme.*');
      await page.keyboard.press('Enter');
      await page.getByText('The key By keyboard exists.').waitFor();
      assert.match((await page.locator('#new-key').textContent()) ?? '', /^lode_/);
      await person.close();
    });

    /** Every page, with all its sections open. */
    async function lookAtAll(options: BrowserContextOptions, look: (page: Page, path: string) => Promise<void>) {
      const ids = await app.database.read.selectFrom('api_keys').select(['public_id as id', 'name']).execute();
      const person = await personOf('olga', options);
      const { page, complaints } = person;
      const shown = ids.filter((key) => key.name !== 'nightly').map((key) => `/account/apikeys/${key.id}`);
      const paths = [
        '/account/apikeys',
        '/account/apikeys?ended=1',
        '/account/apikeys?owner=acme',
        '/revoke-key',
        ...shown,
      ];
      for (const path of paths) {
        await page.goto(url + path);
        const closed = page.locator('.section:not([open]) > summary');
        while ((await closed.count()) > 0) await closed.first().click();
        await look(page, path);
      }
      await page.goto(`${url}/account/apikeys`);
      await page.getByRole('heading', { name: 'Create' }).click();
      await page.getByRole('button', { name: 'Create' }).click();
      await look(page, 'a form with faults');
      assert.deepEqual(
        complaints.filter((each) => !each.includes('400')),
        [],
      );
      await person.close();
    }

    it('have nothing that axe finds', async () => {
      await lookAtAll({}, async (page, path) => assert.deepEqual(await accessibilityFaults(page), [], path));
    });

    it('can be hit with a finger at 320 px, and scroll nothing sideways', async () => {
      const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
      await lookAtAll(phone, async (page, path) => {
        assert.deepEqual(await sidewaysFaults(page), [], path);
        assert.deepEqual(await smallTargets(page, 44), [], path);
      });
    });
  });
});
