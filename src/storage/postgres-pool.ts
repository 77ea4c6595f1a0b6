import { DatabaseError, Pool, types, type PoolClient, type QueryConfig, type QueryResult as Answer } from 'pg';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { postgresFailure } from './driver-errors.ts';

export interface PoolLimits {
  readonly connections: number;
  readonly statementMilliseconds: number;
}

/** How long a request waits for a connection: for a free one of the pool, or for the server to accept one. */
const CONNECT_MILLISECONDS = 5_000;

/** How long a statement waits for rows or a lock that another transaction holds. */
const LOCK_MILLISECONDS = 10_000;

/** How much later than the server's own limit we give up on a server that does not answer at all. */
const GRACE_MILLISECONDS = 5_000;

const IDLE_MILLISECONDS = 60_000;

const OID = { bool: 16, bytea: 17, int8: 20, numeric: 1700 } as const;

/** Values arrive as SQLite gives them: integers as numbers, a truth value as 0 or 1, bytes as a plain Uint8Array. */
const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [OID.int8, Number],
  [OID.numeric, Number],
  [OID.bool, (text) => (text === 't' ? 1 : 0)],
  [OID.bytea, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
]);

/** Every value is asked for as text, so the format never differs. */
const ourTypes = {
  getTypeParser: (oid: Parameters<typeof types.getTypeParser>[0]): unknown =>
    parsers.get(oid) ?? types.getTypeParser(oid),
};

export function openPool(url: string, use: 'write' | 'read', limits: PoolLimits): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'lode',
    types: ourTypes,
    max: limits.connections,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    idleTimeoutMillis: IDLE_MILLISECONDS,
    keepAlive: true,
    statement_timeout: limits.statementMilliseconds,
    query_timeout: limits.statementMilliseconds + GRACE_MILLISECONDS,
    lock_timeout: LOCK_MILLISECONDS,
    ...(use === 'read' ? { options: '-c default_transaction_read_only=on' } : {}),
  });
  // A connection that breaks while nobody uses it: the pool has dropped it, and the next statement gets another one.
  pool.on('error', () => undefined);
  return pool;
}

/** One connection out of a pool. Its errors are Problems where the server or the way to it is at fault. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #isUsable = true;
  /** The first error of a statement: it loses the transaction it is in. */
  failure: Error | undefined;

  private constructor(client: PoolClient) {
    this.#client = client;
    client.on('error', this.#breaks);
  }

  static async from(pool: Pool): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await pool.connect());
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async query(query: QueryConfig): Promise<Answer<Record<string, unknown>>> {
    try {
      return await this.#client.query<Record<string, unknown>>(query);
    } catch (error) {
      const failure = postgresFailure(error);
      // What the server still answers after we gave up would be taken for the next statement's answer.
      if (failure !== error && !hasSqlState(error)) this.#isUsable = false;
      this.failure ??= failure;
      throw failure;
    }
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount } = await this.query({ text: sql, values: [...parameters] });
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read in pages: streaming is not supported.');
  }

  release(): void {
    this.#client.removeListener('error', this.#breaks);
    this.#client.release(!this.#isUsable);
  }

  readonly #breaks = (): void => {
    this.#isUsable = false;
  };
}

/** Kysely's driver over a pool. A statement that failed loses its transaction even when the work catches the error. */
export class PostgresDriver implements Driver {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return PostgresConnection.from(this.#pool);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await asPostgres(connection).query({ text: 'BEGIN' });
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { failure } = asPostgres(connection);
    if (failure !== undefined) throw failure;
    await asPostgres(connection).query({ text: 'COMMIT' });
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const held = asPostgres(connection);
    // A broken connection has rolled back by itself, and its error is the one to be told.
    if (held.isUsable) await held.query({ text: 'ROLLBACK' });
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    asPostgres(connection).release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }
}

function asPostgres(connection: DatabaseConnection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection;
  throw new Error('A connection of another driver.');
}

/** An error that the server sent, and not one of the way to it. Class 57P is the server saying goodbye. */
function hasSqlState(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code !== undefined && !error.code.startsWith('57P') && !error.code.startsWith('08');
}
