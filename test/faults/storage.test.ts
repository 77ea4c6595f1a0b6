/** A full disk, a file limit and a database that is gone: 503 with a reason, nothing half-done, and well again afterwards. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { flatContainerVersions } from '../support/feed-reader.ts';
import { buildPackage } from '../support/package-builder.ts';
import { databaseUrl, startPostgresServer, type PostgresServer } from '../support/postgres-server.ts';
import { createKey, createOwner, startLode, type LodeServer } from '../support/server.ts';

const push = (server: LodeServer, key: string, version: string, bytes = 1000) =>
  fetch(`${server.url}/api/v2/package`, {
    method: 'PUT',
    headers: { 'x-nuget-apikey': key },
    body: Buffer.from(buildPackage({ id: 'Acme.Fault', version, files: { 'lib/net8.0/a.dll': randomBytes(bytes) } })),
  });

/** A disk of its own, as small as it has to be. */
function mountMemory(folder: string, size: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(
      'Faults of the disk are tested on a small one in memory: mounting tmpfs must be allowed (run as root).',
      { cause: error },
    );
  }
}

describe('a full disk', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-full-'));
  let server: LodeServer;
  let key: string;
  before(async () => {
    mountMemory(folder, '12m');
    server = await startLode({ database: 'sqlite', settings: { LODE_DATA: folder } });
    await createOwner(server, { name: 'olga' });
    key = await createKey(server, { owner: 'olga', scopes: ['push'] });
    assert.equal((await push(server, key, '1.0.0')).status, 201);
  });
  after(async () => {
    await server.stop();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  const temporaryFiles = () =>
    readdirSync(path.join(folder, 'blobs'), { recursive: true }).filter((file) => String(file).includes('tmp/'));

  it('refuses a push that does not fit with 503 and the reason, and leaves nothing of it', async () => {
    const answer = await push(server, key, '2.0.0', 20_000_000);
    assert.equal(answer.status, 503);
    assert.match(answer.statusText, /full/);
    assert.deepEqual(await flatContainerVersions(server, 'acme.fault'), ['1.0.0']);
    assert.deepEqual(temporaryFiles(), []);
  });

  it('refuses everything while nothing fits, says so in /health/ready, and goes on reading', async () => {
    const ballast = path.join(folder, 'ballast');
    assert.throws(() => writeFileSync(ballast, randomBytes(16_000_000)), /ENOSPC/);
    const answer = await push(server, key, '3.0.0', 3_000);
    assert.equal(answer.status, 503);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 503);
    assert.equal((await fetch(`${server.url}/v3/flatcontainer/acme.fault/1.0.0/acme.fault.1.0.0.nupkg`)).status, 200);
    rmSync(ballast);
  });

  it('is well again as soon as there is room', async () => {
    assert.equal((await push(server, key, '4.0.0')).status, 201);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
    assert.deepEqual(await flatContainerVersions(server, 'acme.fault'), ['1.0.0', '4.0.0']);
  });
});

describe('a read-only folder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-readonly-'));
  let server: LodeServer;
  let key: string;
  before(async () => {
    mountMemory(folder, '12m');
    server = await startLode({ database: 'sqlite', settings: { LODE_STORAGE: folder } });
    await createOwner(server, { name: 'olga' });
    key = await createKey(server, { owner: 'olga', scopes: ['push'] });
    assert.equal((await push(server, key, '1.0.0')).status, 201);
  });
  after(async () => {
    await server.stop();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  it('is told apart from a mistake of the package, and is no end', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const answer = await push(server, key, '2.0.0');
    assert.equal(answer.status, 503);
    assert.match(answer.statusText, /read-only/);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 503);
    assert.deepEqual(await flatContainerVersions(server, 'acme.fault'), ['1.0.0']);
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    assert.equal((await push(server, key, '2.0.0')).status, 201);
  });
});

describe('a database that is gone', () => {
  let postgres: PostgresServer;
  let server: LodeServer;
  before(async () => {
    postgres = await startPostgresServer();
    server = await startLode({
      database: 'sqlite',
      settings: { LODE_DATABASE: databaseUrl(postgres.url, 'postgres'), LODE_SECRET: 's'.repeat(32) },
    });
  });
  after(async () => {
    await server.stop();
    await postgres.stop();
  });

  it('answers reads and writes with 503, names the database, and keeps running', async () => {
    await createOwner(server, { name: 'olga' });
    const key = await createKey(server, { owner: 'olga', scopes: ['push'] });
    assert.equal((await push(server, key, '1.0.0')).status, 201);
    await postgres.stop();
    const pushed = await push(server, key, '2.0.0');
    assert.equal(pushed.status, 503);
    assert.match(pushed.statusText, /database/);
    assert.equal((await fetch(`${server.url}/v3/flatcontainer/acme.fault/index.json`)).status, 503);
    const ready = await fetch(`${server.url}/health/ready`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /database/);
    assert.equal((await fetch(`${server.url}/health/live`)).status, 200);
  });
});
