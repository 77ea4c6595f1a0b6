/**
 * The walk of the promise, as people walk it: a real browser and the real `dotnet`.
 *
 * Somebody makes a key for an organization, versions are pushed, and one of them is unlisted on its page of nuget.org's
 * address. From then on nothing offers it, everything that names it goes on restoring it, and who owns it sees it as it is;
 * the page takes it back, and the client unlists as well.
 */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startBrowser, type Person, type TestBrowser } from '../support/browser.ts';
import { createClientFolder, projectFile, type ClientFolder } from '../support/dotnet-client.ts';
import { catalogEntries, fetchJson, flatContainerVersions } from '../support/feed-reader.ts';
import { buildPackage } from '../support/package-builder.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { createKey, startLode, type LodeServer, type ServerDatabase } from '../support/server.ts';

const PASSWORD = 'seven copper lanterns';
const ID = 'Acme.Tool';
const DELETE_PAGE = `/packages/${ID}/3.0.1/Delete`;

/** What a project refers to, and what the client must restore for it, whatever is listed. */
const references: Readonly<Record<string, readonly [range: string, restored: string]>> = {
  exact: ['[3.0.1]', '3.0.1'],
  floating: ['3.0.*', '3.0.1'],
  major: ['3.*', '3.0.1'],
  preview: ['3.0.1-*', '3.0.1'],
  before: ['3.0.0-*', '3.0.0'],
  least: ['3.0.0', '3.0.0'],
};

interface Stage {
  readonly server: LodeServer;
  readonly client: ClientFolder;
}

for (const database of ['sqlite', 'postgres'] as const satisfies readonly ServerDatabase[]) {
  describe(`the walk of the promise, on ${database}`, () => {
    let browser: TestBrowser;
    let stage: Stage;
    let pushKey: string;
    let unlistKey: string;
    /** At the desk, with script. */
    let desk: Person;
    /** At another machine, without script, and at first not signed in. */
    let elsewhere: Person;
    before(async () => {
      const server = await startLode({ database });
      stage = { server, client: await createClientFolder({ feed: server.feed }) };
      await server.lode(['user', 'add', 'olga', '--email', 'olga@gallery.example', '--password-stdin'], PASSWORD);
      await server.lode(['org', 'add', 'acme', '--email', 'acme@gallery.example', '--admin', 'olga']);
      pushKey = await createKey(server, { owner: 'acme', name: 'ci', scopes: ['push'] });
      succeeded(await push(stage, '2.0.0', pushKey));
      browser = await startBrowser();
      desk = await browser.person();
      await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      elsewhere = await browser.person({ javaScriptEnabled: false });
    });
    after(async () => {
      await browser.close();
      await stage.client.remove();
      await stage.server.stop();
    });

    const open = ({ page }: Person, where: string) => page.goto(`${stage.server.url}${where}`);

    it('makes a key for an organization that may unlist one package, and copies it once', async () => {
      const { page } = desk;
      await open(desk, '/');
      await page.getByRole('link', { name: 'Sign in', exact: true }).click();
      await signIn(page);
      await page.getByText('olga', { exact: true }).first().click();
      await page.getByRole('banner').getByRole('link', { name: 'API keys', exact: true }).click();
      await page.locator('summary', { hasText: 'Create' }).click();
      await page.getByLabel('Key name').fill('clean-up');
      await page.getByLabel('Package owner').selectOption('acme');
      await page.getByLabel('Unlist package').check();
      await page.getByRole('group', { name: 'Available packages' }).getByLabel(ID, { exact: true }).check();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('main').getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('main').getByRole('button', { name: 'Copied' }).waitFor();
      unlistKey = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(unlistKey, /^lode_[0-9A-Za-z]{46}$/);
      await open(desk, '/account/apikeys');
      assert.ok(!(await page.content()).includes(unlistKey));
    });

    it('takes two versions from the client, which finds the higher one', async () => {
      for (const version of ['3.0.0', '3.0.1']) succeeded(await push(stage, version, pushKey));
      assert.deepEqual(await offeredVersions(stage), ['2.0.0', '3.0.0', '3.0.1']);
      assert.notEqual((await push(stage, '3.0.2', unlistKey)).code, 0, 'the other key pushes nothing');
    });

    it('leads from the page that nuget.org deletes at to Manage, through the sign-in', async () => {
      const { page } = elsewhere;
      await open(elsewhere, DELETE_PAGE);
      await signIn(page);
      assert.equal(new URL(page.url()).pathname, `/packages/${ID}/3.0.1/Manage`);
      for (const section of ['Owners', 'Deprecation', 'Listing', 'Documentation']) {
        assert.ok(await page.getByRole('heading', { name: section, exact: true }).isVisible(), section);
      }
      assert.equal(await page.getByLabel('List in search results').isVisible(), false, 'sections are closed at first');
    });

    it('unlists by the box under the plus', async () => {
      const { page } = elsewhere;
      await page.locator('summary', { hasText: 'Listing' }).click();
      await page.getByLabel('List in search results').uncheck();
      await page.getByRole('button', { name: 'Save', exact: true }).first().click();
      assert.match(await page.getByRole('status').first().innerText(), /Acme\.Tool 3\.0\.1 is unlisted/);
      assert.equal(await page.getByLabel('List in search results').isChecked(), false);
    });

    it('shows to somebody unknown what is listed, and to its owner everything with its state', async () => {
      const stranger = await browser.person();
      await open(stranger, `/packages/${ID}/`);
      assert.deepEqual(await shownVersions(stranger.page), ['3.0.0', '2.0.0']);
      assert.doesNotMatch(await stranger.page.innerText('main'), /3\.0\.1/);
      await open(stranger, `/packages?q=${ID}`);
      assert.doesNotMatch(await stranger.page.innerText('main'), /3\.0\.1/);
      assert.deepEqual([...stranger.complaints], []);
      await stranger.close();

      await open(elsewhere, `/packages/${ID}/`);
      assert.deepEqual(await shownVersions(elsewhere.page), ['3.0.1', '3.0.0', '2.0.0']);
      assert.deepEqual(await states(elsewhere.page), ['Unlisted', 'Listed', 'Listed']);
    });

    it('is not offered to the client, and restores for whoever names it', async () => {
      await stage.client.wipeCaches();
      assert.deepEqual(await offeredVersions(stage), ['2.0.0', '3.0.0']);
      assert.equal(await addedVersion(stage), '3.0.0');
      await restoresAll(stage);
    });

    it('stays in the catalog and among the files, marked', async () => {
      assert.deepEqual(await catalogStates(stage), [true, false]);
      assert.deepEqual(await flatContainerVersions(stage.server, ID.toLowerCase()), ['2.0.0', '3.0.0', '3.0.1']);
    });

    it('comes back by the same box', async () => {
      const { page } = desk;
      await open(desk, `/packages/${ID}/3.0.1/Manage`);
      await page.locator('summary', { hasText: 'Listing' }).click();
      await page.getByLabel('List in search results').check();
      await page.getByRole('button', { name: 'Save', exact: true }).first().click();
      assert.match(await page.getByRole('status').first().innerText(), /Acme\.Tool 3\.0\.1 is listed/);
      await stage.client.wipeCaches();
      assert.deepEqual(await offeredVersions(stage), ['2.0.0', '3.0.0', '3.0.1']);
      assert.equal(await addedVersion(stage), '3.0.1');
      assert.deepEqual(await catalogStates(stage), [true, false, true]);
    });

    it('is unlisted by the client with the key that was copied, as often as it likes', async () => {
      const { server, client } = stage;
      const args = ['nuget', 'delete', ID, '3.0.1', '--source', 'lode', '--api-key', unlistKey, '--non-interactive'];
      for (let times = 0; times < 2; times += 1) succeeded(await client.dotnet(args));
      await client.wipeCaches();
      assert.deepEqual(await offeredVersions(stage), ['2.0.0', '3.0.0']);
      assert.deepEqual(await catalogStates(stage), [true, false, true, false]);
      await restoresAll(stage);
      await open(elsewhere, `/packages/${ID}/`);
      assert.deepEqual(await states(elsewhere.page), ['Unlisted', 'Listed', 'Listed']);
      assert.doesNotMatch(server.log(), /"level":(50|60)/);
    });

    it('complained of nothing', () => assert.deepEqual([...desk.complaints, ...elsewhere.complaints], []));
  });
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Username or email').fill('olga');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The versions that the page of a package lists, as it does. */
async function shownVersions(page: Page): Promise<string[]> {
  const titles = page.getByRole('table', { name: /versions/i }).getByRole('rowheader');
  return (await titles.allInnerTexts()).map((text) => text.trim());
}

/** What the column for owners says of each. */
async function states(page: Page): Promise<string[]> {
  const rows = page
    .getByRole('table', { name: /versions/i })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
  return (await rows.getByText(/^(Listed|Unlisted)$/).allInnerTexts()).map((text) => text.trim());
}

function succeeded(result: ProgramResult): void {
  assert.equal(result.code, 0, result.output);
}

async function push({ client }: Stage, version: string, key: string): Promise<ProgramResult> {
  const file = `${ID}.${version}.nupkg`;
  await client.write(file, buildPackage({ id: ID, version }));
  return client.dotnet(['nuget', 'push', file, '--source', 'lode', '--api-key', key]);
}

/** The versions that `dotnet package search` finds. */
async function offeredVersions({ client }: Stage): Promise<(string | undefined)[]> {
  const args = ['package', 'search', ID, '--exact-match', '--source', 'lode', '--format', 'json'];
  const result = await client.dotnet(args);
  succeeded(result);
  const answer = JSON.parse(result.stdout) as { searchResult: { packages: { version?: string }[] }[] };
  return answer.searchResult.flatMap((source) => source.packages).map(({ version }) => version);
}

/** The version that `dotnet add package` takes. */
async function addedVersion({ client }: Stage): Promise<string | undefined> {
  await rm(path.join(client.folder, 'adding'), { recursive: true, force: true });
  await client.write('adding/adding.csproj', projectFile([]));
  succeeded(await client.dotnet(['add', 'package', ID], { below: 'adding' }));
  return /Version="([^"]+)"/.exec(await readFile(path.join(client.folder, 'adding', 'adding.csproj'), 'utf8'))?.[1];
}

/** Restores a project for each reference, from nothing. */
async function restoresAll({ client }: Stage): Promise<void> {
  await client.wipeCaches();
  await rm(path.join(client.folder, 'all'), { recursive: true, force: true });
  const names = Object.keys(references);
  for (const [name, [range]] of Object.entries(references)) {
    await client.write(`all/${name}/${name}.csproj`, projectFile([`${ID} ${range}`]));
  }
  const projects = names.map((name) => `<Project Path="${name}/${name}.csproj" />`);
  await client.write('all/all.slnx', `<Solution>${projects.join('')}</Solution>`);
  succeeded(await client.dotnet(['restore', 'all.slnx', '--disable-build-servers'], { below: 'all' }));
  for (const [name, [range, expected]] of Object.entries(references)) {
    const file = path.join(client.folder, 'all', name, 'obj', 'project.assets.json');
    const { libraries } = JSON.parse(await readFile(file, 'utf8')) as { libraries: object };
    assert.deepEqual(Object.keys(libraries), [`${ID}/${expected}`], range);
  }
}

/** What the catalog has said of the version so far: whether it is listed, the oldest entry first. */
async function catalogStates({ server }: Stage): Promise<boolean[]> {
  const entries = (await catalogEntries(server)).filter(({ id, version }) => id === ID && version === '3.0.1');
  const leaves = await Promise.all(entries.map(({ url }) => fetchJson(url)));
  for (const { listed, published } of leaves) {
    assert.equal(String(published).startsWith('1900-01-01'), listed === false, 'unlisted is published in 1900');
  }
  return leaves.map(({ listed }) => listed === true);
}
