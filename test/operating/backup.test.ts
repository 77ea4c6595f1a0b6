/** docs/operating/backup.md: its commands, taken out of it and run as they stand while packages are being pushed. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPackage } from '../support/package-builder.ts';
import { elementsNamed, attribute } from '../support/html-document.ts';
import { runProgram } from '../support/run-program.ts';
import { siteVisitor, type VisitedPage } from '../support/site-visitor.ts';
import { startLode, type LodeServer } from '../support/server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const PUSHED_BEFORE = 20;
const PUSHERS = 4;
const PASSWORD = 'a horse without a battery';

/** The hidden field of the form on a page. */
function tokenOf({ root: page }: VisitedPage): string {
  const input = elementsNamed(page, 'input').find((each) => attribute(each, 'name') === 'token');
  return input === undefined ? '' : (attribute(input, 'value') ?? '');
}

describe('docs/operating/backup.md', () => {
  let folder: string;
  let original: LodeServer;
  let copy: LodeServer;
  let key: string;
  /** What somebody holds who was on the site before the copy was made. */
  let visitor: string;
  let formToken: string;
  let resetLink: string;
  const pushed = new Map<string, Uint8Array>();
  const acknowledged = new Set<string>();

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lode-backup-'));
    const unlimited = { database: 'sqlite', settings: { LODE_RATE_LIMITS: 'off' } } as const;
    [original, copy] = await Promise.all([startLode(unlimited), startLode(unlimited)]);
    await original.lode(['user', 'add', 'olga', '--email', 'olga@gallery.example']);
    key = (await original.lode(['key', 'create', '--owner', 'olga', '--name', 'ci', '--scopes', 'push'])).trim();
    resetLink = (await original.lode(['user', 'reset-password', 'olga'])).trim();
    const browser = siteVisitor(original.url, original.url);
    formToken = tokenOf(await browser.get('/signin'));
    visitor = browser.cookie('lode_visitor') ?? '';
  });

  after(async () => {
    await Promise.all([original.stop(), copy.stop()]);
    await rm(folder, { recursive: true });
  });

  const push = async (version: string) => {
    const body = buildPackage({ id: 'Acme.Backup', version });
    pushed.set(version, body);
    const headers = { 'x-nuget-apikey': key };
    const answer = await fetch(`${original.url}/api/v2/package/`, { method: 'PUT', headers, body: Buffer.from(body) });
    assert.equal(answer.status, 201, await answer.text());
    acknowledged.add(version);
  };

  /** Pushes one version after the other until it is told to stop. */
  const startPushing = (minor: number) => {
    const stop = new AbortController();
    const done = (async () => {
      for (let patch = 0; !stop.signal.aborted; patch += 1) await push(`1.${minor}.${patch}`);
    })();
    return async () => {
      stop.abort();
      await done;
    };
  };

  const runCommands = async (target: string) => {
    const page = await readFile(path.join(root, 'docs/operating/backup.md'), 'utf8');
    const commands = /## Copy\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    assert.match(commands, /VACUUM INTO/);
    const environment = { DATA: original.dataFolder, COPY: target };
    const { code, output } = await runProgram('sh', ['-e', '-c', commands], { cwd: root, environment });
    assert.equal(code, 0, output);
  };

  const versionsOf = async ({ url }: LodeServer) => {
    const answer = await fetch(`${url}/v3/flatcontainer/acme.backup/index.json`);
    return ((await answer.json()) as { versions: string[] }).versions;
  };

  const contentOf = async ({ url }: LodeServer, version: string) => {
    const answer = await fetch(`${url}/v3/flatcontainer/acme.backup/${version}/acme.backup.${version}.nupkg`);
    return Buffer.from(await answer.arrayBuffer());
  };

  it('copies a gallery whole while packages are pushed', async () => {
    for (let patch = 0; patch < PUSHED_BEFORE; patch += 1) await push(`0.0.${patch}`);
    const stops = Array.from({ length: PUSHERS }, (_, minor) => startPushing(minor));
    const before = new Set(acknowledged);
    const target = path.join(folder, 'copy');
    await runCommands(target);
    await Promise.all(stops.map((stop) => stop()));
    assert.ok(acknowledged.size > before.size, 'packages were pushed meanwhile');

    await copy.terminate();
    for (const name of await readdir(copy.dataFolder)) await rm(path.join(copy.dataFolder, name), { recursive: true });
    await cp(target, copy.dataFolder, { recursive: true });
    await copy.start();

    const versions = await versionsOf(copy);
    for (const version of before) assert.ok(versions.includes(version), `${version} was there before the copy`);
    for (const version of versions) {
      const bytes = await contentOf(copy, version);
      assert.ok(bytes.equals(Buffer.from(pushed.get(version) ?? [])), `${version} has the bytes that were pushed`);
    }
  });

  it('is a gallery that goes on: it takes pushes with the keys it had', async () => {
    const body = buildPackage({ id: 'Acme.Backup', version: '9.0.0' });
    const headers = { 'x-nuget-apikey': key };
    const answer = await fetch(`${copy.url}/api/v2/package`, { method: 'PUT', headers, body: Buffer.from(body) });
    assert.equal(answer.status, 201);
    const found = (await (await fetch(`${copy.url}/v3/query?q=acme.backup`)).json()) as { data: { version: string }[] };
    assert.equal(found.data[0]?.version, '9.0.0');
    assert.ok((await versionsOf(copy)).includes('9.0.0'));
  });

  it('has the secret, for the server alone', async () => {
    const file = path.join(copy.dataFolder, 'keys', 'secret');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(
      await readFile(file, 'utf8'),
      await readFile(path.join(original.dataFolder, 'keys', 'secret'), 'utf8'),
    );
  });

  it('takes forms and links of before the copy', async () => {
    const browser = siteVisitor(copy.url, copy.url);
    browser.setCookie('lode_visitor', visitor);
    const typed = { token: formToken, login: 'olga', password: 'no password of hers' };
    const refused = await browser.post('/signin', typed, { origin: copy.url });
    assert.equal(refused.status, 403, refused.text);
    const forged = await browser.post('/signin', { ...typed, token: `${formToken}x` }, { origin: copy.url });
    assert.equal(forged.status, 400, 'a form of another gallery');
    const page = await siteVisitor(copy.url, copy.url).get(new URL(resetLink).pathname);
    const signedIn = await page.submit('Set the password', { 'New password': PASSWORD });
    assert.equal(signedIn.status, 200, signedIn.text);
    const signIn = await siteVisitor(copy.url, copy.url).get('/signin');
    const home = await signIn.submit('Sign in', { 'Username or email': 'olga', Password: PASSWORD });
    assert.doesNotMatch(home.path, /signin/i);
  });
});
