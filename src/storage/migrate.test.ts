import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { sql } from 'kysely';
import { forEachDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { addEvent, addVersion, plainCatalogEntry, plainVersion, subjects } from '../../test/support/plain-rows.ts';
import { isUniqueViolation } from './driver-errors.ts';
import type { Tx } from './database.ts';
import { openSqlite } from './sqlite.ts';

/** The tables and columns that schema.ts names, read out of its text: types leave nothing to ask at run time. */
function schemaColumns(): Map<string, string[]> {
  const text = ['schema.ts', 'gallery-tables.ts']
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const tables = new Map<string, string[]>();
  const members = (body: string) => [...body.matchAll(/^ {2}(\w+): /gm)].map((match) => match[1] ?? '');
  const bodies = new Map(
    [...text.matchAll(/interface (\w+) \{\n(.*?)\n\}/gs)].map((match) => [match[1], match[2] ?? '']),
  );
  for (const [, table, type] of (bodies.get('Schema') ?? '').matchAll(/^ {2}(\w+): (\w+);/gm)) {
    tables.set(table ?? '', members(bodies.get(type) ?? '').toSorted());
  }
  return tables;
}

forEachDatabase((name, open) => {
  it('makes every table and column that the code knows, and no other', async () => {
    const database = await open();
    const found = await database.read.introspection.getTables();
    const columns = new Map(
      found
        .filter((table) => table.name !== 'lode_migrations')
        .map((table) => [table.name, table.columns.map((column) => column.name).toSorted()]),
    );
    assert.deepEqual(Object.fromEntries(columns), Object.fromEntries(schemaColumns()));
  });

  it('applies nothing to a database that is up to date', async () => {
    const database = await open();
    const applied = () =>
      sql<{ name: string; applied_at: number }>`SELECT * FROM lode_migrations`.execute(database.read);
    const before = await applied();
    await database.reopen();
    assert.equal(before.rows[0]?.name, '0001-first-tables');
    assert.deepEqual((await applied()).rows, before.rows);
  });

  it('refuses with one sentence what a newer Lode wrote', async () => {
    const database = await open();
    await database.transaction((tx) => sql`INSERT INTO lode_migrations VALUES ('9999-from-the-future', 1)`.execute(tx));
    await assert.rejects(database.reopen(), {
      message:
        'This data folder was written by a newer Lode (it has 9999-from-the-future, which this version does not know); ' +
        'start that version or newer.',
    });
  });

  let filled: Promise<TestDatabase> | undefined;
  const openFilled = async () => {
    const database = await open();
    await database.mutation(async (tx) => {
      const version = await addVersion(tx);
      const event = await addEvent(tx, 'first');
      const entry = plainCatalogEntry(1, 10, { event, version, manifest: 1 });
      await tx.insertInto('catalog_entries').values(entry).execute();
    });
    return database;
  };
  const refused = (what: string, statement: (tx: Tx) => Promise<unknown>, message: RegExp) => {
    it(`lets nobody ${what}`, async () => {
      const database = await (filled ??= openFilled());
      await assert.rejects(database.mutation(statement), { message });
      assert.deepEqual(await subjects(database), ['first']);
    });
  };

  refused('change an event', (tx) => tx.updateTable('events').set({ data: '' }).execute(), /append-only/);
  refused('delete an event', (tx) => tx.deleteFrom('events').execute(), /append-only/);
  refused('change a catalog entry', (tx) => tx.updateTable('catalog_entries').set({ at: 5 }).execute(), /append-only/);
  refused('delete a catalog entry', (tx) => tx.deleteFrom('catalog_entries').execute(), /append-only/);
  refused('delete a version', (tx) => tx.deleteFrom('versions').execute(), /never deleted/);
  refused('delete a registration', (tx) => tx.deleteFrom('registrations').execute(), /never deleted/);
  refused('delete a manifest', (tx) => tx.deleteFrom('manifests').execute(), /never deleted/);
  refused(
    'give a version other bytes',
    (tx) =>
      tx
        .updateTable('versions')
        .set({ sha512_key: 'b'.repeat(128) })
        .execute(),
    /other bytes/,
  );
  refused(
    'leave a gap in the catalog',
    (tx) =>
      tx
        .insertInto('catalog_entries')
        .values(plainCatalogEntry(3, 20, { event: 1, version: 1, manifest: 1 }))
        .execute(),
    /without gaps/,
  );
  refused(
    'give two catalog entries the same time',
    (tx) =>
      tx
        .insertInto('catalog_entries')
        .values(plainCatalogEntry(2, 10, { event: 1, version: 1, manifest: 1 }))
        .execute(),
    /strictly later/,
  );
  refused(
    'name a state that does not exist',
    (tx) => sql`UPDATE versions SET state = 'gone'`.execute(tx),
    /CHECK|check/,
  );
  refused(
    'store a flag that is neither 0 nor 1',
    (tx) => sql`UPDATE versions SET listed = 2`.execute(tx),
    /CHECK|check/,
  );
  refused(
    'refer to a manifest that does not exist',
    (tx) => tx.updateTable('versions').set({ manifest_id: 77 }).execute(),
    /FOREIGN KEY|foreign key/,
  );
  if (name === 'PostgreSQL') {
    refused('empty the log', (tx) => sql`TRUNCATE events CASCADE`.execute(tx), /never deleted/);
  } else {
    refused(
      'replace an event',
      (tx) =>
        sql`INSERT OR REPLACE INTO events SELECT seq, 9, kind, actor, on_behalf_of, credential, subject, data FROM events`.execute(
          tx,
        ),
      /append-only/,
    );
  }

  it('lets a version that is held get other bytes, and a manifest be blanked', async () => {
    const database = await open();
    await database.mutation((tx) => addVersion(tx, { state: 'held' }));
    await database.mutation(async (tx) => {
      await tx
        .updateTable('versions')
        .set({ sha512_key: 'b'.repeat(128), state: 'available' })
        .execute();
      await tx.updateTable('manifests').set({ manifest: '{"blanked":true}' }).execute();
    });
    const row = await database.read.selectFrom('versions').select('sha512_key').executeTakeFirst();
    assert.equal(row?.sha512_key, 'b'.repeat(128));
  });

  it('refuses the same version of an id twice, recognisably', async () => {
    const database = await open();
    await database.mutation((tx) => addVersion(tx));
    const again = database.mutation((tx) =>
      tx
        .insertInto('versions')
        .values(plainVersion(1, 1, { public_id: 'v2' }))
        .execute(),
    );
    const error = await again.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(isUniqueViolation(error));
    assert.ok(isUniqueViolation(error, ['version_key', 'registration_id']));
    assert.ok(!isUniqueViolation(error, ['public_id']));
    assert.ok(!isUniqueViolation(error, ['registration_id']));
  });

  it('sorts text by its bytes and versions by their sort key', async () => {
    const database = await open();
    const names = ['b', 'B', 'a', 'ä', '_', 'Z', 'a.b', 'a-b', '😀', '\uffee'];
    await database.transaction((tx) =>
      tx
        .insertInto('settings')
        .values(names.map((each) => ({ name: each, value: '', updated_at: 1 })))
        .execute(),
    );
    const rows = await database.read.selectFrom('settings').select('name').orderBy('name').execute();
    const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      rows.map((row) => row.name),
      byBytes,
    );
  });

  it('gives values as they were put in: large integers, bytes, flags, sums', async () => {
    const database = await open();
    const at = Number.MAX_SAFE_INTEGER;
    await database.mutation((tx) => addVersion(tx, { created_at: at }));
    const row = await database.read
      .selectFrom('versions')
      .select(['created_at', 'sort_key', 'listed'])
      .executeTakeFirst();
    assert.deepEqual(row, { created_at: at, sort_key: Uint8Array.of(1, 0, 255), listed: 1 });
    const sums = await database.scan
      .selectFrom('versions')
      .select((each) => [each.fn.countAll<number>().as('count'), each.fn.sum<number>('size_bytes').as('bytes')])
      .select(sql<number>`EXISTS (SELECT 1 FROM versions)`.as('any'))
      .executeTakeFirst();
    assert.deepEqual(sums, { count: 1, bytes: 10, any: 1 });
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'lode-migrate-'));
after(() => rmSync(folder, { recursive: true }));

it('makes the SQLite file for its owner alone, also when two open it at once', async () => {
  const file = path.join(folder, 'new', 'lode.sqlite');
  const databases = await Promise.all([openSqlite(file), openSqlite(file)]);
  for (const database of databases) await database.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

it('refuses an SQLite file that is not ours, and leaves it as it is', async () => {
  const file = path.join(folder, 'other.sqlite');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE theirs (x)');
  other.close();
  await assert.rejects(openSqlite(file), { message: `${file} is not a database of Lode.` });
});
