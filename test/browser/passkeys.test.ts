/**
 * Passkeys in a real browser, with an authenticator that the browser's developer tools provide: the one thing on the site
 * that needs script. And single sign-on, since only a browser knows whether its policy lets anybody leave.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { accessibilityFaults, startBrowser, type Person, type TestBrowser } from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { CLIENT_ID, CLIENT_SECRET, startOidcIssuer, type OidcIssuer } from '../support/oidc-issuer.ts';
import { PASSWORD, personWithPassword } from '../support/sign-in.ts';
import { testApps, type TestApp } from '../support/test-app.ts';

/** A phone that checks its person's finger, unless it is told that nobody touches it. */
async function addAuthenticator(page: Page): Promise<{ tools: CDPSession; authenticatorId: string }> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('WebAuthn.enable');
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { tools, authenticatorId };
}

forEachDatabase((database, open) => {
  describe(`passkeys in a browser, on ${database}`, () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let issuer: OidcIssuer;
    let app: TestApp;
    let url: string;
    let olga: Person;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      issuer = await startOidcIssuer(`${url}/signin/oidc/callback`);
      app = await start({
        LODE_PORT: String(port),
        LODE_URL: url,
        LODE_OIDC_ISSUER: issuer.url,
        LODE_OIDC_CLIENT_ID: CLIENT_ID,
        LODE_OIDC_CLIENT_SECRET: CLIENT_SECRET,
        LODE_OIDC_NAME: 'Example',
      });
      await personWithPassword(app, 'olga');
      browser = await startBrowser();
      olga = await browser.person();
    });
    after(async () => {
      await browser.close();
      await issuer.close();
    });

    const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

    async function signInByPassword(page: Page): Promise<void> {
      await page.goto(`${url}/signin`);
      await page.getByLabel('Username or email').fill('olga');
      await page.getByLabel('Password').fill(PASSWORD);
      await press(page, 'Sign in');
    }

    async function signOut(page: Page): Promise<void> {
      await page.locator('details[data-menu] summary').click();
      await press(page, 'Sign out');
      await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor();
    }

    it('adds a passkey, and shows recovery codes with it', async () => {
      const { page } = olga;
      await addAuthenticator(page);
      await signInByPassword(page);
      await page.goto(`${url}/account/security/passkeys`);
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.getByLabel('Name').fill('Phone');
      await press(page, 'Add a passkey');
      await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
      assert.equal((await page.locator('#recovery-codes').innerText()).trim().split('\n').length, 10);
      assert.deepEqual(await accessibilityFaults(page), []);
    });

    it('says so when the device has one already', async () => {
      const { page } = olga;
      await page.goto(`${url}/account/security/passkeys`);
      await page.getByLabel('Name').fill('Phone again');
      await press(page, 'Add a passkey');
      await page.getByText('has a passkey of your account already').waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
    });

    it('signs in by the passkey alone', async () => {
      const { page } = olga;
      await signOut(page);
      await page.goto(`${url}/signin?return=%2Faccount%2Fsecurity`);
      assert.deepEqual(await accessibilityFaults(page), []);
      await press(page, 'Use a passkey');
      await page.waitForURL(`${url}/account/security`);
      assert.equal(await heading(page), 'Security');
    });

    it('signs in by the passkey as the second step after the password', async () => {
      const { page } = olga;
      await signOut(page);
      await signInByPassword(page);
      assert.equal(await heading(page), 'Second step');
      assert.deepEqual(await accessibilityFaults(page), []);
      await press(page, 'Use a passkey');
      await page.waitForURL(`${url}/`);
      assert.deepEqual(olga.complaints, []);
    });

    it('confirms by the passkey that it is still the same person', async () => {
      const { page } = olga;
      app.clock.advance(3_601_000_000);
      await page.goto(`${url}/account/security/app`);
      assert.equal(await heading(page), 'Confirm that it is you');
      await press(page, 'Confirm by a passkey');
      await page.waitForURL(`${url}/account/security/app`);
      assert.deepEqual(await accessibilityFaults(page), []);
    });

    it('asks a passkey nothing without script, and says what is missing', async () => {
      const plain = await browser.person({ javaScriptEnabled: false });
      await plain.page.goto(`${url}/signin`);
      assert.match(await plain.page.innerText('main'), /Passkeys need JavaScript/);
      assert.equal(await plain.page.getByRole('button', { name: 'Use a passkey' }).count(), 0);
      await plain.close();
    });

    it('says that a device knows no passkey, and lets the person try again', async () => {
      const other = await browser.person();
      const { tools, authenticatorId } = await addAuthenticator(other.page);
      await tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
      await other.page.goto(`${url}/signin`);
      await press(other.page, 'Use a passkey');
      await other.page.getByText('No passkey was used').waitFor();
      assert.ok(await other.page.getByRole('button', { name: 'Use a passkey' }).isEnabled());
      await other.close();
    });

    it('leaves for single sign-on and comes back, with script and without', async () => {
      for (const javaScriptEnabled of [true, false]) {
        const name = javaScriptEnabled ? 'pavel' : 'petra';
        issuer.becomes({ sub: name, email: `${name}@example.org`, email_verified: true, preferred_username: name });
        const person = await browser.person({ javaScriptEnabled });
        const { page } = person;
        await page.goto(`${url}/signin?return=%2Faccount`);
        await press(page, 'Sign in with Example');
        await page.waitForURL(`${url}/signin/oidc/account`);
        assert.equal(await heading(page), `Welcome, ${name}`);
        if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(page), []);
        await press(page, 'Create the account');
        await page.waitForURL(`${url}/account`);
        assert.deepEqual(person.complaints, []);
        await person.close();
      }
    });
  });
});
