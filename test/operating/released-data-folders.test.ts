/** The promise about what is stored: the data folder of every release opens in this version, by starting it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { lookAlikeKey, parseAccountName } from '../../src/accounts/account-name.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { buildPackage } from '../support/package-builder.ts';
import { startLode, type LodeServer } from '../support/server.ts';

const dataFolders = path.resolve(import.meta.dirname, '../fixtures/data-folders');

const SEARCH_MILLISECONDS = 20_000;

interface Expected {
  readonly id: string;
  readonly versions: readonly string[];
  readonly unlisted: string;
}

/** Every table, index and trigger as SQLite holds it. */
function schemaOf(file: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
  } finally {
    database.close();
  }
}

for (const release of readdirSync(dataFolders)) {
  describe(`the data folder of ${release}`, () => {
    const original = path.join(dataFolders, release);
    const expected = JSON.parse(readFileSync(path.join(original, 'expected.json'), 'utf8')) as Expected;
    const id = expected.id.toLowerCase();
    const folder = mkdtempSync(path.join(tmpdir(), 'lode-released-'));
    let server: LodeServer;

    before(async () => {
      cpSync(original, folder, { recursive: true });
      server = await startLode({ database: 'sqlite', settings: { LODE_DATA: folder } });
    });

    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    });

    const json = async (urlPath: string): Promise<unknown> => (await fetch(server.url + urlPath)).json();
    /** Search is built anew at the first start, beside the first requests. */
    const untilFound = async (urlPath: string): Promise<unknown> => {
      const deadline = Date.now() + SEARCH_MILLISECONDS;
      while (Date.now() < deadline) {
        const found = await json(urlPath);
        if (!JSON.stringify(found).includes('"totalHits":0')) return found;
        await delay(50);
      }
      return json(urlPath);
    };
    const normalized = expected.versions.map((version) => version.split('+')[0] ?? '');

    it('has every version with its bytes, also the unlisted one', async () => {
      assert.deepEqual(await json(`/v3/flatcontainer/${id}/index.json`), { versions: normalized });
      const rows = new DatabaseSync(path.join(folder, 'lode.sqlite'), { readOnly: true });
      const hashes = new Map(
        rows
          .prepare('SELECT version_key, sha512_key FROM versions')
          .all()
          .map((row) => [row['version_key'], row['sha512_key']]),
      );
      rows.close();
      for (const version of normalized) {
        const answer = await fetch(`${server.url}/v3/flatcontainer/${id}/${version}/${id}.${version}.nupkg`);
        assert.equal(answer.status, 200);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        assert.equal(createHash('sha512').update(bytes).digest('hex'), hashes.get(version));
      }
    });

    it('still hides what was unlisted from search, and says so where it must be found', async () => {
      const leaf = await json(`/v3/registration-gz-semver2/${id}/${expected.unlisted}.json`);
      assert.ok(typeof leaf === 'object' && leaf !== null && 'listed' in leaf);
      assert.equal(leaf.listed, false);
      const found = await untilFound(`/v3/query?q=packageid:${id}&prerelease=true&semVerLevel=2.0.0`);
      assert.match(JSON.stringify(found), /"totalHits":1/);
      assert.ok(!JSON.stringify(found).includes(`"version":"${expected.unlisted}"`));
    });

    it('shows its catalog whole', async () => {
      const catalog = await json('/v3/catalog/page0.json');
      assert.ok(typeof catalog === 'object' && catalog !== null && 'count' in catalog);
      assert.equal(catalog.count, expected.versions.length + 1);
    });

    it('knows of each owner which id it is, and whether that is listed', () => {
      const rows = new DatabaseSync(path.join(folder, 'lode.sqlite'), { readOnly: true });
      const owners = rows
        .prepare(
          `SELECT registration_key = id_key AS knowsId, is_offered = EXISTS (SELECT 1 FROM versions
             WHERE registration_id = registrations.id AND listed = 1 AND state = 'available') AS knowsListing
           FROM owners JOIN registrations ON registrations.id = registration_id`,
        )
        .all();
      rows.close();
      assert.ok(owners.length > 0);
      for (const owner of owners) assert.deepEqual({ ...owner }, { knowsId: 1, knowsListing: 1 });
    });

    it('knows its accounts, and takes a new version', async () => {
      const names = ['key', 'create', '--owner', 'acme', '--as', 'olga', '--name', 'later', '--scopes', 'push'];
      const headers = { 'x-nuget-apikey': (await server.lode(names)).trim() };
      const body = Buffer.from(buildPackage({ id: expected.id, version: '9.0.0' }));
      const answer = await fetch(`${server.url}/api/v2/package`, { method: 'PUT', headers, body });
      assert.equal(answer.status, 201, server.log());
    });

    it('has a secret of its own, and what a new gallery keeps of its accounts', async () => {
      const secret = path.join(folder, 'keys', 'secret');
      assert.equal(statSync(secret).mode & 0o777, 0o600);
      assert.ok(readFileSync(secret, 'utf8').length >= 32);
      const rows = new DatabaseSync(path.join(folder, 'lode.sqlite'), { readOnly: true });
      const accounts = rows.prepare('SELECT name, look_alike_key FROM accounts').all();
      const mail = rows.prepare("SELECT cursor > 0 AS started FROM followers WHERE name = 'mail'").get();
      rows.close();
      assert.ok(accounts.length > 0);
      for (const { name, look_alike_key: key } of accounts) {
        const parsed = parseAccountName(String(name));
        assert.ok(parsed !== undefined);
        assert.equal(key, lookAlikeKey(parsed));
      }
      assert.deepEqual({ ...mail }, { started: 1 });
    });

    it('has, once opened, the schema of a new one', async () => {
      const file = path.join(folder, 'new.sqlite');
      await (await openSqlite(file)).close();
      assert.deepEqual(schemaOf(path.join(folder, 'lode.sqlite')), schemaOf(file));
    });
  });
}
