/**
 * The walk of people, as they walk it: a real browser without script, real mails, and the real `dotnet`.
 *
 * Two people sign up and confirm, one makes an organization and invites the other, its own API key may unlist two chosen
 * packages; then the client unlists one of them with that key, and is refused for everything else.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startBrowser, type Person, type TestBrowser } from '../support/browser.ts';
import { createClientFolder, type ClientFolder } from '../support/dotnet-client.ts';
import { fetchJson } from '../support/feed-reader.ts';
import { mailTo, mailUrl } from '../support/mail.ts';
import { buildPackage } from '../support/package-builder.ts';
import { startLode, type LodeServer, type ServerDatabase } from '../support/server.ts';

const PASSWORD = 'seven copper lanterns';
const PACKAGES = ['Acme.One', 'Acme.Two', 'Acme.Three'];

for (const database of ['sqlite', 'postgres'] as const satisfies readonly ServerDatabase[]) {
  describe(`the walk of people, on ${database}`, () => {
    let browser: TestBrowser;
    let server: LodeServer;
    let client: ClientFolder;
    let olga: Person;
    let pavel: Person;
    let pushKey: string;
    let unlistKey: string;
    before(async () => {
      server = await startLode({ database });
      client = await createClientFolder({ feed: server.feed });
      browser = await startBrowser();
      olga = await browser.person({ javaScriptEnabled: false });
      pavel = await browser.person({ javaScriptEnabled: false });
    });
    after(async () => {
      await browser.close();
      await client.remove();
      await server.stop();
    });

    const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();
    const isListed = async (id: string): Promise<boolean | undefined> => {
      const index = (await fetchJson(`${server.url}/v3/registration-gz-semver2/${id.toLowerCase()}/index.json`)) as {
        items: { items: { catalogEntry: { listed: boolean } }[] }[];
      };
      return index.items[0]?.items[0]?.catalogEntry.listed;
    };
    const unlist = (id: string, key: string) =>
      client.dotnet(['nuget', 'delete', id, '1.0.0', '--source', server.feed, '--api-key', key, '--non-interactive']);

    async function signUp({ page }: Person, name: string): Promise<void> {
      await page.goto(`${server.url}/`);
      await page.getByRole('link', { name: 'Sign in', exact: true }).click();
      await page.getByRole('link', { name: 'Create an account' }).click();
      await page.getByLabel('Username').fill(name);
      await page.getByLabel('Email address').fill(`${name}@gallery.example`);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      const mail = await mailTo(server, `${name}@gallery.example`, 'Confirm');
      await page.goto(mailUrl(mail));
      await page.getByRole('button', { name: `Confirm ${name}@gallery.example` }).click();
      await page.goto(`${server.url}/account`);
      assert.match(await page.innerText('main'), new RegExp(`${name}@gallery\\.example`));
      assert.doesNotMatch(await page.innerText('main'), /Send the mail again/);
    }

    async function openMenu({ page }: Person, name: string, entry: string): Promise<void> {
      await page.getByText(name, { exact: true }).first().click();
      await page.getByRole('link', { name: entry, exact: true }).click();
    }

    it('signs two people up, and confirms them by mail', async () => {
      await signUp(olga, 'olga');
      await signUp(pavel, 'pavel');
    });

    it('signs in again', async () => {
      const { page } = olga;
      await page.getByText('olga', { exact: true }).first().click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.goto(`${server.url}/account/apikeys`);
      await page.getByLabel('Username or email').fill('olga');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      assert.equal(await heading(page), 'API keys');
    });

    it('makes an organization, whose address is confirmed', async () => {
      const { page } = olga;
      await openMenu(olga, 'olga', 'Organizations');
      await page.getByRole('link', { name: 'Add an organization' }).click();
      await page.getByLabel('Organization name').fill('Acme');
      await page.getByLabel('Email address').fill('acme@gallery.example');
      await page.getByRole('button', { name: 'Create organization' }).click();
      await page.goto(mailUrl(await mailTo(server, 'acme@gallery.example', 'Confirm')));
      await page.getByRole('button', { name: 'Confirm acme@gallery.example' }).click();
    });

    it('invites the other person, who accepts', async () => {
      await olga.page.goto(`${server.url}/organization/Acme`);
      await olga.page.locator('summary', { hasText: 'Invitations' }).click();
      await olga.page.getByLabel('Username or email address').fill('pavel');
      await olga.page.getByRole('button', { name: 'Send invitation' }).click();
      await pavel.page.goto(mailUrl(await mailTo(server, 'pavel@gallery.example', 'Acme')));
      await pavel.page.getByRole('button', { name: 'Accept the invitation' }).click();
      await pavel.page.goto(`${server.url}/organization/Acme`);
      assert.equal(await heading(pavel.page), 'Acme');
      await olga.page.goto(`${server.url}/organization/Acme`);
      assert.ok(await olga.page.getByRole('row', { name: /pavel/ }).isVisible());
    });

    it('makes a key to push with, and the client pushes three packages of the organization', async () => {
      const { page } = olga;
      await page.goto(`${server.url}/account/apikeys`);
      await page.getByLabel('Key name').fill('ci');
      await page.getByLabel('Package owner').selectOption('Acme');
      await page.getByLabel('Push', { exact: true }).check();
      await page.getByLabel('Glob pattern').fill('Acme.*');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      pushKey = await page.locator('#new-key').innerText();
      for (const id of PACKAGES) {
        await client.write(`${id}.nupkg`, buildPackage({ id, version: '1.0.0' }));
        const pushed = await client.dotnet([
          'nuget',
          'push',
          `${id}.nupkg`,
          '--source',
          server.feed,
          '--api-key',
          pushKey,
        ]);
        assert.equal(pushed.code, 0, pushed.output);
      }
    });

    it("makes the organization's own key for two chosen packages, and shows it once", async () => {
      const { page } = olga;
      await openMenu(olga, 'olga', 'API keys');
      await page.locator('summary', { hasText: 'Create' }).click();
      await page.getByLabel('Key name').fill('clean-up');
      await page.getByLabel('Package owner').selectOption('Acme');
      await page.getByLabel('The organization’s own').check();
      await page.getByLabel('Unlist package').check();
      for (const id of ['Acme.One', 'Acme.Two']) await page.getByLabel(id, { exact: true }).check();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      unlistKey = await page.locator('#new-key').innerText();
      assert.match(unlistKey, /^lode_[0-9A-Za-z]{46}$/);
      await page.goto(`${server.url}/account/apikeys`);
      assert.ok(!(await page.content()).includes(unlistKey));
    });

    it('lets the client unlist one of the two with that key', async () => {
      const unlisted = await unlist('Acme.One', unlistKey);
      assert.equal(unlisted.code, 0, unlisted.output);
      assert.deepEqual(await Promise.all(PACKAGES.map(isListed)), [false, true, true]);
    });

    it('refuses a third package, a push, and the key once it has expired', async () => {
      const third = await unlist('Acme.Three', unlistKey);
      assert.notEqual(third.code, 0);
      assert.match(third.output, /403.*may not unlist/s);
      await client.write('new.nupkg', buildPackage({ id: 'Acme.One', version: '2.0.0' }));
      const push = await client.dotnet(['nuget', 'push', 'new.nupkg', '--source', server.feed, '--api-key', unlistKey]);
      assert.notEqual(push.code, 0);
      assert.match(push.output, /403.*may not publish/s);
      await withEnd(server, 'clean-up', async () => {
        const expired = await unlist('Acme.Two', unlistKey);
        assert.notEqual(expired.code, 0);
        assert.match(expired.output, /403.*expired/s);
      });
      assert.deepEqual(await Promise.all(PACKAGES.map(isListed)), [false, true, true]);
    });

    it('refuses the key once it was revoked on its page', async () => {
      const { page } = olga;
      await page.goto(`${server.url}/account/apikeys`);
      await page
        .getByRole('row', { name: /clean-up/ })
        .getByRole('link', { name: /Revoke/ })
        .click();
      await page.getByRole('button', { name: 'Revoke the key' }).click();
      const revoked = await unlist('Acme.Two', unlistKey);
      assert.notEqual(revoked.code, 0);
      assert.match(revoked.output, /403.*revoked/s);
      assert.equal(await isListed('Acme.Two'), true);
    });

    it('has told both of it by mail, and complained of nothing', async () => {
      for (const address of ['olga@gallery.example', 'acme@gallery.example']) {
        assert.match((await mailTo(server, address, 'API key')).text, /clean-up/);
      }
      assert.deepEqual([...olga.complaints, ...pavel.complaints], []);
    });
  });
}

/** Lets a key be expired while `work` runs: the clock of a process cannot be moved, its row can. */
async function withEnd(server: LodeServer, name: string, work: () => Promise<void>): Promise<void> {
  const database = await server.openDatabase();
  const setEnd = (end: number) =>
    database.transaction(async (tx) => {
      await tx.updateTable('api_keys').set({ expires_at: end }).where('name', '=', name).execute();
    });
  try {
    const { expires_at } = await database.read
      .selectFrom('api_keys')
      .select('expires_at')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    await setEnd(1);
    await work();
    await setEnd(expires_at);
  } finally {
    await database.close();
  }
}
