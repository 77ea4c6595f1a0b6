/**
 * The rows in PostgreSQL, for many nodes at once.
 *
 * Three pools: for reading, so that no flood of changes keeps a reader waiting; for statements that scan, few and each
 * for a limited time; for writing. The first two cannot write.
 */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type Driver } from 'kysely';
import { Problem } from '../base/problem.ts';
import type { Database, Rows } from './database.ts';
import { GroupCommitDriver, groupCommitLimits, type GroupCommitLimits } from './group-commit.ts';
import { applyMigrations, pendingMigrations } from './migrate.ts';
import type { MigrationSession } from './migration.ts';
import { openPool, PostgresConnection, PostgresDriver, type PoolLimits } from './postgres-pool.ts';
import { MUTATION_LOCK, PostgresWriter } from './postgres-writer.ts';
import { preparedStatement } from './prepared.ts';
import type { Schema } from './schema.ts';
import { MutationListeners, asOutermost, once } from './transactions.ts';

export interface PostgresOptions {
  readonly groupCommit?: GroupCommitLimits;
  readonly read?: PoolLimits;
  readonly scan?: PoolLimits;
  readonly write?: PoolLimits;
}

/** Fourteen connections a process in all: mind them in the server's `max_connections`. */
export const poolLimits = {
  read: { connections: 8, statementMilliseconds: 5_000 },
  scan: { connections: 2, statementMilliseconds: 10_000 },
  write: { connections: 4, statementMilliseconds: 30_000 },
} as const satisfies Record<string, PoolLimits>;

/** The oldest server whose behaviour is known to be what is relied upon here. */
const OLDEST_SERVER = 14;

/** Opens the database, which must exist; brings it to the present schema. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const pools = {
    read: openPool(url, 'read', options.read ?? poolLimits.read),
    scan: openPool(url, 'read', options.scan ?? poolLimits.scan),
    write: openPool(url, 'write', options.write ?? poolLimits.write),
  };
  const endPools = () => Promise.all(Object.values(pools).map((pool) => pool.end()));
  try {
    await usingConnection(pools.write, migrate);
  } catch (error) {
    await endPools();
    throw error;
  }
  const groups = new GroupCommitDriver(new PostgresWriter(pools.write), options.groupCommit ?? groupCommitLimits);
  const read = postgresRows(new PostgresDriver(pools.read));
  const mutations = postgresRows(groups);
  const transactions = postgresRows(new PostgresDriver(pools.write));
  const listeners = new MutationListeners();
  let statements = 0;
  return {
    dialect: 'postgres',
    read,
    scan: postgresRows(new PostgresDriver(pools.scan)),
    mutation: (work) => listeners.after(asOutermost(() => mutations.transaction().execute(work))),
    transaction: (work) => asOutermost(() => transactions.transaction().execute(work)),
    onMutation: (listener) => listeners.add(listener),
    prepare(build) {
      const compiled = build(read);
      const name = `lode_${(statements += 1)}`;
      return preparedStatement(compiled, (values) =>
        usingConnection(pools.read, async (connection) => {
          const { rows } = await connection.query({ name, text: compiled.sql, values: [...values] });
          return rows as never[];
        }),
      );
    },
    readTogether() {
      // Each read has a connection of its own, and no lock to share.
    },
    async ping() {
      await usingConnection(pools.read, (connection) => connection.query({ text: 'SELECT 1' }));
    },
    close: once(async () => {
      await groups.destroy();
      await endPools();
    }),
  };
}

function postgresRows(driver: Driver): Rows {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (rows) => new PostgresIntrospector(rows),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

async function usingConnection<T>(
  pool: ReturnType<typeof openPool>,
  work: (connection: PostgresConnection) => Promise<T>,
): Promise<T> {
  const connection = await PostgresConnection.from(pool);
  try {
    return await work(connection);
  } finally {
    connection.release();
  }
}

async function migrate(connection: PostgresConnection): Promise<void> {
  const session: MigrationSession = {
    dialect: 'postgres',
    run: async (text, parameters = []) => (await connection.query({ text, values: [...parameters] })).rows,
  };
  await requireSuitableServer(session);
  if ((await pendingMigrations(session)).length === 0) return;
  await session.run('BEGIN');
  try {
    await session.run('SET LOCAL lock_timeout = 0');
    await session.run('SET LOCAL statement_timeout = 0');
    // The mutations' own lock: no node writes meanwhile, and what is pending is asked again inside it.
    await session.run(`SELECT pg_advisory_xact_lock(${MUTATION_LOCK})`);
    await applyMigrations(session);
    await session.run('COMMIT');
  } catch (error) {
    if (connection.isUsable) await session.run('ROLLBACK');
    throw error;
  }
}

async function requireSuitableServer({ run }: MigrationSession): Promise<void> {
  const [row] = await run(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num') AS version",
  );
  if (row?.['encoding'] !== 'UTF8') {
    throw new Problem(
      'database_unavailable',
      `The database's encoding must be UTF8; it is ${String(row?.['encoding'])}.`,
    );
  }
  if (Number(row['version']) < OLDEST_SERVER * 10_000) {
    throw new Problem('database_unavailable', `PostgreSQL ${OLDEST_SERVER} or newer is needed.`);
  }
}
