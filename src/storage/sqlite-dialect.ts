import {
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Rows } from './database.ts';
import type { Schema } from './schema.ts';
import type { Statement, StatementResult } from './sqlite-statements.ts';

/** Kysely over any driver that speaks SQLite's SQL. */
export function sqliteRows(driver: Driver): Rows {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (rows) => new SqliteIntrospector(rows),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** A driver without transactions over one connection: for reading. */
export class SqliteReadDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(run: (statement: Statement) => StatementResult | Promise<StatementResult>) {
    this.#connection = {
      async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
        const { rows } = await run({ sql, parameters });
        return { rows: rows as R[] };
      },
      streamQuery() {
        throw new Error('Rows are read in pages: streaming is not supported.');
      },
    };
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('Transactions are begun by mutation() and transaction().'));
  }

  commitTransaction(): Promise<void> {
    return Promise.resolve();
  }

  rollbackTransaction(): Promise<void> {
    return Promise.resolve();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}
