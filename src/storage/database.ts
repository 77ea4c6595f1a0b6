/**
 * The one door to the rows, the same for SQLite and PostgreSQL.
 *
 * `read` is for keyed or index-paged statements of at most 200 rows. `scan` is for what scans or sorts. `mutation` is a
 * transaction that may append to the log: mutations run one after the other, on every node, so the log's numbers and
 * times are those of the commits. `transaction` is for rows that no log entry speaks of (download counts, cursors).
 *
 * When either promise resolves, the rows are durable. When it rejects, none of them is there. The work of either may run
 * statements only on the `tx` it was given, never begins another one, and waits for nothing else, since others wait for it
 * (only the sweep removes a blob in one, and who reuses a blob looks for it there). A statement that fails loses the whole
 * transaction, even when the work catches the error: so ask `isUniqueViolation` outside of it.
 */
import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

export type Rows = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** A statement compiled once, for the reads that every restore makes: running it costs no query building. */
export interface Prepared<Row> {
  all(...parameters: (string | number)[]): Promise<Row[]>;
  first(...parameters: (string | number)[]): Promise<Row | undefined>;
}

export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly read: Rows;
  readonly scan: Rows;
  /**
   * In a transaction, an INSERT or UPDATE without RETURNING is sent and not waited for: its failure comes with the next
   * statement or with the commit, and how many rows it changed is not known. Who needs that asks for RETURNING.
   */
  mutation<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Has the listener called after each mutation of this process. Returns what takes it away again. */
  onMutation(listener: () => void): () => void;
  /**
   * Compiles the statement that `build` makes. Its values are given in the order in which `build` names its parameters:
   * `prepare((rows) => rows.selectFrom('registrations').select('revision').where('id_key', '=', parameter('id')).compile())`.
   */
  prepare<Row>(build: (rows: Rows) => CompiledQuery<Row>): Prepared<Row>;
  /**
   * Lets the reads that follow in this turn of the event loop be made together, which is cheaper for two of them and more:
   * for a request that asks for its key before it asks for anything else. They see what was committed before this call.
   */
  readTogether(): void;
  /** Throws a Problem (`database_unavailable`) when no statement can be answered. */
  ping(): Promise<void>;
  /** Ends what has begun, and then every thread and connection. Closing twice is closing once. */
  close(): Promise<void>;
}
