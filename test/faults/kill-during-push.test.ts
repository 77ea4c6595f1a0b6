/**
 * `kill -9` at many moments of many pushes. Afterwards every package that was acknowledged is whole and everywhere; one
 * whose answer never came is either just as whole, or nowhere.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { catalogEntries, fetchJson, flatContainerVersions } from '../support/feed-reader.ts';
import { buildPackage } from '../support/package-builder.ts';
import { createKey, createOwner, startLode, type LodeServer, type ServerDatabase } from '../support/server.ts';

const ROUNDS = 10;
const WRITERS = 6;
const FIRST_PUSH_MILLISECONDS = 20_000;

interface Attempt {
  readonly version: string;
  readonly sha256: string;
  readonly acknowledged: boolean;
}

for (const database of ['sqlite', 'postgres'] as const satisfies ServerDatabase[]) {
  describe(`kill -9 while packages are pushed, on ${database}`, () => {
    let server: LodeServer;
    let key: string;
    const attempts: Attempt[] = [];
    before(async () => {
      server = await startLode({ database, settings: { LODE_RATE_LIMITS: 'off' } });
      await createOwner(server, { name: 'olga' });
      key = await createKey(server, { owner: 'olga', scopes: ['push', 'unlist'] });
    });
    after(() => server.stop());

    it(`survives ${ROUNDS} kills`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const stop = new AbortController();
        const first = Promise.withResolvers<void>();
        const writers = Array.from({ length: WRITERS }, (_, writer) =>
          pushUntil(stop.signal, `${round}.${writer}`, first.resolve),
        );
        // A slow machine needs long for its first push; a kill before it would kill nothing worth killing.
        await Promise.race([first.promise, delay(FIRST_PUSH_MILLISECONDS)]);
        await delay(Math.random() * 600);
        await server.kill();
        stop.abort();
        attempts.push(...(await Promise.all(writers)).flat());
        await server.start();
      }
      assert.ok(
        attempts.filter((attempt) => attempt.acknowledged).length >= ROUNDS,
        'the kills came before any push was done',
      );
    });

    it('has every acknowledged package whole and everywhere, and no half of another', async () => {
      const visible = (await flatContainerVersions(server, 'acme.fault')) ?? [];
      const known = new Map(attempts.map((attempt) => [attempt.version, attempt]));
      const lost = attempts.filter((attempt) => attempt.acknowledged && !visible.includes(attempt.version));
      assert.deepEqual(lost, []);
      for (const version of visible) {
        const attempt = known.get(version);
        assert.ok(attempt, `${version} was never pushed`);
        const base = `${server.url}/v3/flatcontainer/acme.fault/${version}`;
        const nupkg = await (await fetch(`${base}/acme.fault.${version}.nupkg`)).bytes();
        assert.equal(createHash('sha256').update(nupkg).digest('hex'), attempt.sha256);
        for (const part of ['acme.fault.nuspec', 'readme']) assert.equal((await fetch(`${base}/${part}`)).status, 200);
        assert.equal((await fetch(`${server.url}/v3/registration-gz-semver2/acme.fault/${version}.json`)).status, 200);
      }
    });

    it('has exactly the visible versions in the catalog, each once, in strictly increasing time', async () => {
      const visible = (await flatContainerVersions(server, 'acme.fault')) ?? [];
      const entries = await catalogEntries(server);
      assert.deepEqual(entries.map((entry) => entry.version).sort(), [...visible].sort());
      assert.equal(new Set(entries.map((entry) => entry.at)).size, entries.length);
    });

    it('finds the package by search, with every visible version', async () => {
      const visible = (await flatContainerVersions(server, 'acme.fault')) ?? [];
      let found: readonly unknown[] = [];
      for (let tries = 0; tries < 50 && found.length !== visible.length; tries += 1) {
        await delay(100);
        const answer = (await fetchJson(`${server.url}/v3/query?q=acme.fault&semVerLevel=2.0.0`)) as {
          data: { versions: unknown[] }[];
        };
        found = answer.data[0]?.versions ?? [];
      }
      assert.equal(found.length, visible.length);
    });

    async function pushUntil(stop: AbortSignal, prefix: string, pushed: () => void): Promise<Attempt[]> {
      const done: Attempt[] = [];
      for (let at = 0; !stop.aborted; at += 1) {
        const version = `${prefix}.${at}`.replace(/\.0$/, '.1000');
        const bytes = buildPackage({ id: 'Acme.Fault', version, readme: `# ${version}` });
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const status = await fetch(`${server.url}/api/v2/package`, {
          method: 'PUT',
          headers: { 'x-nuget-apikey': key },
          body: Buffer.from(bytes),
        }).then(
          (answer) => answer.status,
          () => undefined,
        );
        assert.ok(status === undefined || status === 201, `a push was answered with ${status}`);
        done.push({ version, sha256, acknowledged: status === 201 });
        if (status === 201) pushed();
        if (status === undefined) break;
      }
      return done;
    }
  });
}
