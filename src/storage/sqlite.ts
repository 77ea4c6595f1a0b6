/**
 * The rows in one SQLite file, with three connections to it:
 *
 * `read` on the calling thread, where a keyed statement takes microseconds, less than a message to another thread.
 * `scan` in a thread of its own, where a statement that sorts stops nobody and is stopped when it takes too long.
 * The writer in another, so that a commit's fsync never stops a reader.
 *
 * Other processes may have the same file open and write to it: in WAL mode readers never wait, and writers wait for each
 * other.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Problem } from '../base/problem.ts';
import type { Database, Tx } from './database.ts';
import { sqliteFailure } from './driver-errors.ts';
import { GroupCommitDriver, groupCommitLimits, type GroupCommitLimits } from './group-commit.ts';
import { applyMigrations, pendingMigrations } from './migrate.ts';
import type { MigrationSession } from './migration.ts';
import { preparedStatement } from './prepared.ts';
import { openConnection } from './sqlite-connection.ts';
import { SqliteReadDriver, sqliteRows } from './sqlite-dialect.ts';
import { sharedRead } from './sqlite-shared-read.ts';
import { SqliteScanner, scanLimits, type ScanLimits } from './sqlite-scanner.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { MutationListeners, asOutermost, once } from './transactions.ts';

export interface SqliteOptions {
  readonly groupCommit?: GroupCommitLimits;
  readonly scan?: ScanLimits;
}

/** Opens the file, or makes it; brings it to the present schema. */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Database> {
  const file = resolve(path);
  const reader = await inTurn(() => openMigrated(file));
  const statements = new SqliteStatements(reader);
  const scanner = new SqliteScanner(file, options.scan ?? scanLimits);
  const writer = new SqliteWriter(file);
  const read = sqliteRows(new SqliteReadDriver((statement) => orFailure(() => statements.run(statement))));
  const scan = sqliteRows(new SqliteReadDriver((statement) => scanner.run(statement)));
  const groups = new GroupCommitDriver(writer, options.groupCommit ?? groupCommitLimits);
  const write = sqliteRows(groups);
  const listeners = new MutationListeners();
  const transaction = <T>(work: (tx: Tx) => Promise<T>) => asOutermost(() => write.transaction().execute(work));
  return {
    dialect: 'sqlite',
    read,
    scan,
    mutation: (work) => listeners.after(transaction(work)),
    transaction,
    onMutation: (listener) => listeners.add(listener),
    prepare(build) {
      const compiled = build(read);
      const statement = statements.compile(compiled.sql);
      return preparedStatement(compiled, async (values) => orFailure(() => statement.run(values)).rows as never[]);
    },
    readTogether: sharedRead(reader),
    async ping() {
      orFailure(() => statements.run({ sql: 'SELECT 1', parameters: [] }));
    },
    close: once(async () => {
      await groups.destroy();
      await scanner.close();
      reader.close();
      // Last: who closes last and may write folds the write-ahead log into the file.
      await writer.close();
    }),
  };
}

let lastOpening: Promise<unknown> = Promise.resolve();

/** Within a process one after the other: who waits for SQLite's lock stops the thread, and with it who holds the lock. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = lastOpening.then(work);
  lastOpening = Promise.allSettled([mine]);
  return mine;
}

/** The reading connection, to a file that is there, ours and of the present schema. */
async function openMigrated(file: string): Promise<DatabaseSync> {
  orFailure(() => makeFile(file));
  const writer = orFailure(() => openConnection(file, 'write'));
  try {
    await migrate(writer, file);
    // Opened while the other still is: a connection that cannot write cannot make the files beside the database.
    return orFailure(() => openConnection(file, 'read'));
  } finally {
    writer.close();
  }
}

/** 'LODE': tells our files from other programs' (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x4c4f4445;

async function migrate(connection: DatabaseSync, file: string): Promise<void> {
  const statements = new SqliteStatements(connection);
  const run = (sql: string, parameters: readonly (string | number)[] = []) =>
    orFailure(() => statements.run({ sql, parameters })).rows;
  const session: MigrationSession = { dialect: 'sqlite', run: async (sql, parameters) => run(sql, parameters) };
  // In this order: another process makes both in one commit, perhaps between these two lines.
  const tables = run("SELECT 1 FROM sqlite_schema WHERE type = 'table' LIMIT 1").length;
  const [id] = run('PRAGMA application_id');
  if (tables > 0 && id?.['application_id'] !== APPLICATION_ID) {
    throw new Problem('storage_unavailable', `${file} is not a database of Lode.`);
  }
  if ((await pendingMigrations(session)).length === 0) return;
  // EXCLUSIVE, and what is pending is asked again inside: another process may be just as far.
  run('BEGIN EXCLUSIVE');
  try {
    run(`PRAGMA application_id = ${APPLICATION_ID}`);
    await applyMigrations(session);
    run('COMMIT');
  } catch (error) {
    if (connection.isTransaction) run('ROLLBACK');
    throw error;
  }
}

/** Made before SQLite makes it, so that nobody else on the machine can read its secrets. */
function makeFile(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  // A file that exists is not touched: closing it here would drop SQLite's locks on it in this whole process.
  if (existsSync(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  for (const path of [folder, dirname(folder)]) {
    const handle = openSync(path, 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}

function orFailure<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error);
  }
}
