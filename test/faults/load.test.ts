/** What many callers at once, or a very large package, may not do: make the server fail, or grow. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { buildPackage } from '../support/package-builder.ts';
import { createKey, createOwner, startLode, type LodeServer, type ServerDatabase } from '../support/server.ts';

const STORM_MILLISECONDS = 4_000;
const LARGE_PACKAGE_BYTES = 200_000_000;
const MAX_GROWTH_BYTES = 150_000_000;

const push = (server: LodeServer, key: string, bytes: Uint8Array) =>
  fetch(`${server.url}/api/v2/package`, {
    method: 'PUT',
    headers: { 'x-nuget-apikey': key },
    body: Buffer.from(bytes),
  });

for (const database of ['sqlite', 'postgres'] as const satisfies ServerDatabase[]) {
  describe(`a storm of reads, pushes, equal pushes and unlistings, on ${database}`, () => {
    let server: LodeServer;
    let key: string;
    const statuses = new Map<string, number>();
    before(async () => {
      server = await startLode({ database, settings: { LODE_RATE_LIMITS: 'off' } });
      await createOwner(server, { name: 'olga' });
      key = await createKey(server, { owner: 'olga', scopes: ['push', 'unlist'] });
      assert.equal((await push(server, key, buildPackage({ id: 'Acme.Storm', version: '1.0.0' }))).status, 201);
    });
    after(() => server.stop());

    const reads = [
      '/v3/index.json',
      '/v3/flatcontainer/acme.storm/index.json',
      '/v3/flatcontainer/acme.storm/1.0.0/acme.storm.1.0.0.nupkg',
      '/v3/registration-gz-semver2/acme.storm/index.json',
      '/v3/registration-semver1/acme.storm/1.0.0.json',
      '/v3/query?q=storm&prerelease=true&semVerLevel=2.0.0',
      '/v3/autocomplete?q=acme',
      '/v3/catalog/index.json',
      '/v3/catalog/page0.json',
    ];

    it('is answered without a single 5xx, and equal pushes with one 201', async () => {
      const end = performance.now() + STORM_MILLISECONDS;
      const readers = Array.from({ length: 12 }, (_, at) =>
        repeat(end, (round) => note('read', fetch(server.url + reads[(at + round) % reads.length]))),
      );
      const racers = Array.from({ length: 16 }, () =>
        repeat(end, (round) =>
          note(`push ${round}`, push(server, key, buildPackage({ id: 'Acme.Storm', version: `2.0.${round}` }))),
        ),
      );
      const listers = Array.from({ length: 2 }, (_, at) =>
        repeat(end, (round) => {
          const method = (round + at) % 2 === 0 ? 'DELETE' : 'POST';
          return note(
            'list',
            fetch(`${server.url}/api/v2/package/Acme.Storm/1.0.0`, { method, headers: { 'x-nuget-apikey': key } }),
          );
        }),
      );
      await Promise.all([...readers, ...racers, ...listers]);
      const seen = [...statuses.keys()];
      assert.deepEqual(
        seen.filter((each) => / 5\d\d$/.test(each)),
        [],
      );
      assert.ok(seen.some((each) => each.startsWith('push')));
      for (const each of seen.filter((name) => /^push \d+ 201$/.test(name))) assert.equal(statuses.get(each), 1, each);
    });

    async function repeat(end: number, work: (round: number) => Promise<void>): Promise<void> {
      for (let round = 0; performance.now() < end; round += 1) await work(round);
    }

    async function note(what: string, asked: Promise<Response>): Promise<void> {
      const answer = await asked;
      await answer.arrayBuffer();
      const key = `${what} ${answer.status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    }
  });
}

describe('a package of 200 MB', () => {
  let server: LodeServer;
  before(async () => {
    server = await startLode({ database: 'sqlite' });
  });
  after(() => server.stop());

  it('does not make the server grow', async () => {
    await createOwner(server, { name: 'olga' });
    const key = await createKey(server, { owner: 'olga', scopes: ['push'] });
    assert.equal((await push(server, key, buildPackage({ id: 'Acme.Small', version: '1.0.0' }))).status, 201);
    const residentBytes = () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024;
    const before = residentBytes();
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, residentBytes())), 10);
    const files = { 'lib/net8.0/large.dll': randomBytes(LARGE_PACKAGE_BYTES) };
    const answer = await push(server, key, buildPackage({ id: 'Acme.Large', version: '1.0.0', files }));
    clearInterval(watch);
    assert.equal(answer.status, 201);
    assert.ok(most - before < MAX_GROWTH_BYTES, `it grew by ${Math.round((most - before) / 1_000_000)} MB`);
  });
});
