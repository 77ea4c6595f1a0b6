/**
 * The clients of ten years ago: Debian's NuGet 2.8.7 sends another kind of multipart body than today's, and nuget.exe
 * keeps its keys in the configuration, by the URL of the source or of the push.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { flatContainerVersions } from '../support/feed-reader.ts';
import { createOldClient, missingForOldClients } from '../support/old-nuget.ts';
import type { OldClient } from '../support/old-nuget.ts';
import { buildPackage } from '../support/package-builder.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { packSamples } from '../support/sample-packages.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';

const missing = await missingForOldClients();

describe('old clients', { skip: missing ?? false }, () => {
  let server: LodeServer;
  let client: OldClient;
  let key: string;
  let pushUrl: string;

  before(async () => {
    const samples = await packSamples();
    server = await startLode({ database: 'sqlite' });
    client = await createOldClient(server.feed);
    await createOwner(server, { name: 'acme' });
    key = await createKey(server, { owner: 'acme' });
    pushUrl = `${server.url}/api/v2/package`;
    for (const name of await readdir(samples)) await copyFile(join(samples, name), join(client.folder, name));
  });
  after(async () => {
    await client.remove();
    await server.stop();
  });

  async function addPackage(id: string, version: string): Promise<string> {
    const name = `${id}.${version}.nupkg`;
    await writeFile(join(client.folder, name), buildPackage({ id, version }));
    return name;
  }

  describe("Debian's nuget 2.8.7", () => {
    it('pushes to the push URL', async () => {
      const result = await client.debian('push', 'Acme.Core.1.0.0.nupkg', key, '-Source', pushUrl);
      succeeded(result);
      assert.match(result.output, /Your package was pushed/);
      assert.deepEqual(await flatContainerVersions(server, 'acme.core'), ['1.0.0']);
    });

    it('pushes to the bare host', async () => {
      const file = await addPackage('Acme.Old', '1.0');
      succeeded(await client.debian('push', file, key, '-Source', `${server.url}/`));
      assert.deepEqual(await flatContainerVersions(server, 'acme.old'), ['1.0.0']);
    });

    it('pushes with the key that its configuration holds', async () => {
      succeeded(await client.debian('setapikey', key, '-Source', pushUrl));
      const file = await addPackage('Acme.Old', '1.1');
      succeeded(await client.debian('push', file, '-Source', pushUrl));
      assert.deepEqual(await flatContainerVersions(server, 'acme.old'), ['1.0.0', '1.1.0']);
    });

    it('reads why a push was refused', async () => {
      const twice = await client.debian('push', 'Acme.Core.1.0.0.nupkg', key, '-Source', pushUrl);
      assert.notEqual(twice.code, 0);
      assert.match(twice.output, /409|exists/i);
      const wrong = await client.debian('push', 'Acme.Core.1.0.0.nupkg', 'lode_wrong', '-Source', pushUrl);
      assert.notEqual(wrong.code, 0);
      assert.match(wrong.output, /403|not valid/i);
    });

    it('unlists', async () => {
      succeeded(await client.debian('delete', 'acme.OLD', '1.1', key, '-Source', pushUrl));
      assert.deepEqual(await flatContainerVersions(server, 'acme.old'), ['1.0.0', '1.1.0']);
      assert.match((await client.exe('search', 'Acme.Old', '-Source', server.feed)).output, /> Acme\.Old \| 1\.0\.0/);
    });
  });

  describe('nuget.exe 6.13', () => {
    it('pushes with the key that its configuration holds for the source', async () => {
      succeeded(await client.exe('setapikey', key, '-Source', server.feed));
      const result = await client.exe('push', 'Acme.Library.1.0.0.nupkg', '-Source', server.feed);
      succeeded(result);
      assert.match(result.output, /Your package was pushed/);
    });

    it('pushes with the key that its configuration holds for the push URL', async () => {
      // A configuration of its own, or the key of the source would do.
      const other = await createOldClient(server.feed);
      try {
        await writeFile(join(other.folder, 'a.nupkg'), buildPackage({ id: 'Acme.ByPushUrl', version: '1.0.0' }));
        assert.notEqual((await other.exe('push', 'a.nupkg', '-Source', server.feed)).code, 0);
        succeeded(await other.exe('setapikey', key, '-Source', pushUrl));
        succeeded(await other.exe('push', 'a.nupkg', '-Source', server.feed));
        assert.deepEqual(await flatContainerVersions(server, 'acme.bypushurl'), ['1.0.0']);
      } finally {
        await other.remove();
      }
    });

    it('installs the newest listed version with its dependencies', async () => {
      succeeded(await client.exe('push', 'Acme.Library.1.0.1.nupkg', '-Source', server.feed));
      succeeded(await client.exe('delete', 'Acme.Library', '1.0.1', '-Source', server.feed));
      succeeded(await client.exe(...install('Acme.Library', 'installed')));
      const folders = (await readdir(join(client.folder, 'installed'))).sort();
      assert.deepEqual(folders, ['Acme.Core.1.0.0', 'Acme.Library.1.0.0']);
    });

    it('installs an unlisted version by its number', async () => {
      succeeded(await client.exe(...install('Acme.Library', 'exact'), '-Version', '1.0.1'));
      assert.ok((await readdir(join(client.folder, 'exact'))).includes('Acme.Library.1.0.1'));
    });

    it('restores packages.config, unlisted versions included', async () => {
      await mkdir(join(client.folder, 'site'));
      await writeFile(
        join(client.folder, 'site', 'packages.config'),
        '<packages><package id="Acme.Library" version="1.0.1" targetFramework="net10.0" /></packages>',
      );
      succeeded(await client.exe('restore', 'site/packages.config', '-PackagesDirectory', 'restored'));
      const file = join('Acme.Library.1.0.1', 'Acme.Library.1.0.1.nupkg');
      const restored = await readFile(join(client.folder, 'restored', file));
      assert.deepEqual(restored, await readFile(join(client.folder, 'Acme.Library.1.0.1.nupkg')));
    });
  });
});

function install(id: string, folder: string): string[] {
  return ['install', id, '-OutputDirectory', folder, '-Framework', 'net10.0', '-DirectDownload'];
}

function succeeded(result: ProgramResult): void {
  assert.equal(result.code, 0, result.output);
}
