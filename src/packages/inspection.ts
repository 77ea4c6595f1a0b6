/**
 * Reads and checks packages in worker threads, so that a hostile archive can cost its own time and nobody else's.
 *
 * Everything is bounded: threads, waiting packages, time for one package, memory of a thread. A thread that runs out of
 * time or memory is thrown away with its package, and the next package gets a new one.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { workerFile } from '../base/worker-file.ts';
import { finding } from '../nuget/finding.ts';
import { packageLimits } from '../nuget/limits.ts';
import type { PackageLimits } from '../nuget/limits.ts';
import type { PackageReading } from '../nuget/nupkg.ts';

export type { PackageReading } from '../nuget/nupkg.ts';

export interface InspectorOptions {
  readonly clock: Clock;
  /** At once; the first is made when it is needed, another when a package has waited for it. */
  readonly threads?: number;
  readonly limits?: PackageLimits;
  /** Packages that wait for a thread; one more is a Problem `busy`. */
  readonly waiting?: number;
  /** For one package, from the moment a thread has it. */
  readonly timeoutMilliseconds?: number;
  /** JavaScript objects of one thread; buffers lie outside. */
  readonly heapMebibytes?: number;
}

export interface Inspector {
  /**
   * What reading and all rules gave. The file stays where it is and must not change meanwhile.
   *
   * A Problem `busy` when too many wait, `internal` when the thread died or the file could not be read.
   */
  inspect(path: string): Promise<PackageReading>;
  /** Lets what is being inspected end, refuses what waits. */
  close(): Promise<void>;
}

/** What goes to a thread, and what comes back. */
export interface InspectionRequest {
  readonly path: string;
  readonly now: number;
  readonly limits: PackageLimits;
}
export type InspectionAnswer = { readonly reading: PackageReading } | { readonly error: string };

interface Task {
  readonly path: string;
  /** When it began to wait: milliseconds of the process. */
  readonly since: number;
  readonly resolve: (reading: PackageReading) => void;
  readonly reject: (error: Error) => void;
}

const DEFAULT_THREADS = 2;
/**
 * How long a package waits before it gets another thread. A thread keeps some twenty megabytes, and one is enough until a
 * large package holds it up.
 */
const PATIENCE_MILLISECONDS = 300;
const DEFAULT_WAITING = 200;
/** 250 MB inflate in about two seconds; a machine under load may take ten times as long. */
const DEFAULT_TIMEOUT_MILLISECONDS = 60_000;
/** Buffers lie outside of the heap: what a thread itself holds is a nuspec's tree and ten thousand names. */
const DEFAULT_HEAP_MEBIBYTES = 64;
const YOUNG_HEAP_MEBIBYTES = 4;

export function createInspector(options: InspectorOptions): Inspector {
  return new InspectionPool(options);
}

class InspectionPool implements Inspector {
  readonly #clock: Clock;
  readonly #limits: PackageLimits;
  readonly #maxThreads: number;
  readonly #maxWaiting: number;
  readonly #timeoutMilliseconds: number;
  readonly #heapMebibytes: number;
  readonly #waiting: Task[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Promise<void>>();
  #closed = false;

  constructor(options: InspectorOptions) {
    this.#clock = options.clock;
    this.#limits = options.limits ?? packageLimits;
    this.#maxThreads = options.threads ?? DEFAULT_THREADS;
    this.#maxWaiting = options.waiting ?? DEFAULT_WAITING;
    this.#timeoutMilliseconds = options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS;
    this.#heapMebibytes = options.heapMebibytes ?? DEFAULT_HEAP_MEBIBYTES;
  }

  inspect(path: string): Promise<PackageReading> {
    if (this.#closed) return Promise.reject(shuttingDown());
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(tooBusy());
    const { promise, resolve, reject } = Promise.withResolvers<PackageReading>();
    this.#waiting.push({ path, since: performance.now(), resolve, reject });
    this.#startNext();
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.reject(shuttingDown());
    await Promise.allSettled(this.#busy.values());
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  #startNext(): void {
    const [task] = this.#waiting;
    const worker = task === undefined ? undefined : (this.#idle.pop() ?? this.#anotherThread(task));
    if (task === undefined || worker === undefined) return;
    this.#waiting.shift();
    this.#busy.set(worker, this.#run(worker, task));
  }

  #anotherThread(task: Task): Worker | undefined {
    if (this.#busy.size >= this.#maxThreads) return undefined;
    const rest = PATIENCE_MILLISECONDS - (performance.now() - task.since);
    if (this.#busy.size === 0 || rest <= 0) return startWorker(this.#heapMebibytes);
    setTimeout(() => this.#startNext(), rest).unref();
    return undefined;
  }

  /** Settles the task in every case, and gives the thread back or throws it away. */
  async #run(worker: Worker, task: Task): Promise<void> {
    const request: InspectionRequest = { path: task.path, now: this.#clock.now(), limits: this.#limits };
    const outcome = await ask(worker, request, this.#timeoutMilliseconds);
    this.#busy.delete(worker);
    if (outcome.isReusable && !this.#closed) this.#idle.push(worker);
    else await worker.terminate();
    if ('reading' in outcome) task.resolve(outcome.reading);
    else task.reject(outcome.problem);
    this.#startNext();
  }
}

type Outcome = { readonly isReusable: boolean } & (
  { readonly reading: PackageReading } | { readonly problem: Problem }
);

function startWorker(heapMebibytes: number): Worker {
  const worker = new Worker(workerFile('inspection-worker', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes, maxYoungGenerationSizeMb: YOUNG_HEAP_MEBIBYTES },
    // Nothing of the server's environment is needed there, and so nothing can leak from it.
    env: {},
  });
  // An idle thread must not keep the process alive: `close` is how it ends.
  worker.unref();
  // Whoever waits for it has a listener of its own; without this one, a death in between would end the process.
  worker.on('error', () => undefined);
  return worker;
}

/** One question and its answer, or the end of the thread, or the end of the time. */
function ask(worker: Worker, request: InspectionRequest, timeoutMilliseconds: number): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve({ isReusable: false, reading: outOfTime }), timeoutMilliseconds);
  const onMessage = (answer: InspectionAnswer): void => {
    if ('reading' in answer) resolve({ isReusable: true, reading: answer.reading });
    else
      resolve({ isReusable: true, problem: new Problem('internal', UNREADABLE, { cause: new Error(answer.error) }) });
  };
  const onEnd = (cause: unknown): void =>
    resolve({ isReusable: false, problem: new Problem('internal', THREAD_DIED, { cause }) });
  worker.on('message', onMessage);
  worker.on('error', onEnd);
  worker.on('exit', onEnd);
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', onMessage);
    worker.off('exit', onEnd);
    worker.off('error', onEnd);
  });
}

const UNREADABLE = 'The package could not be read on the server: push it again.';
const THREAD_DIED = 'Reading the package broke down on the server: push it again, and tell its administrator.';

const outOfTime: PackageReading = {
  entries: [],
  parts: {},
  findings: [
    finding(
      'safety',
      'inspection_timeout',
      'Reading the package took too long: pack it again with fewer or smaller files.',
    ),
  ],
};

function shuttingDown(): Problem {
  return new Problem('busy', 'The server is shutting down: push again later.');
}

function tooBusy(): Problem {
  return new Problem('busy', 'Too many packages are waiting to be inspected: push again in a moment.');
}
