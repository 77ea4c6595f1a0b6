import { Worker } from 'node:worker_threads';
import type { CompiledQuery, QueryResult } from 'kysely';
import { Problem } from '../base/problem.ts';
import { threadMemory } from '../base/thread-memory.ts';
import { workerFile } from '../base/worker-file.ts';
import { sqliteFailure } from './driver-errors.ts';
import type { WriteLink } from './group-commit.ts';
import type { WriteAnswer, WriteOrder } from './sqlite-orders.ts';
import type { StatementResult } from './sqlite-statements.ts';

/**
 * The serving thread's end of the writer thread.
 *
 * Orders that need no answer wait for the next one that does and travel in one message with it: a transaction of n
 * statements costs n + 1 messages.
 */
export class SqliteWriter implements WriteLink {
  readonly #path: string;
  readonly #unsent: WriteOrder[] = [];
  readonly #awaited = new Map<number, PromiseWithResolvers<StatementResult>>();
  #worker: Worker | undefined;
  #lastId = 0;
  #group = 0;
  #brokenGroup = -1;

  constructor(path: string) {
    this.#path = path;
    this.#start();
  }

  get isBroken(): boolean {
    return this.#brokenGroup === this.#group;
  }

  open(): void {
    this.#group += 1;
    this.#unsent.push({ kind: 'open', group: this.#group });
  }

  control(sql: string): void {
    this.#unsent.push({ kind: 'control', group: this.#group, sql });
  }

  async execute(query: CompiledQuery): Promise<QueryResult<never>> {
    const statement = { sql: query.sql, parameters: query.parameters };
    const result = await this.#send((id) => ({ kind: 'execute', group: this.#group, id, statement }));
    return { rows: result.rows as never[], numAffectedRows: BigInt(result.changes) };
  }

  async release(): Promise<void> {
    await this.#send((id) => ({ kind: 'release', group: this.#group, id }));
  }

  async commit(): Promise<void> {
    await this.#send((id) => ({ kind: 'commit', group: this.#group, id }));
  }

  async rollback(): Promise<void> {
    await this.#send((id) => ({ kind: 'rollback', group: this.#group, id }));
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.#send((id) => ({ kind: 'close', id }));
    worker.ref();
    await worker.terminate();
  }

  #send(order: (id: number) => WriteOrder): Promise<StatementResult> {
    const worker = this.#worker ?? this.#start();
    const answer = Promise.withResolvers<StatementResult>();
    const id = (this.#lastId += 1);
    if (this.#awaited.size === 0) worker.ref();
    this.#awaited.set(id, answer);
    worker.postMessage([...this.#unsent.splice(0), order(id)]);
    return answer.promise;
  }

  /** Unreferenced while nothing is awaited: a thread without work keeps no command from ending. */
  #start(): Worker {
    const worker = new Worker(workerFile('sqlite-writer-thread', import.meta.url), {
      workerData: this.#path,
      resourceLimits: threadMemory,
    });
    worker.on('message', (answer: WriteAnswer) => this.#settle(worker, answer));
    worker.on('error', (error) => this.#lose(worker, sqliteFailure(error)));
    worker.on('exit', () => this.#lose(worker, new Error('The writer thread ended.')));
    // After the listeners: each that is added would hold the process again.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, answer: WriteAnswer): void {
    const awaited = this.#awaited.get(answer.id);
    this.#awaited.delete(answer.id);
    if (this.#awaited.size === 0) worker.unref();
    if ('result' in answer) {
      awaited?.resolve(answer.result);
    } else {
      if (answer.brokenGroup !== undefined) this.#brokenGroup = answer.brokenGroup;
      awaited?.reject(sqliteFailure(answer.error));
    }
  }

  /** The thread died, from a file that cannot be opened or a bug: the open group is lost and the next one starts anew. */
  #lose(worker: Worker, failure: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#brokenGroup = this.#group;
    const problem =
      failure instanceof Problem
        ? failure
        : new Problem('storage_unavailable', 'The database file cannot be written.', { cause: failure });
    for (const awaited of this.#awaited.values()) awaited.reject(problem);
    this.#awaited.clear();
  }
}
