/**
 * What happens after a commit: each follower is handed every event of the log, in order, at least once.
 *
 * A follower's cursor is a row, moved after the batch was handled: after a crash it gets some events again, so handling
 * must be idempotent. One that fails is tried again, later and later, and holds up neither mutations nor the others.
 */
import type { Clock, Instant } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Database } from '../storage/database.ts';
import { eventsAfter, followerCursor, newestEventSeq, saveFollowerCursor, type EventRow } from './events.queries.ts';

export interface LogEvent {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actor: number | null;
  readonly onBehalfOf: number | null;
  readonly credential: string;
  readonly subject: string;
  readonly data: unknown;
}

export interface Follower {
  /** Its name in the table of cursors: never changed once released. */
  readonly name: string;
  /** Events in the order of the log, never none of them. The cursor moves when this resolves. */
  handle(events: readonly LogEvent[]): Promise<void>;
  /**
   * Where the cursor lies for a follower that keeps its own, with what it made of the events, in one transaction of its
   * own. Without this it is a row in the database.
   */
  readonly cursor?: { load(): Promise<number | undefined>; save(seq: number): Promise<void> };
}

export interface FollowerState {
  readonly name: string;
  /** The number of the last event it has handled. */
  readonly cursor: number;
  /** Events that it has not handled yet, as far as this process knows. */
  readonly lag: number;
  /** Failures since it last handled a batch. */
  readonly failures: number;
}

export interface Followers {
  /** Resolves to true once the follower has handled event `seq`, to false when the time is over before. */
  caughtUp(name: string, seq: number, timeoutMilliseconds: number): Promise<boolean>;
  lag(): FollowerState[];
  /** Waits for the batches under way; nobody is handed another one. */
  close(): Promise<void>;
}

export interface FollowerLimits {
  readonly batchSize: number;
  /** How often the log is looked at for what other processes wrote. */
  readonly pollMilliseconds: number;
  readonly firstRetryMilliseconds: number;
  readonly longestRetryMilliseconds: number;
}

export const followerLimits: FollowerLimits = {
  batchSize: 200,
  pollMilliseconds: 1_000,
  firstRetryMilliseconds: 100,
  longestRetryMilliseconds: 60_000,
};

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function startFollowers(deps: Deps, followers: readonly Follower[], limits = followerLimits): Followers {
  const running = followers.map((follower) => new RunningFollower(deps, follower, limits));
  const notify = () => {
    for (const each of running) each.wake();
  };
  const forget = deps.database.onMutation(notify);
  const poll = setInterval(notify, limits.pollMilliseconds);
  poll.unref();
  notify();
  return {
    caughtUp(name, seq, timeoutMilliseconds) {
      const follower = running.find((each) => each.name === name);
      if (follower === undefined) throw new Error(`There is no follower ${name}.`);
      return follower.caughtUp(seq, timeoutMilliseconds);
    },
    lag: () => running.map((each) => each.state()),
    async close() {
      forget();
      clearInterval(poll);
      await Promise.all(running.map((each) => each.close()));
    },
  };
}

class RunningFollower {
  readonly name: string;
  readonly #deps: Deps;
  readonly #follower: Follower;
  readonly #limits: FollowerLimits;
  readonly #cursorStore: NonNullable<Follower['cursor']>;
  readonly #waiting = new Set<{ readonly seq: number; readonly resolve: () => void }>();
  #cursor: number | undefined;
  #newest = 0;
  #failures = 0;
  #retryAt = 0;
  #retry: NodeJS.Timeout | undefined;
  #isAwake = false;
  #isRunning = false;
  #isClosed = false;
  #run: Promise<void> = Promise.resolve();

  constructor(deps: Deps, follower: Follower, limits: FollowerLimits) {
    this.name = follower.name;
    this.#deps = deps;
    this.#follower = follower;
    this.#limits = limits;
    this.#cursorStore = follower.cursor ?? rowCursor(deps, follower.name);
  }

  wake(): void {
    this.#isAwake = true;
    if (this.#isRunning || this.#isClosed || performance.now() < this.#retryAt) return;
    this.#isRunning = true;
    this.#run = this.#catchUp();
  }

  state(): FollowerState {
    const cursor = this.#cursor ?? 0;
    return { name: this.name, cursor, lag: Math.max(0, this.#newest - cursor), failures: this.#failures };
  }

  async caughtUp(seq: number, timeoutMilliseconds: number): Promise<boolean> {
    if ((this.#cursor ?? -1) >= seq) return true;
    const done = Promise.withResolvers<boolean>();
    const waiter = { seq, resolve: () => done.resolve(true) };
    this.#waiting.add(waiter);
    const timer = setTimeout(() => done.resolve(false), timeoutMilliseconds);
    this.wake();
    try {
      return await done.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#run;
  }

  async #catchUp(): Promise<void> {
    try {
      while (this.#isAwake && !this.#isClosed) {
        this.#isAwake = false;
        while (!this.#isClosed && (await this.#handleBatch()));
      }
      this.#failures = 0;
    } catch (error) {
      this.#putOff(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Whether there may be more. */
  async #handleBatch(): Promise<boolean> {
    this.#cursor ??= (await this.#cursorStore.load()) ?? 0;
    // A follower that keeps its own cursor may be further than anybody knew.
    this.#resolveWaiters(this.#cursor);
    const rows = await eventsAfter(this.#deps.database.read, this.#cursor, this.#limits.batchSize);
    const last = rows.at(-1);
    if (last === undefined) return false;
    const isFull = rows.length === this.#limits.batchSize;
    this.#newest = isFull ? await newestEventSeq(this.#deps.database.read) : last.seq;
    await this.#follower.handle(rows.map(toLogEvent));
    await this.#cursorStore.save(last.seq);
    this.#cursor = last.seq;
    this.#failures = 0;
    this.#resolveWaiters(last.seq);
    return isFull;
  }

  #resolveWaiters(cursor: number): void {
    for (const waiter of this.#waiting) if (waiter.seq <= cursor) waiter.resolve();
  }

  #putOff(error: unknown): void {
    this.#failures += 1;
    const { firstRetryMilliseconds, longestRetryMilliseconds } = this.#limits;
    const delay = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** Math.min(this.#failures - 1, 30));
    this.#retryAt = performance.now() + delay;
    this.#deps.logger.warn(
      { err: error, follower: this.name, cursor: this.#cursor, failures: this.#failures, retryInMilliseconds: delay },
      'a follower of the log failed and will be tried again',
    );
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => {
      this.#retryAt = 0;
      this.wake();
    }, delay);
    this.#retry.unref();
  }
}

function rowCursor({ database, clock }: Deps, name: string): NonNullable<Follower['cursor']> {
  return {
    load: () => followerCursor(database.read, name),
    save: (seq) => database.transaction((tx) => saveFollowerCursor(tx, name, seq, clock.now())),
  };
}

function toLogEvent(row: EventRow): LogEvent {
  const data: unknown = JSON.parse(row.data);
  const { seq, at, kind, actor, credential, subject } = row;
  return { seq, at, kind, actor, onBehalfOf: row.on_behalf_of, credential, subject, data };
}
