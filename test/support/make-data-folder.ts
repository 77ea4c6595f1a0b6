/**
 * Makes the data folder that a release leaves behind as a fixture: `make-data-folder.ts VERSION`, run once before each
 * release and never again for the same one. Every later version is tested to open it.
 *
 * It goes the way of a user: the real server, the real commands. What can be rebuilt, and secrets, are left out.
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPackage, onePixelPng } from './package-builder.ts';
import { startLode, type LodeServer } from './server.ts';

const dataFolders = path.resolve(import.meta.dirname, '../fixtures/data-folders');

const versions = ['1.0.0', '1.1.0-beta.1', '1.1.0', '2.0.0+build.7'];
const unlisted = '1.0.0';

function packageOf(version: string): Uint8Array {
  return buildPackage({
    id: 'Acme.Kept',
    version,
    description: 'Was pushed to an older Lode.',
    readme: '# Kept\n',
    icon: onePixelPng,
    dependencies: { 'Acme.Other': '[1.0.0, )' },
  });
}

async function fill(server: LodeServer): Promise<void> {
  await server.lode(['user', 'add', 'olga', '--email', 'olga@gallery.example', '--admin']);
  await server.lode(['org', 'add', 'acme', '--email', 'acme@gallery.example', '--admin', 'olga']);
  const scopes = ['--scopes', 'push,unlist'];
  const key = await server.lode(['key', 'create', '--owner', 'acme', '--as', 'olga', '--name', 'ci', ...scopes]);
  const headers = { 'x-nuget-apikey': key.trim() };
  const require = async (answer: Promise<Response>, status: number) => {
    const { status: got, url } = await answer;
    if (got !== status) throw new Error(`${url} answered ${got}`);
  };
  for (const version of versions) {
    const body = Buffer.from(packageOf(version));
    await require(fetch(`${server.url}/api/v2/package`, { method: 'PUT', headers, body }), 201);
  }
  const url = `${server.url}/api/v2/package/Acme.Kept/${unlisted}`;
  await require(fetch(url, { method: 'DELETE', headers }), 204);
  const download = `${server.url}/v3/flatcontainer/acme.kept/1.1.0/acme.kept.1.1.0.nupkg`;
  await require(fetch(download), 200);
}

const name = process.argv[2] ?? '';
if (!/^v\d+\.\d+\.\d+$/.test(name)) throw new Error('usage: make-data-folder.ts v1.2.3');
const target = path.join(dataFolders, name);
if (existsSync(target)) throw new Error(`${target} is there: what a release left behind is never made again`);
const server = await startLode({ database: 'sqlite' });
try {
  await fill(server);
  // The end of the process writes the downloads, and folds SQLite's log into its file.
  await server.terminate();
  mkdirSync(target, { recursive: true });
  for (const kept of ['lode.sqlite', 'blobs']) {
    cpSync(path.join(server.dataFolder, kept), path.join(target, kept), { recursive: true });
  }
  writeFileSync(
    path.join(target, 'expected.json'),
    `${JSON.stringify({ id: 'Acme.Kept', versions, unlisted }, null, 2)}\n`,
  );
} finally {
  await server.stop();
}
