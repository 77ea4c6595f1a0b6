import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createRateLimiter } from '../../src/accounts/limits/rate-limiter.ts';
import { findSession } from '../../src/accounts/sessions/find-session.ts';
import { addOwner } from '../../src/packages/owners/add-owner.ts';
import { inviteOwner } from '../../src/packages/owners/invite-owner.ts';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { ownersOf, ownPackages, packageId } from '../support/owned-packages.ts';
import { testApps, type TestApp } from '../support/test-app.ts';

/** The longest that an id may be, with few places to break a line. */
const LONG = `Acme.${'Extraordinarily'.repeat(6)}.Long`;
const operator = { kind: 'operator' } as const;

forEachDatabase((name, open) => {
  // What a browser shows does not depend on the database.
  if (name !== 'SQLite') return;

  describe('pages of owners, in a browser', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let app: TestApp;
    let url: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      app = await start({ LODE_PORT: String(port), LODE_URL: url });
      for (const person of ['olga', 'pavel', 'mina']) await app.person(person);
      await app.organization('acme', 'olga');
      await ownPackages(app, ['Acme.Http', 'Acme.Json', LONG], { owners: ['olga'] });
      await ownPackages(app, ['Pavel.One', 'Pavel.Two'], { owners: ['pavel'] });
      for (const id of ['Pavel.One', 'Pavel.Two']) await invite(id, 'pavel', 'olga', 'Line one\nline two');
      await addOwner(app, operator, { id: packageId(LONG), account: 'mina' });
      await invite(LONG, 'olga', 'pavel', '');
      browser = await startBrowser();
    });
    after(() => browser.close());

    async function invite(id: string, by: string, account: string, message: string): Promise<void> {
      const principal = await findSession(app, await app.signIn(by));
      assert.ok(principal !== undefined);
      const limiter = createRateLimiter(app, undefined);
      await inviteOwner({ ...app, limiter }, principal, { id: packageId(id), account, message });
    }

    async function personOf(who: string, options: BrowserContextOptions = {}) {
      const person = await browser.person(options);
      await person.context.addCookies([{ name: 'lode_session', value: await app.signIn(who), url, httpOnly: true }]);
      return person;
    }

    it('change the owners of two ticked packages after a preview, without script', async () => {
      const olga = await personOf('olga', { javaScriptEnabled: false });
      const { page, complaints } = olga;
      await page.goto(`${url}/account/Packages`);
      await page.getByRole('checkbox', { name: 'Acme.Http' }).check();
      await page.getByRole('checkbox', { name: 'Acme.Json' }).check();
      await page.getByRole('heading', { name: 'Change owners of several packages' }).click();
      await page.getByLabel('Person or organization').fill('acme');
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('heading', { name: 'Invite acme to own 2 packages' }).waitFor();
      await page.getByRole('button', { name: 'Invite acme to own 2 packages' }).click();
      await page.getByText('acme is an owner of 2 packages now.').waitFor();
      for (const id of ['Acme.Http', 'Acme.Json']) assert.deepEqual(await ownersOf(app.database, id), ['acme', 'olga']);
      assert.deepEqual(complaints, []);
      await olga.close();
    });

    /** Every page, with all its sections open; the preview comes by its form. */
    async function lookAtAll(options: BrowserContextOptions, look: (page: Page, path: string) => Promise<void>) {
      const olga = await personOf('olga', options);
      const { page, complaints } = olga;
      for (const path of [
        '/account/Packages',
        '/account/Packages?listing=unlisted',
        '/account/Packages?q=nothing',
        `/packages/${LONG}/owners`,
        `/packages/${LONG}/owners/remove?account=mina`,
        '/packages/Acme.Json/owners/remove?account=olga',
        `/packages/${LONG}/history`,
      ]) {
        await page.goto(url + path);
        const closed = page.locator('.section:not([open]) > summary');
        while ((await closed.count()) > 0) await closed.first().click();
        await look(page, path);
      }
      await page.goto(`${url}/account/Packages`);
      await page.getByRole('heading', { name: 'Change owners of several packages' }).click();
      await page.getByRole('radio', { name: /^All of yours/ }).check();
      await page.getByRole('radio', { name: 'Remove from the owners' }).check();
      await page.getByLabel('Person or organization').fill('olga');
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('heading', { name: /Remove olga/ }).waitFor();
      await look(page, 'the preview');
      assert.deepEqual(complaints, []);
      await olga.close();
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
