/** The thread that owns the only writing connection: an fsync stops nobody but the next writer. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { SQLITE_IOERR, toPlainError, type PlainError } from './driver-errors.ts';
import { openConnection } from './sqlite-connection.ts';
import type { WriteAnswer, WriteOrder } from './sqlite-orders.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const LOST: PlainError = { message: 'The transaction was lost with its thread.', errcode: SQLITE_IOERR };

class Writer {
  readonly #connection: DatabaseSync;
  readonly #statements: SqliteStatements;
  #group = 0;
  /** Why the open group cannot be committed any more. */
  #fault: PlainError | undefined;
  /** The first statement of the open savepoint that failed. */
  #memberFault: PlainError | undefined;

  constructor(path: string) {
    this.#connection = openConnection(path, 'write');
    this.#statements = new SqliteStatements(this.#connection);
  }

  carryOut(order: WriteOrder): WriteAnswer | undefined {
    if (order.kind !== 'open' && order.kind !== 'close' && order.group !== this.#group) {
      // The thread that had this group open died, and this one took its place.
      return 'id' in order ? { id: order.id, error: LOST, brokenGroup: order.group } : undefined;
    }
    switch (order.kind) {
      case 'open':
        return this.#open(order.group);
      case 'control':
        return this.#control(order.sql);
      case 'execute':
        return this.#answer(order.id, () => this.#statements.run(order.statement));
      case 'release':
        return this.#release(order.id);
      case 'commit':
        return this.#end(order.id, 'COMMIT');
      case 'rollback':
        return this.#end(order.id, 'ROLLBACK');
      case 'close':
        this.#connection.close();
        return { id: order.id, result: { rows: [], changes: 0 } };
      default:
        throw new Error(`Unknown order: ${JSON.stringify(order satisfies never)}`);
    }
  }

  #open(group: number): undefined {
    this.#group = group;
    this.#fault = undefined;
    this.#control('BEGIN IMMEDIATE');
  }

  #release(id: number): WriteAnswer {
    const fault = this.#memberFault;
    if (fault !== undefined) this.#control('ROLLBACK TO member');
    const answer = this.#answer(id, () => this.#statements.run({ sql: 'RELEASE member', parameters: [] }));
    return fault === undefined || 'error' in answer ? answer : { id, error: fault };
  }

  #control(sql: string): undefined {
    this.#memberFault = undefined;
    if (this.#fault !== undefined) return;
    try {
      this.#statements.run({ sql, parameters: [] });
    } catch (error) {
      this.#fault = toPlainError(error);
    }
  }

  #answer(id: number, work: () => { rows: Record<string, unknown>[]; changes: number }): WriteAnswer {
    if (this.#fault !== undefined) return { id, error: this.#fault, brokenGroup: this.#group };
    try {
      return { id, result: work() };
    } catch (error) {
      // A full disk makes SQLite roll back the whole transaction by itself: nothing more may run as if it were open.
      if (!this.#connection.isTransaction) this.#fault = toPlainError(error);
      this.#memberFault ??= toPlainError(error);
      const answer = { id, error: toPlainError(error) };
      return this.#fault === undefined ? answer : { ...answer, brokenGroup: this.#group };
    }
  }

  #end(id: number, sql: 'COMMIT' | 'ROLLBACK'): WriteAnswer {
    const answer = this.#answer(id, () => this.#statements.run({ sql, parameters: [] }));
    if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
    return answer;
  }
}

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const writer = new Writer(String(workerData));
port.on('message', (orders: readonly WriteOrder[]) => {
  for (const order of orders) {
    const answer = writer.carryOut(order);
    if (answer !== undefined) port.postMessage(answer);
  }
});
