import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createRateLimiter } from '../../src/accounts/limits/rate-limiter.ts';
import { inviteMember } from '../../src/accounts/organizations/invite-member.ts';
import { findSession } from '../../src/accounts/sessions/find-session.ts';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { testApps, type TestApp } from '../support/test-app.ts';

/** The longest that a name may be, without a place to break a line. */
const LONG = 'Organization'.padEnd(64, 'x');

forEachDatabase((name, open) => {
  // What a browser shows does not depend on the database.
  if (name !== 'SQLite') return;

  describe('pages of organizations, in a browser', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let app: TestApp;
    let url: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      app = await start({ LODE_PORT: String(port), LODE_URL: url });
      for (const person of ['olga', 'carl', 'team']) await app.person(person);
      await app.organization('acme', 'olga');
      await app.organization(LONG, 'olga');
      await app.organization('other', 'carl');
      await invite('other', 'carl', 'olga');
      browser = await startBrowser();
    });
    after(() => browser.close());

    async function invite(organization: string, by: string, invitee: string): Promise<void> {
      const principal = await findSession(app, await app.signIn(by));
      assert.ok(principal !== undefined);
      const limiter = createRateLimiter(app, undefined);
      const origin = { address: '127.0.0.1', userAgent: 'tests' };
      await inviteMember({ ...app, limiter }, principal, { organization, invitee, role: 'administrator' }, origin);
    }

    async function personOf(who: string, options: BrowserContextOptions = {}) {
      const person = await browser.person(options);
      await person.context.addCookies([{ name: 'lode_session', value: await app.signIn(who), url, httpOnly: true }]);
      return person;
    }

    it('take two people from an invitation to a membership, by keyboard and without script', async () => {
      const olga = await personOf('olga', { javaScriptEnabled: false });
      await olga.page.goto(`${url}/account/organizations`);
      await olga.page.getByRole('link', { name: 'acme' }).click();
      await olga.page.getByRole('heading', { name: 'Invitations' }).click();
      await olga.page.getByLabel('Username or email address').fill('carl');
      await olga.page.getByRole('radio', { name: 'Administrator' }).check();
      await olga.page.keyboard.press('Enter');
      await olga.page.getByText('carl is invited.').waitFor();
      const carl = await personOf('carl');
      await carl.page.goto(`${url}/account/organizations`);
      await carl.page.getByRole('button', { name: 'Accept the invitation to acme' }).click();
      await carl.page.getByText('You are an administrator of acme now.').waitFor();
      assert.deepEqual([...olga.complaints, ...carl.complaints], []);
      await olga.close();
      await carl.close();
    });

    /** Every page, with all its sections open. */
    async function lookAtAll(options: BrowserContextOptions, look: (page: Page, path: string) => Promise<void>) {
      const [invitation] = await app.database.read.selectFrom('invitations').select('public_id as id').execute();
      const { page, ...person } = await personOf('olga', options);
      for (const path of [
        '/account/organizations',
        '/organization/add',
        '/organization/acme',
        `/organization/${LONG}`,
        `/organization/${LONG}/members/delete?member=olga`,
        `/organization/${LONG}/DeleteRequest`,
        '/organization/acme/members/delete?member=carl',
        `/invitations/${invitation?.id}`,
        '/invitations/none',
        '/account/transform',
        '/account/delete',
      ]) {
        await page.goto(url + path);
        const closed = page.locator('.section:not([open]) > summary');
        while ((await closed.count()) > 0) await closed.first().click();
        await look(page, path);
      }
      // Chromium says on its console that an invitation which holds no more is a 404.
      assert.deepEqual(
        person.complaints.filter((each) => !each.includes('404')),
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
