/**
 * The real `dotnet` client and a private gallery: where it takes its credentials from, what it makes of 401 and 403, and
 * that publishing needs nothing but a key.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createClientFolder, projectFile } from '../support/dotnet-client.ts';
import type { ClientFolder, DotnetOptions } from '../support/dotnet-client.ts';
import { buildPackage } from '../support/package-builder.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

describe('the dotnet client, with a private gallery', () => {
  let server: LodeServer;
  let client: ClientFolder;
  let reader: string;
  let writer: string;

  before(async () => {
    server = await startLode({ database: 'sqlite', settings: { LODE_READ: 'private' } });
    client = await createClientFolder({});
    await createOwner(server, { name: 'acme' });
    writer = await createKey(server, { owner: 'acme' });
    reader = await createKey(server, { owner: 'acme', scopes: ['read'] });
    await client.write('app/app.csproj', projectFile(['Acme.Library 1.*']));
    await writeFile(join(client.folder, 'library.nupkg'), buildPackage({ id: 'Acme.Library', version: '1.0.0' }));
    await mkdir(join(client.folder, 'here'));
    await writeFile(
      join(client.folder, 'here', 'Acme.Tool.1.0.0.nupkg'),
      buildPackage({ id: 'Acme.Tool', version: '1.0.0' }),
    );
  });
  after(async () => {
    await server.stop();
    await client.remove();
  });
  beforeEach(() => client.wipeCaches());

  /** `source` is the service index unless it is said otherwise. */
  const configure = (credentials?: Credentials, source = server.feed) =>
    client.write('nuget.config', configuration(source, credentials));
  const restore = (environment: Record<string, string> = {}, options: DotnetOptions = { below: 'app' }) =>
    client.dotnet(['restore', '--force', '--disable-build-servers'], { ...options, environment });

  it('pushes to the push URL with the key alone', async () => {
    await configure();
    const push = ['nuget', 'push', 'library.nupkg', '--source', `${server.url}/api/v2/package`];
    const pushed = await client.dotnet([...push, '--api-key', writer, '--allow-insecure-connections']);
    assert.equal(pushed.code, 0, pushed.output);
    assert.match(pushed.output, /Your package was pushed/);
    const without = await client.dotnet([...push, '--allow-insecure-connections']);
    assert.notEqual(without.code, 0);
    assert.match(without.output, /401 \(/);
  });

  it('pushes to the source with credentials that read and a key that pushes', async () => {
    await configure({ user: 'ci', password: reader });
    const push = ['nuget', 'push', join('here', 'Acme.Tool.1.0.0.nupkg'), '--source', 'lode', '--api-key', writer];
    const pushed = await client.dotnet(push);
    assert.equal(pushed.code, 0, pushed.output);
  });

  it('restores with credentials out of nuget.config, whatever the user name', async () => {
    for (const user of ['ci', 'somebody@gallery.example']) {
      await client.wipeCaches();
      await configure({ user, password: reader });
      succeeded(await restore());
    }
  });

  it('restores with credentials out of the environment', async () => {
    await configure();
    succeeded(await restore({ NuGetPackageSourceCredentials_lode: `Username=ci;Password=${reader}` }));
  });

  it('says 401 without credentials', async () => {
    await configure();
    const result = await restore();
    assert.notEqual(result.code, 0);
    assert.match(result.output, /NU1301.*/);
    assert.match(result.output, /401 \(This gallery is private/);
  });

  it('says 403 with a key that may not read, asks for nothing, and is done soon', async () => {
    await configure({ user: 'ci', password: writer });
    const started = performance.now();
    const result = await restore();
    assert.notEqual(result.code, 0);
    assert.match(result.output, /NU1301/);
    assert.match(result.output, /403 \(This API key may not read: its scopes are push, unlist\./);
    assert.ok(performance.now() - started < 30_000);
  });

  it('restores only what a key for some packages reads, beside another source', async () => {
    const some = await createKey(server, { owner: 'acme', scopes: ['read'], packages: ['Acme.Library'] });
    await configure({ user: 'ci', password: some });
    succeeded(await restore());
    await client.write('other/other.csproj', projectFile(['Acme.Library 1.*', 'Acme.Tool 1.*']));
    assert.match((await restore({}, { below: 'other' })).output, /NU1101: Unable to find package Acme\.Tool/);
    // The credentials come from the configuration above.
    const source = `<packageSources><add key="here" value="${join(client.folder, 'here')}" /></packageSources>`;
    await client.write('other/nuget.config', `<configuration>${source}</configuration>`);
    succeeded(await restore({}, { below: 'other' }));
  });

  it('searches with a key that reads', async () => {
    await configure({ user: 'ci', password: reader });
    const found = await client.dotnet(['package', 'search', 'acme.library', '--source', 'lode']);
    assert.match(found.stdout, /Acme\.Library\s*\|\s*1\.0\.0/);
  });

  it('is refused after the key was revoked', async () => {
    const key = await createKey(server, { owner: 'acme', scopes: ['read'], name: 'gone' });
    await configure({ user: 'ci', password: key });
    succeeded(await restore());
    await client.wipeCaches();
    const listed = await server.lode(['key', 'list', '--owner', 'acme']);
    const id =
      listed
        .split('\n')
        .find((line) => line.includes('gone'))
        ?.split('\t')[0] ?? '';
    await server.lode(['key', 'revoke', id]);
    const result = await restore();
    assert.match(result.output, /403 \(The API key was revoked/);
  });

  it('never answered with a fault of its own', () => {
    assert.doesNotMatch(server.log(), /"level":(50|60)/);
  });
});

function succeeded(result: ProgramResult): void {
  assert.equal(result.code, 0, result.output);
}

function configuration(source: string, credentials: Credentials | undefined): string {
  const stored =
    credentials === undefined
      ? ''
      : `<packageSourceCredentials><lode>
      <add key="Username" value="${credentials.user}" />
      <add key="ClearTextPassword" value="${credentials.password}" />
    </lode></packageSourceCredentials>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources><clear /><add key="lode" value="${source}" allowInsecureConnections="true" /></packageSources>
  <fallbackPackageFolders><clear /></fallbackPackageFolders>
  <disabledPackageSources><clear /></disabledPackageSources>
  ${stored}
</configuration>
`;
}
