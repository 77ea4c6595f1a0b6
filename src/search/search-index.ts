import { Worker } from 'node:worker_threads';
import { Problem } from '../base/problem.ts';
import { threadMemory } from '../base/thread-memory.ts';
import { workerFile } from '../base/worker-file.ts';
import type { DownloadsChange, DownloadTotal, IndexCursor } from './index-file.queries.ts';
import type { IndexCall, IndexCalls, IndexProgress, IndexReply, IndexRequest } from './index-messages.ts';
import type { PackageDocuments } from './package-documents.ts';
import type { IndexAnswer, IndexQuestion } from './search-file.queries.ts';

/** Requests that wait for the index; beyond this it is overrun, and callers are told so at once. */
const MAX_WAITING_REQUESTS = 1000;

interface Waiting {
  resolve(result: IndexCalls[IndexCall]['result']): void;
  readonly reject: (error: Error) => void;
}

/** The file is damaged: the index has to be made anew from the rows. */
export class IndexDamaged extends Error {}

/** A thread that died is not replaced sooner: one that cannot live must not cost a start for each search. */
const RESTART_MILLISECONDS = 1_000;

/** The index, which lives in a thread of its own. A thread that dies is replaced: what it had is in the file. */
export class SearchIndex {
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #last = 0;
  #generation = 0;
  #isClosed = false;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Opens the file, or makes an empty one; a copy beside it where another process has it open. */
  static async open(file: string): Promise<SearchIndex> {
    const index = new SearchIndex(file);
    try {
      await index.progress();
    } catch (error) {
      const { cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : 'its thread ended';
      throw new Problem('storage_unavailable', `The search index ${file} cannot be opened: ${reason}.`, {
        cause: error,
      });
    }
    return index;
  }

  /** Grows with every change: what was found in an older generation may be found in another order now. */
  get generation(): number {
    return this.#generation;
  }

  progress(): Promise<IndexProgress> {
    return this.#call('progress', null);
  }

  search(question: IndexQuestion): Promise<IndexAnswer> {
    if (this.#waiting.size >= MAX_WAITING_REQUESTS) throw new Problem('busy', 'Too many searches at once.');
    return this.#call('search', question);
  }

  /** Shows packages as they are now. When it resolves, searches find them, and will after a restart. */
  async apply(packages: readonly PackageDocuments[], cursor?: IndexCursor): Promise<void> {
    await this.#call('apply', { packages, cursor });
    if (packages.length > 0) this.#generation += 1;
  }

  /** Takes over totals of downloads; `asOf` is kept with them. */
  async setDownloads(totals: readonly DownloadTotal[], asOf: number): Promise<DownloadsChange> {
    const change = await this.#call('setDownloads', { totals, asOf });
    if (change.changed > 0) this.#generation += 1;
    return change;
  }

  /** From here to `endRound`, packages that are applied stay, and all others go at the end. */
  async beginRound(): Promise<void> {
    await this.#call('beginRound', null);
  }

  async endRound(cursor?: IndexCursor): Promise<void> {
    await this.#call('endRound', { cursor });
    this.#generation += 1;
  }

  /** After very many changes: makes searches faster again, a step at a time. Returns whether there is more to do. */
  tidy(order: 'start' | 'go on'): Promise<boolean> {
    return this.#call('tidy', order);
  }

  /** Throws everything away and starts an empty file. */
  async recreate(): Promise<void> {
    await this.#call('recreate', null);
    this.#generation += 1;
  }

  /** Finishes what it was told before, and closes the file. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) await this.#call('close', null);
    this.#isClosed = true;
    await worker?.terminate();
  }

  #call<Call extends IndexCall>(
    call: Call,
    argument: IndexCalls[Call]['argument'],
  ): Promise<IndexCalls[Call]['result']> {
    const worker = this.#worker ?? this.#start();
    if (worker === undefined) return Promise.reject(broken());
    this.#last += 1;
    const request: IndexRequest = { number: this.#last, call, argument };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      worker.postMessage(request);
    });
  }

  #settle(reply: IndexReply): void {
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if ('result' in reply) waiting?.resolve(reply.result);
    else
      waiting?.reject(
        reply.failure.isDamage ? new IndexDamaged(reply.failure.message) : new Error(reply.failure.message),
      );
  }

  /** Undefined where it is too soon for another thread, and after the end. */
  #start(): Worker | undefined {
    if (this.#isClosed || performance.now() - this.#startedAt < RESTART_MILLISECONDS) return undefined;
    this.#startedAt = performance.now();
    const worker = new Worker(workerFile('index-thread', import.meta.url), {
      workerData: { file: this.#file },
      resourceLimits: threadMemory,
    });
    worker.on('message', (reply: IndexReply) => this.#settle(reply));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, undefined));
    this.#worker = worker;
    return worker;
  }

  #lose(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#generation += 1;
    for (const waiting of this.#waiting.values()) waiting.reject(broken(reason));
    this.#waiting.clear();
  }
}

function broken(cause?: unknown): Problem {
  return new Problem('busy', 'Search broke down and starts again.', { cause });
}
