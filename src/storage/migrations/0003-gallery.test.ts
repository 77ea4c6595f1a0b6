import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { createPostgresDatabase } from '../../../test/support/databases.ts';
import { applyMigrations } from '../migrate.ts';
import type { MigrationSession } from '../migration.ts';
import { firstTables } from './0001-first-tables.ts';
import { gallery } from './0003-gallery.ts';
import { people } from './0002-people.ts';

interface Place {
  readonly session: MigrationSession;
  close(): Promise<void>;
}

function sqlitePlace(): Promise<Place> {
  const database = new DatabaseSync(':memory:');
  const session: MigrationSession = {
    dialect: 'sqlite',
    run: (statement, parameters = []) =>
      Promise.resolve(database.prepare(statement).all(...parameters) as Record<string, unknown>[]),
  };
  return Promise.resolve({ session, close: () => Promise.resolve(database.close()) });
}

/** In a schema of its own: the tests' databases are migrated when they are made. */
async function postgresPlace(): Promise<Place> {
  const { url, remove } = await createPostgresDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE SCHEMA old');
  await client.query('SET search_path = old');
  const session: MigrationSession = {
    dialect: 'postgres',
    run: async (statement, parameters = []) =>
      (await client.query<Record<string, unknown>>(statement, [...parameters])).rows,
  };
  return {
    session,
    async close() {
      await client.end();
      await remove();
    },
  };
}

interface OldVersion {
  readonly registration: number;
  readonly version: string;
  readonly isPrerelease?: boolean;
  readonly isListed?: boolean;
  readonly manifest: object;
}

const depends = (...dependencies: (readonly [id: string, range: string])[]) => ({
  dependencyGroups: [{ dependencies: dependencies.map(([id, range]) => ({ id, range })) }],
});

const versions: readonly OldVersion[] = [
  { registration: 1, version: '1.0.0', manifest: depends(['Gone', '[1.0.0, )']) },
  { registration: 1, version: '2.0.0', manifest: depends(['Other.ÄB', '[1.0.0, )'], ['other.äb', '[2.0.0, )']) },
  { registration: 1, version: '3.0.0', isListed: false, manifest: {} },
  { registration: 1, version: '4.0.0-a', isPrerelease: true, manifest: {} },
  { registration: 2, version: '1.0.0-a', isPrerelease: true, manifest: depends(['Acme', '[1.0.0, )']) },
  { registration: 3, version: '1.0.0', isListed: false, manifest: depends(['Acme', '[1.0.0, )']) },
];

const hex = (text: string) => (text === 'sqlite' ? "x'" : "'\\x");

async function fill({ run, dialect }: MigrationSession): Promise<void> {
  for (const [index, id] of ['acme', 'preview', 'hidden'].entries()) {
    await run(
      `INSERT INTO registrations (id_key, display_id, revision, created_at) VALUES ('${id}', '${id}', ${index}, 1)`,
    );
  }
  for (const [index, { registration, version, isPrerelease, isListed, manifest }] of versions.entries()) {
    await run(`INSERT INTO manifests (manifest, entries) VALUES ('${JSON.stringify(manifest)}', '[]')`);
    await run(`INSERT INTO versions (public_id, registration_id, version_key, sort_key, normalized_version, full_version,
      display_id, is_prerelease, semver_level, state, listed, created_at, published_at, size_bytes, sha512_key, parts, manifest_id)
      VALUES ('v${index}', ${registration}, '${version}', ${hex(dialect)}0${index}', '${version}', '${version}', 'x',
      ${isPrerelease === true ? 1 : 0}, 1, 'available', ${isListed === false ? 0 : 1}, 1, 1, 1, '${'a'.repeat(128)}', '{}', ${index + 1})`);
  }
  for (const [version, day, client, count] of [
    [1, '2026-01-01', 'curl', 2],
    [2, '2026-01-01', 'curl', 3],
    [2, '2026-01-01', 'dotnet', 5],
    [5, '2026-01-02', 'curl', 7],
  ]) {
    await run(`INSERT INTO downloads VALUES (${version}, '${day}', '${client}', ${count})`);
  }
  await run('INSERT INTO download_totals VALUES (1, 1, 2, 1), (2, 1, 8, 1), (5, 2, 7, 1)');
}

for (const [name, open] of [
  ['SQLite', sqlitePlace],
  ['PostgreSQL', postgresPlace],
] as const) {
  describe(`0003-gallery over what was there before, on ${name}`, () => {
    let place: Place;
    const rows = async (statement: string) =>
      (await place.session.run(statement)).map((row) => Object.values(row).map(String).join(' '));
    before(async () => {
      place = await open();
      await applyMigrations(place.session, [firstTables, people]);
      await fill(place.session);
      await applyMigrations(place.session, [firstTables, people, gallery]);
    });
    after(() => place.close());

    it('knows what each id offers: the highest stable version, else the highest preview, else none', async () => {
      assert.deepEqual(await rows('SELECT id, offered_version_id FROM registrations ORDER BY id'), [
        '1 2',
        '2 5',
        '3 null',
      ]);
    });

    it('reads what every version depends on, with the ranges of one id together, and marks what is offered', async () => {
      const found = 'SELECT version_id, dependency_key, ranges, is_offered FROM dependencies ORDER BY version_id';
      assert.deepEqual(await rows(found), [
        '1 gone ["[1.0.0, )"] 0',
        '2 other.äb ["[1.0.0, )","[2.0.0, )"] 1',
        '5 acme ["[1.0.0, )"] 1',
        '6 acme ["[1.0.0, )"] 0',
      ]);
    });

    it('adds up the downloads of each id, and of the gallery', async () => {
      assert.deepEqual(await rows('SELECT registration_id, count FROM registration_downloads ORDER BY 1'), [
        '1 10',
        '2 7',
      ]);
      assert.deepEqual(await rows('SELECT registration_id, day, client, count FROM registration_days ORDER BY 1, 3'), [
        '1 2026-01-01 curl 5',
        '1 2026-01-01 dotnet 5',
        '2 2026-01-02 curl 7',
      ]);
      assert.deepEqual(await rows('SELECT day, client, count FROM gallery_days ORDER BY day, client'), [
        '2026-01-01 curl 5',
        '2026-01-01 dotnet 5',
        '2026-01-02 curl 7',
      ]);
    });
  });
}
