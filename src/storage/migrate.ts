/**
 * Brings a database to the schema of this code: forward only, by itself at every start, under a lock that the caller
 * holds. A migration's name, once released, is never changed, and neither is what it does.
 */
import { Problem } from '../base/problem.ts';
import { systemClock } from '../base/clock.ts';
import type { Migration, MigrationSession } from './migration.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { people } from './migrations/0002-people.ts';
import { gallery } from './migrations/0003-gallery.ts';

/** Every migration, oldest first. */
export const allMigrations: readonly Migration[] = [firstTables, people, gallery];

/**
 * Those that this database still lacks. Throws when it has one that this code does not know, since an older Lode would
 * write rows that break a newer one's rules, and when the database belongs to somebody else.
 */
export async function pendingMigrations(session: MigrationSession, known = allMigrations): Promise<Migration[]> {
  if (!(await hasMigrationsTable(session))) return [...known];
  const rows = await session.run('SELECT name FROM lode_migrations ORDER BY name');
  const applied = new Set(rows.map((row) => String(row['name'])));
  const names = new Set(known.map((migration) => migration.name));
  const unknown = [...applied].find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new Problem(
      'storage_unavailable',
      `This data folder was written by a newer Lode (it has ${unknown}, which this version does not know); ` +
        'start that version or newer.',
    );
  }
  return known.filter((migration) => !applied.has(migration.name));
}

/**
 * Applies what is pending. The caller has opened a transaction that no other process can be inside of at the same time,
 * and commits it: either all of the migrations are there afterwards or none.
 */
export async function applyMigrations(session: MigrationSession, known = allMigrations): Promise<void> {
  const type = session.dialect === 'postgres' ? 'text COLLATE "C"' : 'TEXT';
  const integer = session.dialect === 'postgres' ? 'bigint' : 'INTEGER';
  await session.run(
    `CREATE TABLE IF NOT EXISTS lode_migrations (name ${type} NOT NULL PRIMARY KEY, applied_at ${integer} NOT NULL)`,
  );
  for (const migration of await pendingMigrations(session, known)) {
    await migration.up(session);
    const [name, at] = session.dialect === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    await session.run(`INSERT INTO lode_migrations (name, applied_at) VALUES (${name}, ${at})`, [
      migration.name,
      systemClock.now(),
    ]);
  }
}

async function hasMigrationsTable({ dialect, run }: MigrationSession): Promise<boolean> {
  const rows =
    dialect === 'postgres'
      ? await run("SELECT 1 AS found WHERE to_regclass('lode_migrations') IS NOT NULL")
      : await run("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = 'lode_migrations'");
  return rows.length > 0;
}
