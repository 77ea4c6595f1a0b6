import { Worker } from 'node:worker_threads';
import { Problem } from '../base/problem.ts';
import { threadMemory } from '../base/thread-memory.ts';
import { workerFile } from '../base/worker-file.ts';
import { sqliteFailure } from './driver-errors.ts';
import type { ScanAnswer } from './sqlite-orders.ts';
import type { Statement, StatementResult } from './sqlite-statements.ts';

export interface ScanLimits {
  /** How long one statement may take. */
  readonly statementMilliseconds: number;
  /** Statements that wait for their turn. */
  readonly waiting: number;
  /** Threads that were given up and still calculate. With more, nothing is scanned until one of them ends. */
  readonly abandoned: number;
}

export const scanLimits: ScanLimits = { statementMilliseconds: 10_000, waiting: 100, abandoned: 2 };

/** What the thread gets to start, and to notice by itself that it is late, before it is given up. */
const GRACE_MILLISECONDS = 1_000;

interface Scan {
  readonly statement: Statement;
  readonly answer: PromiseWithResolvers<StatementResult>;
}

/**
 * Runs statements in a thread of its own, one after the other, each for a limited time.
 *
 * SQLite offers Node no way to stop a statement that is sorting: a thread that does not answer in time is given up
 * and replaced, and ends when its statement does.
 */
export class SqliteScanner {
  readonly #path: string;
  readonly #limits: ScanLimits;
  readonly #waiting: Scan[] = [];
  #worker: Worker | undefined;
  #running: Scan | undefined;
  #abandoned = 0;
  #lastId = 0;

  constructor(path: string, limits = scanLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  run(statement: Statement): Promise<StatementResult> {
    if (this.#waiting.length >= this.#limits.waiting) {
      return Promise.reject(new Problem('busy', 'Too many searches are waiting for the database; try again.'));
    }
    const answer = Promise.withResolvers<StatementResult>();
    this.#waiting.push({ statement, answer });
    if (this.#running === undefined) this.#next();
    return answer.promise;
  }

  async close(): Promise<void> {
    const failure = new Problem('database_unavailable', 'The database is being closed.');
    for (const scan of this.#waiting.splice(0)) scan.answer.reject(failure);
    await this.#worker?.terminate();
  }

  #next(): void {
    this.#running = this.#waiting.shift();
    const scan = this.#running;
    if (scan === undefined) return;
    if (this.#worker === undefined && this.#abandoned >= this.#limits.abandoned) {
      scan.answer.reject(tooSlow());
      this.#next();
      return;
    }
    this.#order(this.#worker ?? this.#start(), scan);
  }

  #order(worker: Worker, scan: Scan): void {
    const id = (this.#lastId += 1);
    const limitMilliseconds = this.#limits.statementMilliseconds;
    const settle = (answer: ScanAnswer | Error) => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', lose).off('exit', end).unref();
      if (answer instanceof Error) scan.answer.reject(sqliteFailure(answer));
      else if ('result' in answer) scan.answer.resolve(answer.result);
      else scan.answer.reject('late' in answer ? tooSlow() : sqliteFailure(answer.error));
      this.#next();
    };
    const lose = (error: Error) => {
      this.#forget(worker);
      settle(error);
    };
    const end = () => lose(new Problem('storage_unavailable', 'The database file cannot be read.'));
    const timer = setTimeout(() => {
      this.#abandon(worker);
      settle({ id, late: true });
    }, limitMilliseconds + GRACE_MILLISECONDS);
    worker.on('message', settle);
    worker.on('error', lose);
    worker.on('exit', end);
    worker.ref();
    worker.postMessage({ id, statement: scan.statement, limitMilliseconds });
  }

  #start(): Worker {
    const worker = new Worker(workerFile('sqlite-scanner-thread', import.meta.url), {
      workerData: this.#path,
      resourceLimits: threadMemory,
    });
    // For as long as it lives: an error that nobody listens to would end the process, also between two statements.
    worker.on('error', () => this.#forget(worker)).on('exit', () => this.#forget(worker));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  /** The next statement gets another thread. */
  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  #abandon(worker: Worker): void {
    this.#forget(worker);
    this.#abandoned += 1;
    void worker.terminate().finally(() => (this.#abandoned -= 1));
  }
}

function tooSlow(): Problem {
  return new Problem('busy', 'The search took too long; ask for less, or try again.');
}
