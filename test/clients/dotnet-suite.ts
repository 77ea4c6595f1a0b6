/**
 * What people do with the `dotnet` client, from the first push to the promise that an unlisted version stays
 * installable: one story, told by the real client to a real server, once on each database.
 *
 * The steps build on one another, so a failure early in the story is the one to read.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { catalogEntries, fetchJson, flatContainerVersions } from '../support/feed-reader.ts';
import { createClientFolder, projectFile } from '../support/dotnet-client.ts';
import type { ClientFolder } from '../support/dotnet-client.ts';
import { buildPackage } from '../support/package-builder.ts';
import type { TestPackage } from '../support/package-builder.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { packSamples } from '../support/sample-packages.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer, ServerDatabase } from '../support/server.ts';

const SAMPLES = 9;
const MANY_VERSIONS = 200;

interface Stage {
  readonly server: LodeServer;
  readonly client: ClientFolder;
  readonly samples: string;
  readonly key: string;
}

export function describeDotnet(database: ServerDatabase): void {
  describe(`the dotnet client, on ${database}`, () => {
    let stage: Stage;
    before(async () => {
      stage = await setStage(database);
    });
    after(async () => {
      await stage.server.stop();
      await stage.client.remove();
    });
    const get = (): Stage => stage;
    describe('push', () => {
      pushSteps(get);
    });
    describe('restore', () => {
      restoreSteps(get);
    });
    describe('find', () => {
      findSteps(get);
    });
    describe('install', () => {
      installSteps(get);
    });
    describe('unlist', () => {
      unlistSteps(get);
    });
  });
}

async function setStage(database: ServerDatabase): Promise<Stage> {
  const samples = await packSamples();
  const server = await startLode({ database, settings: { LODE_MAX_PACKAGE: '5MB' } });
  const client = await createClientFolder({ feed: server.feed });
  await createOwner(server, { name: 'acme' });
  return { server, client, samples, key: await createKey(server, { owner: 'acme' }) };
}

function pushSteps(get: () => Stage): void {
  it('takes a folder of packages with the key as an option', async () => {
    const { samples } = get();
    const result = await push(get(), join(samples, '*.nupkg'));
    succeeded(result);
    assert.equal(result.output.match(/Your package was pushed/g)?.length, SAMPLES, result.output);
    assert.match(result.output, /Created http:\/\/localhost:\d+\/api\/v2\/package\//);
  });

  it('refuses a version that exists, and says so', async () => {
    const result = await push(get(), join(get().samples, 'Acme.Core.1.0.0.nupkg'));
    assert.notEqual(result.code, 0);
    assert.match(result.output, /409 \([^)]*Acme\.Core[^)]*1\.0\.0[^)]*\)/);
  });

  it('passes over a version that exists with --skip-duplicate', async () => {
    const result = await push(get(), join(get().samples, 'Acme.Core.1.0.0.nupkg'), ['--skip-duplicate']);
    succeeded(result);
    assert.match(result.output, /Conflict/);
  });

  it('takes 1.0.0.0 and 1.0.0+build for the version 1.0.0', async () => {
    for (const version of ['1.0', '1.0.0.0', '1.0.0+build']) {
      const file = await addPackage(get(), { id: 'acme.core', version });
      assert.match((await push(get(), file)).output, /409/, version);
    }
  });

  it('takes the key from the environment', async () => {
    const file = await addPackage(get(), { id: 'Acme.Plain', version: '1.0', readme: null });
    const { client } = get();
    const result = await client.dotnet(['nuget', 'push', file, '--source', 'lode'], {
      environment: { NUGET_API_KEY: get().key },
    });
    succeeded(result);
    assert.deepEqual(await flatContainerVersions(get().server, 'acme.plain'), ['1.0.0']);
  });

  it('shows the warnings of the server', async () => {
    const result = await push(get(), await addPackage(get(), { id: 'Acme.Plain', version: '1.1', readme: null }));
    succeeded(result);
    assert.match(result.output, /warn : .*readme/i);
  });

  it('shows every mistake of a package', async () => {
    const file = await addPackage(get(), {
      id: 'Acme.Wrong',
      version: '1.0.0',
      license: 'MIT OR',
      projectUrl: 'ftp://x',
    });
    const result = await push(get(), file);
    assert.notEqual(result.code, 0);
    assert.match(result.output, /400 \(.*licen[cs]e.*\)/i);
    assert.match(result.output, /400 \(.*projectUrl.*\)/i);
    assert.deepEqual(await flatContainerVersions(get().server, 'acme.wrong'), undefined);
  });

  it('asks for a key where none came, and refuses a wrong one without a prompt', async () => {
    const { client, samples } = get();
    const file = join(samples, 'Acme.Core.1.0.0.nupkg');
    const without = await client.dotnet(['nuget', 'push', file, '--source', 'lode']);
    assert.match(without.output, /401 \(/);
    assert.notEqual(without.code, 0);
    const wrong = await push({ ...get(), key: 'lode_wrong' }, file);
    assert.match(wrong.output, /403 \(/);
    assert.doesNotMatch(wrong.output, /username|credential/i);
  });

  it('refuses a package above the limit while it is still being sent', async () => {
    const file = await addPackage(get(), { id: 'Acme.Huge', version: '1.0.0', files: noise(20) });
    const result = await push(get(), file);
    assert.notEqual(result.code, 0);
    assert.match(result.output, /413 \(/);
  });

  it('takes two hundred versions in one command', async () => {
    const folder = join(get().client.folder, 'many');
    for (let minor = 0; minor < MANY_VERSIONS; minor += 1) {
      await addPackage(get(), { id: 'Acme.Many', version: `1.${minor}.0` }, folder);
    }
    succeeded(await push(get(), join(folder, '*.nupkg')));
    assert.equal((await flatContainerVersions(get().server, 'acme.many'))?.length, MANY_VERSIONS);
  });
}

/** Each project's references, and the versions that restore must choose. */
const ranges: Readonly<Record<string, readonly [reference: string, chosen: string]>> = {
  exact: ['Acme.Library [1.0.0]', 'Acme.Library/1.0.0'],
  minimum: ['Acme.Library 1.0.1', 'Acme.Library/1.0.1'],
  between: ['Acme.Library (1.0.0,1.1.0]', 'Acme.Library/1.0.1'],
  minor: ['Acme.Library 1.*', 'Acme.Library/1.1.0'],
  prerelease: ['Acme.Library 1.1.0-*', 'Acme.Library/1.1.0'],
  newest: ['Acme.Library *-*', 'Acme.Library/2.0.0-rc.1'],
  casing: ['ACME.case 1.0.0-BETA', 'Acme.CASE/1.0.0-Beta'],
  many: ['Acme.Many *', 'Acme.Many/1.199.0'],
};

function restoreSteps(get: () => Stage): void {
  before(async () => {
    const { client } = get();
    for (const [name, [reference]] of Object.entries(ranges)) {
      const lock = '<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>';
      await client.write(`ranges/${name}/${name}.csproj`, projectFile([reference], lock));
    }
    const projects = Object.keys(ranges).map((name) => `<Project Path="${name}/${name}.csproj" />`);
    await client.write('ranges/ranges.slnx', `<Solution>${projects.join('')}</Solution>`);
  });

  it('chooses the version that each kind of range asks for', async () => {
    const { client } = get();
    succeeded(await client.dotnet(['restore', 'ranges.slnx', '--disable-build-servers'], { below: 'ranges' }));
    for (const [name, [reference, chosen]] of Object.entries(ranges)) {
      const libraries = await restoredLibraries(join(client.folder, 'ranges', name));
      assert.ok(libraries.includes(chosen), `${reference} gave ${libraries.join(', ')}`);
    }
  });

  it('restores from lock files alone, with the hashes that they hold', async () => {
    const { client, samples } = get();
    await client.wipeCaches();
    const args = ['restore', 'ranges.slnx', '--locked-mode', '--disable-build-servers'];
    succeeded(await client.dotnet(args, { below: 'ranges' }));
    const lock = await readJson(join(client.folder, 'ranges', 'exact', 'packages.lock.json'));
    const bytes = await readFile(join(samples, 'Acme.Library.1.0.0.nupkg'));
    const expected = createHash('sha512').update(bytes).digest('base64');
    assert.match(
      JSON.stringify(lock),
      new RegExp(`"resolved":"1.0.0","contentHash":"${expected.replace(/[+/]/g, '\\$&')}"`),
    );
  });

  it('says nothing about an id that only another source has', async () => {
    const { client, server } = get();
    await addPackage(get(), { id: 'Elsewhere.Only', version: '1.0.0' }, join(client.folder, 'elsewhere'));
    const sources = `<add key="lode" value="${server.feed}" allowInsecureConnections="true" /><add key="here" value="../elsewhere" />`;
    await client.write(
      'two/nuget.config',
      `<configuration><packageSources><clear />${sources}</packageSources></configuration>`,
    );
    await client.write('two/two.csproj', projectFile(['Elsewhere.Only 1.0.0', 'Acme.Core 1.0.0']));
    const result = await client.dotnet(['restore', '--disable-build-servers'], { below: 'two' });
    succeeded(result);
    assert.doesNotMatch(result.output, /warn|error/i);
  });

  it('names the id that no source has', async () => {
    const { client } = get();
    await client.write('none/none.csproj', projectFile(['Acme.Nowhere 1.0.0', 'Acme.Core 7.0.0']));
    const result = await client.dotnet(['restore', '--disable-build-servers'], { below: 'none' });
    assert.match(result.output, /NU1101: Unable to find package Acme\.Nowhere/);
    assert.match(result.output, /NU1102: .*Acme\.Core[\s\S]*Nearest version: 1\.0\.0/);
  });

  it('builds and runs a program against the restored library', async () => {
    const { client } = get();
    await client.write('app/app.csproj', projectFile(['Acme.Library 1.*']).replace('>Library<', '>Exe<'));
    await client.write('app/app.cs', 'System.Console.WriteLine(Acme.Library.Rocket.Thrust(6));\n');
    const result = await client.dotnet(['run', '-p:UseAppHost=false', '--disable-build-servers'], { below: 'app' });
    succeeded(result);
    assert.match(result.stdout, /^43$/m);
  });
}

function findSteps(get: () => Stage): void {
  it('searches by a word of the id, the description and the tags', async () => {
    for (const term of ['rockets', 'desert', 'magnet', 'packageid:acme.LIBRARY']) {
      const found = await search(get(), [term]);
      assert.deepEqual(
        found.map((entry) => [entry.id, entry.latestVersion, entry.owners]),
        [['Acme.Library', '1.1.0', 'acme']],
        term,
      );
    }
  });

  it('includes prereleases only when asked', async () => {
    assert.deepEqual(ids(await search(get(), ['acme.case'])), []);
    assert.deepEqual(ids(await search(get(), ['acme.case', '--prerelease'])), ['Acme.CASE']);
    assert.equal((await search(get(), ['rocket', '--prerelease']))[0]?.latestVersion, '2.0.0-rc.1');
  });

  it('lists all versions of an exact id', async () => {
    const stable = await search(get(), ['acme.library', '--exact-match']);
    assert.deepEqual(versions(stable), ['1.0.0', '1.0.1', '1.1.0']);
    const all = await search(get(), ['Acme.Library', '--exact-match', '--prerelease']);
    assert.deepEqual(versions(all), ['1.0.0', '1.0.1', '1.1.0-beta.1', '1.1.0', '2.0.0-rc.1']);
    assert.equal((await search(get(), ['Acme.Many', '--exact-match'])).length, MANY_VERSIONS);
  });

  it('tells which packages are outdated', async () => {
    const { client } = get();
    await client.write('old/old.csproj', projectFile(['Acme.Library 1.0.0']));
    succeeded(await client.dotnet(['restore', '--disable-build-servers'], { below: 'old' }));
    const result = await client.dotnet(['list', 'package', '--outdated', '--format', 'json'], { below: 'old' });
    succeeded(result);
    assert.match(result.stdout, /"resolvedVersion": "1\.0\.0",\s*"latestVersion": "1\.1\.0"/);
  });
}

function installSteps(get: () => Stage): void {
  it('adds the newest stable version to a project', async () => {
    assert.equal(await addedVersion(get(), 'Acme.Library'), '1.1.0');
  });

  it('installs and runs a tool', async () => {
    const { client } = get();
    const path = join(client.folder, 'tools');
    succeeded(await client.dotnet(['tool', 'install', 'Acme.Tool', '--tool-path', path]));
    const files = await readdir(path);
    assert.ok(files.includes('acme-anvil'), files.join(', '));
    const stored = join(
      path,
      '.store',
      'acme.tool',
      '1.2.3',
      'acme.tool',
      '1.2.3',
      'tools',
      'net10.0',
      'any',
      'Acme.Tool.dll',
    );
    const run = await client.dotnet([stored, '3']);
    assert.equal(run.stdout.trim(), 'An anvil of size 3 weighs 21.');
  });

  it('installs a template and uses it', async () => {
    const { client } = get();
    // Without --force `new install` refuses every plain http source, whatever the configuration allows.
    succeeded(await client.dotnet(['new', 'install', 'Acme.Templates', '--force']));
    succeeded(await client.dotnet(['new', 'acme-trap', '--name', 'Tunnel', '--output', 'trap']));
    assert.match(await readFile(join(client.folder, 'trap', 'Tunnel.txt'), 'utf8'), /^Tunnel: paint/);
  });

  it('downloads a package', async () => {
    const { client, samples } = get();
    succeeded(await client.dotnet(['package', 'download', 'Acme.Library@1.0.1', '--output', 'downloaded']));
    const file = join(client.folder, 'downloaded', 'acme.library', '1.0.1', 'acme.library.1.0.1.nupkg');
    assert.deepEqual(await readFile(file), await readFile(join(samples, 'Acme.Library.1.0.1.nupkg')));
  });
}

function unlistSteps(get: () => Stage): void {
  it('unlists with the id in another casing and the version cut short, as often as one likes', async () => {
    const { client, key } = get();
    for (const [id, version] of [
      ['acme.LIBRARY', '1.1'],
      ['Acme.Library', '1.1.0'],
    ] as const) {
      const args = ['nuget', 'delete', id, version, '--source', 'lode', '--api-key', key, '--non-interactive'];
      succeeded(await client.dotnet(args));
    }
    const relevant = (await catalogEntries(get().server)).filter(isLibrary11);
    assert.equal(relevant.length, 2, 'published once, unlisted once');
    // The client keeps what it was told for half an hour, whatever the server says.
    await client.wipeCaches();
  });

  it('keeps the unlisted version out of everything that offers versions', async () => {
    assert.equal((await search(get(), ['rocket']))[0]?.latestVersion, '1.0.1');
    assert.deepEqual(versions(await search(get(), ['Acme.Library', '--exact-match'])), ['1.0.0', '1.0.1']);
    assert.equal(await addedVersion(get(), 'Acme.Library'), '1.0.1');
  });

  it('still installs it for whoever asks for it, exactly or by a floating range', async () => {
    const { client } = get();
    await client.wipeCaches();
    const references = { exact: 'Acme.Library [1.1.0]', minor: 'Acme.Library 1.*', prerelease: 'Acme.Library 1.1.0-*' };
    for (const [name, reference] of Object.entries(references)) {
      await client.write(`kept/${name}/${name}.csproj`, projectFile([reference]));
    }
    const projects = Object.keys(references).map((name) => `<Project Path="${name}/${name}.csproj" />`);
    await client.write('kept/kept.slnx', `<Solution>${projects.join('')}</Solution>`);
    succeeded(await client.dotnet(['restore', 'kept.slnx', '--disable-build-servers'], { below: 'kept' }));
    for (const name of Object.keys(references)) {
      const libraries = await restoredLibraries(join(client.folder, 'kept', name));
      assert.ok(libraries.includes('Acme.Library/1.1.0'), `${name}: ${libraries.join(', ')}`);
    }
  });

  it('keeps it in the catalog, marked', async () => {
    const entries = (await catalogEntries(get().server)).filter(isLibrary11);
    const last = await fetchJson(entries.at(-1)?.url ?? '');
    assert.equal(last['listed'], false);
    assert.equal(last['version'], '1.1.0');
    assert.match(String(last['published']), /^1900-01-01T00:00:00/);
  });

  it('refuses the same version for ever', async () => {
    const result = await push(get(), join(get().samples, 'Acme.Library.1.1.0.nupkg'));
    assert.match(result.output, /409/);
  });

  it('offers nothing when every version is unlisted', async () => {
    const { client, key } = get();
    for (const version of ['1.0', '1.1']) {
      const args = [
        'nuget',
        'delete',
        'Acme.Plain',
        version,
        '--source',
        'lode',
        '--api-key',
        key,
        '--non-interactive',
      ];
      succeeded(await client.dotnet(args));
    }
    assert.deepEqual(await search(get(), ['Acme.Plain']), []);
    await client.write('plain/plain.csproj', projectFile([]));
    const added = await client.dotnet(['add', 'package', 'Acme.Plain'], { below: 'plain' });
    assert.notEqual(added.code, 0);
    assert.match(added.output, /no versions available/i);
  });

  it('lists it again by POST, with its first time of publication', async () => {
    const { server, key } = get();
    const url = `${server.url}/api/v2/package/ACME.library/1.1.0.0`;
    const response = await fetch(url, { method: 'POST', headers: { 'X-NuGet-ApiKey': key } });
    assert.equal(response.status, 200);
    assert.equal((await search(get(), ['rocket']))[0]?.latestVersion, '1.1.0');
    const entries = (await catalogEntries(server)).filter(isLibrary11);
    const [first, , last] = await Promise.all(entries.map((entry) => fetchJson(entry.url)));
    assert.equal(last?.['listed'], true);
    assert.equal(last['published'], first?.['published']);
  });

  it('never answered with a fault of its own', () => {
    assert.doesNotMatch(get().server.log(), /"level":(50|60)/);
  });
}

function isLibrary11(entry: { id: string; version: string }): boolean {
  return entry.id === 'Acme.Library' && entry.version === '1.1.0';
}

function succeeded(result: ProgramResult): void {
  assert.equal(result.code, 0, result.output);
}

function push({ client, key }: Stage, file: string, more: readonly string[] = []): Promise<ProgramResult> {
  return client.dotnet(['nuget', 'push', file, '--source', 'lode', '--api-key', key, ...more]);
}

/** Writes a package below the client's folder and returns its path. */
async function addPackage({ client }: Stage, description: TestPackage, folder = client.folder): Promise<string> {
  const file = join(folder, `${description.id}.${description.version}.nupkg`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, buildPackage(description));
  return file;
}

/** Files of a megabyte each that no compression makes smaller. */
function noise(megabytes: number): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (let index = 0; index < megabytes; index += 1) {
    files[`content/${index}.bin`] = new Uint8Array(randomBytes(1_000_000));
  }
  return files;
}

interface Found {
  readonly id: string;
  readonly latestVersion?: string;
  readonly version?: string;
  readonly owners?: string;
}

async function search({ client }: Stage, args: readonly string[]): Promise<Found[]> {
  const result = await client.dotnet(['package', 'search', ...args, '--source', 'lode', '--format', 'json']);
  succeeded(result);
  const answer = JSON.parse(result.stdout) as { searchResult: { packages: Found[] }[] };
  return answer.searchResult.flatMap((source) => source.packages);
}

function ids(found: readonly Found[]): string[] {
  return found.map((entry) => entry.id);
}

function versions(found: readonly Found[]): (string | undefined)[] {
  return found.map((entry) => entry.version);
}

/** The version that `dotnet add package` writes into a project. */
async function addedVersion({ client }: Stage, id: string): Promise<string | undefined> {
  await rm(join(client.folder, 'adding'), { recursive: true, force: true });
  await client.write('adding/adding.csproj', projectFile([]));
  succeeded(await client.dotnet(['add', 'package', id], { below: 'adding' }));
  const project = await readFile(join(client.folder, 'adding', 'adding.csproj'), 'utf8');
  return /Version="([^"]+)"/.exec(project)?.[1];
}

async function restoredLibraries(folder: string): Promise<string[]> {
  const assets = await readJson(join(folder, 'obj', 'project.assets.json'));
  return Object.keys(assets['libraries'] as object);
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}
