/**
 * Well-known packages with all that they depend on, moved into Lode and restored from Lode alone: what comes out must
 * be what went in, byte for byte, and our checks must not object to what everybody uses.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { createInspector } from '../../src/packages/inspection.ts';
import { createClientFolder } from '../support/dotnet-client.ts';
import type { ClientFolder } from '../support/dotnet-client.ts';
import { catalogEntries, fetchJson, resourceUrl } from '../support/feed-reader.ts';
import { fetchRealPackages, realPackagesProject } from '../support/real-packages.ts';
import type { RealPackages } from '../support/real-packages.ts';
import { startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';
import { knownObjections } from './real-package-objections.ts';

const AT_LEAST = 60;
const SEARCH_FOLLOWS_MILLISECONDS = 15_000;

describe('real packages', () => {
  let real: RealPackages;
  let server: LodeServer;
  let client: ClientFolder;

  before(async () => {
    real = await fetchRealPackages();
    server = await startLode({ database: 'sqlite', settings: { LODE_RATE_LIMITS: 'off' } });
    client = await createClientFolder({ feed: server.feed });
  });
  after(async () => {
    await server.stop();
    await client.remove();
  });

  it('are many', () => {
    assert.ok(real.files.length >= AT_LEAST, `${real.files.length} packages`);
  });

  it('meet no objection that is not listed with its reason', async () => {
    const inspector = createInspector({ clock: systemClock });
    const objections = new Set<string>();
    for (const file of real.files) {
      const { findings } = await inspector.inspect(join(real.folder, file));
      for (const { severity, code } of findings) {
        if (severity !== 'warning') objections.add(`${file} ${severity} ${code}`);
      }
    }
    await inspector.close();
    assert.deepEqual(
      [...objections].filter((objection) => !(objection in knownObjections)),
      [],
    );
  });

  it('are all imported, each with an entry in the catalog', async () => {
    await server.lode(['import', real.folder]);
    const inCatalog = (await catalogEntries(server)).map(
      ({ id, version }) => `${id}.${withoutMetadata(version)}.nupkg`,
    );
    assert.deepEqual(inCatalog.map((name) => name.toLowerCase()).sort(), real.files);
  });

  it('are found by their names, each before all others', async () => {
    const query = await resourceUrl(server, 'SearchQueryService/3.5.0');
    const names = ['Newtonsoft.Json', 'Serilog', 'Dapper', 'Polly', 'Moq', 'xunit', 'NUnit', 'Humanizer', 'NodaTime'];
    for (const name of names) {
      await untilSearchable(query, name);
      assert.equal((await search(query, name.toLowerCase()))[0], name);
    }
  });

  it('are imported once, however often they are given', async () => {
    await server.lode(['import', real.folder]);
    assert.equal((await catalogEntries(server)).length, real.files.length);
  });

  it('are restored from Lode alone, byte for byte', async () => {
    await client.write('real.csproj', realPackagesProject('all'));
    const result = await client.dotnet(['restore', '--disable-build-servers']);
    assert.equal(result.code, 0, result.output);
    const packages = client.environment['NUGET_PACKAGES'] ?? '';
    const restored = (await readdir(packages, { recursive: true })).filter((file) => file.endsWith('.nupkg'));
    assert.deepEqual(restored.map((file) => basename(file)).sort(), real.files);
    for (const file of restored) {
      assert.equal(await hashOf(join(packages, file)), await hashOf(join(real.folder, basename(file))), file);
    }
  });
});

async function search(query: string, term: string): Promise<string[]> {
  const { data } = await fetchJson(`${query}?q=${encodeURIComponent(term)}&semVerLevel=2.0.0`);
  return (data as { id: string }[]).map(({ id }) => id);
}

/** Another process imported: this server's search follows within seconds. */
async function untilSearchable(query: string, id: string): Promise<void> {
  const deadline = Date.now() + SEARCH_FOLLOWS_MILLISECONDS;
  while (Date.now() < deadline) {
    if ((await search(query, `packageid:${id}`)).length > 0) return;
    await delay(100);
  }
  throw new Error(`${id} was not searchable after ${SEARCH_FOLLOWS_MILLISECONDS} ms`);
}

function withoutMetadata(version: string): string {
  return version.replace(/\+.*$/, '');
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('hex');
}
