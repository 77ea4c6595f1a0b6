/** The questions of Visual Studio's package manager, asked by NuGet.Protocol out of the SDK's folder. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClientFolder } from '../support/dotnet-client.ts';
import type { ClientFolder } from '../support/dotnet-client.ts';
import { buildDotnetProgram, startDotnetProgram } from '../support/dotnet-program.ts';
import { buildPackage } from '../support/package-builder.ts';
import { packSamples } from '../support/sample-packages.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';

/** What the program answers about one version; see `protocol/Questions.cs`. */
interface Described {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly authors: string;
  readonly owners: string;
  readonly tags: string;
  readonly iconUrl?: string;
  readonly licenseUrl?: string;
  readonly projectUrl?: string;
  readonly readmeFileUrl?: string;
  readonly license?: string;
  readonly licenseType?: string;
  readonly requireLicenseAcceptance: boolean;
  readonly listed: boolean;
  readonly published: string;
  readonly downloads: number;
  readonly dependencies: readonly { framework: string; packages: readonly string[] }[];
  readonly versions: readonly string[];
  readonly versionDownloads: readonly number[];
}

interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly sha512: string;
  readonly text: string;
}

interface Asker {
  ask<T>(question: Readonly<Record<string, unknown>>): Promise<T>;
  close(): Promise<void>;
}

describe('NuGet.Protocol', () => {
  let server: LodeServer;
  let client: ClientFolder;
  let samples: string;
  let key: string;
  let asker: Asker;

  before(async () => {
    samples = await packSamples();
    const program = await buildDotnetProgram(join(import.meta.dirname, 'protocol'));
    server = await startLode({ database: 'sqlite', settings: { LODE_RATE_LIMITS: 'off' } });
    client = await createClientFolder({ feed: server.feed });
    await createOwner(server, { name: 'acme' });
    key = await createKey(server, { owner: 'acme' });
    const pushed = await client.dotnet(['nuget', 'push', join(samples, '*.nupkg'), '-s', 'lode', '-k', key]);
    assert.equal(pushed.code, 0, pushed.output);
    const unlisted = await fetch(`${server.url}/api/v2/package/Acme.Library/1.1.0`, {
      method: 'DELETE',
      headers: { 'X-NuGet-ApiKey': key },
    });
    assert.ok(unlisted.ok);
    asker = startAsker(program, server.feed, client.environment);
  });
  after(async () => {
    await asker.close();
    await server.stop();
    await client.remove();
  });

  const versionsOf = (found: readonly Described[]): string[] => found.map((entry) => entry.version);

  it('gives the metadata of the listed versions, or of all', async () => {
    const ask = (prerelease: boolean, unlisted: boolean): Promise<Described[]> =>
      asker.ask({ ask: 'metadata', id: 'acme.library', prerelease, unlisted });
    assert.deepEqual(versionsOf(await ask(false, false)), ['1.0.0', '1.0.1']);
    assert.deepEqual(versionsOf(await ask(false, true)), ['1.0.0', '1.0.1', '1.1.0']);
    const all = ['1.0.0', '1.0.1', '1.1.0-beta.1', '1.1.0', '2.0.0-rc.1'];
    assert.deepEqual(versionsOf(await ask(true, true)), all);
    assert.deepEqual(
      versionsOf(await ask(true, false)),
      all.filter((version) => version !== '1.1.0'),
    );
  });

  it('knows nothing of an unknown id, without failing', async () => {
    assert.deepEqual(await asker.ask({ ask: 'metadata', id: 'Acme.Nowhere', prerelease: true, unlisted: true }), []);
    assert.deepEqual(await asker.ask({ ask: 'search', term: 'packageid:Acme.Nowhere' }), []);
    assert.deepEqual(await asker.ask({ ask: 'restore-versions', id: 'Acme.Nowhere' }), []);
  });

  it('describes a version as its package does', async () => {
    const library = await asker.ask<Described>({ ask: 'exact', id: 'ACME.LIBRARY', version: '1.0.0.0' });
    assert.equal(library.id, 'Acme.Library');
    assert.equal(library.title, "Acme's library");
    assert.equal(library.description, 'Rockets, magnets and portable holes for desert use.');
    assert.equal(library.authors, 'Acme');
    assert.equal(library.tags, 'rocket, magnet, desert');
    assert.equal(library.projectUrl, 'https://gallery.example/acme');
    assert.equal(library.requireLicenseAcceptance, false);
    assert.equal(library.listed, true);
    assert.ok(Math.abs(Date.parse(library.published) - Date.now()) < 600_000, library.published);
    assert.deepEqual(library.dependencies, [{ framework: 'net10.0', packages: ['Acme.Core [1.0.0, )'] }]);
  });

  it('describes an unlisted version too, as unlisted', async () => {
    const library = await asker.ask<Described>({ ask: 'exact', id: 'Acme.Library', version: '1.1' });
    assert.equal(library.listed, false);
    assert.match(library.published, /^1900-01-01/);
  });

  it('gives licence expressions and licence files', async () => {
    const expression = await asker.ask<Described>({ ask: 'exact', id: 'Acme.Library', version: '1.0.0' });
    assert.deepEqual([expression.licenseType, expression.license], ['Expression', 'MIT OR Apache-2.0']);
    const file = await asker.ask<Described>({ ask: 'exact', id: 'Acme.Core', version: '1.0.0' });
    const text = await asker.ask<Fetched>({ ask: 'fetch', url: file.licenseUrl });
    assert.equal(text.status, 200);
    assert.match(text.text, /say who made it/);
  });

  it('gives the icon and the readme', async () => {
    const library = await asker.ask<Described>({ ask: 'exact', id: 'Acme.Library', version: '1.0.0' });
    const icon = await asker.ask<Fetched>({ ask: 'fetch', url: library.iconUrl });
    assert.deepEqual([icon.status, icon.type], [200, 'image/png']);
    assert.equal(icon.sha512, await hashOf(join(import.meta.dirname, 'samples', 'library', 'icon.png')));
    const readme = await asker.ask<Fetched>({ ask: 'fetch', url: library.readmeFileUrl });
    assert.deepEqual([readme.status, readme.type], [200, 'text/markdown']);
    assert.match(readme.text, /Grüße aus der Wüste/);
  });

  it('has neither where the package has none', async () => {
    const core = await asker.ask<Described>({ ask: 'exact', id: 'Acme.Core', version: '1.0.0' });
    assert.equal(core.iconUrl ?? null, null);
    assert.equal((await asker.ask<Fetched>({ ask: 'fetch', url: core.readmeFileUrl })).status, 404);
  });

  it('searches, with versions, owners and downloads', async () => {
    const [library, ...others] = await asker.ask<Described[]>({ ask: 'search', term: 'rocket' });
    assert.deepEqual(others, []);
    assert.ok(library);
    assert.equal(library.version, '1.0.1');
    assert.equal(library.owners, 'acme');
    assert.deepEqual(library.versions, ['1.0.0', '1.0.1']);
    assert.ok(library.versionDownloads.every((count) => count >= 0));
    const [newest] = await asker.ask<Described[]>({ ask: 'search', term: 'rocket', prerelease: true });
    assert.deepEqual(newest?.versions, ['1.0.0', '1.0.1', '1.1.0-beta.1', '2.0.0-rc.1']);
  });

  it('pages through everything that there is', async () => {
    const all = await asker.ask<Described[]>({ ask: 'search', term: '', prerelease: true, take: 100 });
    assert.deepEqual(all.map((entry) => entry.id).sort(), [
      'Acme.CASE',
      'Acme.Core',
      'Acme.Library',
      'Acme.Templates',
      'Acme.Tool',
    ]);
    const paged: string[] = [];
    for (let skip = 0; skip < 6; skip += 2) {
      const page = await asker.ask<Described[]>({ ask: 'search', term: '', prerelease: true, skip, take: 2 });
      paged.push(...page.map((entry) => entry.id));
    }
    assert.deepEqual(
      paged,
      all.map((entry) => entry.id),
    );
  });

  it('searches one package type', async () => {
    const tools = await asker.ask<Described[]>({ ask: 'search', term: '', type: 'dotnettool' });
    assert.deepEqual(
      tools.map((entry) => entry.id),
      ['Acme.Tool'],
    );
  });

  it('completes ids and versions', async () => {
    const ids = await asker.ask<string[]>({ ask: 'ids', prefix: 'acme.' });
    assert.deepEqual(ids.sort(), ['Acme.Core', 'Acme.Library', 'Acme.Templates', 'Acme.Tool']);
    const more = await asker.ask<string[]>({ ask: 'ids', prefix: 'Acme.C', prerelease: true });
    assert.deepEqual(more.sort(), ['Acme.CASE', 'Acme.Core']);
    assert.deepEqual(await asker.ask({ ask: 'versions', id: 'Acme.Library', prefix: '1.' }), ['1.0.0', '1.0.1']);
  });

  it('gives restore every version, its dependencies and its bytes', async () => {
    const id = 'Acme.Library';
    const versions = await asker.ask({ ask: 'restore-versions', id });
    assert.deepEqual(versions, ['1.0.0', '1.0.1', '1.1.0-beta.1', '1.1.0', '2.0.0-rc.1']);
    const info = await asker.ask({ ask: 'restore-dependencies', id, version: '1.1.0' });
    const dependencies = [{ framework: 'net10.0', packages: ['Acme.Core [1.0.0, )'] }];
    assert.deepEqual(info, { id, version: '1.1.0', dependencies });
    const sha512 = await hashOf(join(samples, 'Acme.Library.1.1.0.nupkg'));
    assert.deepEqual(await asker.ask({ ask: 'copy', id, version: '1.1.0' }), { copied: true, sha512 });
    const downloaded = await asker.ask({ ask: 'download', id: 'acme.LIBRARY', version: '1.1' });
    assert.deepEqual(downloaded, { status: 'Available', sha512 });
  });

  it('keeps capitals and build metadata out of the URLs and in the documents', async () => {
    const id = 'ACME.case';
    assert.deepEqual(await asker.ask({ ask: 'restore-versions', id }), ['1.0.0-beta']);
    const [found] = await asker.ask<Described[]>({ ask: 'metadata', id, prerelease: true });
    assert.deepEqual([found?.id, found?.version], ['Acme.CASE', '1.0.0-Beta+Build.7']);
    const sha512 = await hashOf(join(samples, 'Acme.CASE.1.0.0-Beta.nupkg'));
    assert.deepEqual(await asker.ask({ ask: 'copy', id, version: '1.0.0-BETA' }), { copied: true, sha512 });
  });

  it('gives the resolver of packages.config listing and dependencies', async () => {
    const question = { ask: 'dependency-info', id: 'Acme.Library', framework: 'net10.0' };
    const found =
      await asker.ask<{ version: string; listed: boolean; dependencies: string[]; download: string }[]>(question);
    assert.deepEqual(
      found.map((entry) => [entry.version, entry.listed]),
      [
        ['1.0.0', true],
        ['1.0.1', true],
        ['1.1.0-beta.1', true],
        ['1.1.0', false],
        ['2.0.0-rc.1', true],
      ],
    );
    assert.deepEqual(found[0]?.dependencies, ['Acme.Core [1.0.0, )']);
    const sha512 = await hashOf(join(samples, 'Acme.Library.1.0.0.nupkg'));
    assert.equal((await asker.ask<Fetched>({ ask: 'fetch', url: found[0]?.download })).sha512, sha512);
  });

  it('names the latest version for the Updates tab', async () => {
    const latest = (prerelease: boolean, unlisted: boolean): Promise<unknown> =>
      asker.ask({ ask: 'latest', id: 'Acme.Library', prerelease, unlisted });
    assert.deepEqual(await latest(false, false), { version: '1.0.1' });
    assert.deepEqual(await latest(false, true), { version: '1.1.0' });
    assert.deepEqual(await latest(true, false), { version: '2.0.0-rc.1' });
  });

  it('gives every version, however many pages they fill', async () => {
    for (const count of [1, 64, 65, 127, 128, 200]) {
      const id = `Acme.Times${count}`;
      const all = Array.from({ length: count }, (_, minor) => `1.${minor}.0`);
      const packages = all.map((version) => buildPackage({ id, version }));
      while (packages.length > 0) {
        await Promise.all(packages.splice(-16).map((bytes) => pushBytes(server, key, bytes)));
      }
      assert.deepEqual(versionsOf(await asker.ask({ ask: 'metadata', id })), all, `${count} versions`);
      const [exact] = versionsOf([await asker.ask({ ask: 'exact', id, version: `1.${count - 1}` })]);
      assert.equal(exact, all.at(-1));
    }
  });

  it('knows where to push', async () => {
    const urls = await asker.ask<{ packages: string }>({ ask: 'push-urls' });
    assert.equal(urls.packages.replace(/\/$/, ''), `${server.url}/api/v2/package`);
  });
});

async function pushBytes(server: LodeServer, key: string, bytes: Uint8Array): Promise<void> {
  const headers = { 'X-NuGet-ApiKey': key, 'Content-Type': 'application/octet-stream' };
  const response = await fetch(`${server.url}/api/v2/package`, { method: 'PUT', headers, body: Buffer.from(bytes) });
  assert.equal(response.status, 201, await response.text());
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('hex');
}

function startAsker(program: string, feed: string, environment: ClientFolder['environment']): Asker {
  const asked = startDotnetProgram([program, feed], environment);
  return {
    async ask<T>(question: Readonly<Record<string, unknown>>): Promise<T> {
      const [line = ''] = await asked.ask([JSON.stringify(question)]);
      const answer: unknown = JSON.parse(line);
      if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Error(String(answer.error));
      return answer as T;
    },
    close: () => asked.close(),
  };
}
