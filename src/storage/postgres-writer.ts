import type { Pool } from 'pg';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { WriteLink } from './group-commit.ts';
import { PostgresConnection } from './postgres-pool.ts';

/**
 * The lock that every mutation of every node holds until its commit: an arbitrary number, for ever the same, since an
 * older node must exclude a newer one.
 */
export const MUTATION_LOCK = 7_164_093_551;

/**
 * One connection at a time for the mutations of this process.
 *
 * The lock comes first and goes with the commit, after its rows can be seen: so the numbers that mutations give out,
 * on all nodes, are in the order of their commits, and who sees a number sees all smaller ones.
 */
export class PostgresWriter implements WriteLink {
  readonly #pool: Pool;
  /** Orders that need no answer travel with the next one that does. */
  #unsent: string[] = [];
  #orders: Promise<unknown> = Promise.resolve();
  #group: { connection?: PostgresConnection; fault?: Error } = {};

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get isBroken(): boolean {
    return this.#group.fault !== undefined;
  }

  open(): void {
    this.#group = {};
    this.#unsent = ['BEGIN', `SELECT pg_advisory_xact_lock(${MUTATION_LOCK})`];
  }

  control(sql: string): void {
    this.#unsent.push(sql);
  }

  execute(query: CompiledQuery): Promise<QueryResult<never>> {
    return this.#order((connection) => connection.executeQuery<never>(query));
  }

  release(): Promise<void> {
    return this.#order(async (connection) => {
      try {
        await connection.query({ text: 'RELEASE member' });
      } catch (error) {
        // A statement failed before: until its savepoint is taken back, the transaction takes nothing else.
        await connection.query({ text: 'ROLLBACK TO member; RELEASE member' });
        throw error;
      }
    });
  }

  commit(): Promise<void> {
    this.#unsent.push('COMMIT');
    return this.#end();
  }

  rollback(): Promise<void> {
    this.#unsent.push('ROLLBACK');
    return this.#end();
  }

  #end(): Promise<void> {
    const group = this.#group;
    const end = this.#order(() => Promise.resolve());
    const release = async () => {
      const { connection } = group;
      if (connection === undefined) return;
      try {
        if (group.fault !== undefined && connection.isUsable) await connection.query({ text: 'ROLLBACK' });
      } finally {
        connection.release();
      }
    };
    const released = end.then(release, async (error: unknown) => {
      await Promise.allSettled([release()]);
      throw error;
    });
    this.#orders = Promise.allSettled([released]);
    return released;
  }

  #order<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const group = this.#group;
    const controls = this.#unsent.splice(0).join('; ');
    const run = async (): Promise<T> => {
      if (group.fault !== undefined) throw group.fault;
      try {
        group.connection ??= await PostgresConnection.from(this.#pool);
        if (controls !== '') await group.connection.query({ text: controls });
      } catch (error) {
        group.fault = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
      return this.#inGroup(group, work(group.connection));
    };
    const result = this.#orders.then(run);
    this.#orders = Promise.allSettled([result]);
    return result;
  }

  /** A statement's own error leaves the group alone, since its savepoint takes it back; a lost connection does not. */
  async #inGroup<T>(group: { connection?: PostgresConnection; fault?: Error }, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (group.connection?.isUsable !== true) group.fault = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}
