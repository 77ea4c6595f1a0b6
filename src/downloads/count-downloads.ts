/**
 * Counts downloads in memory and writes them together, so that a download costs no row and no wait.
 *
 * A crash loses what was counted since the last write: five seconds at the most while the database answers. A write that
 * fails keeps its counts for the next one. Where the answer to a commit was lost, that batch may be counted twice: a
 * number that is a little too large now and then is no harm, and exactness would cost a row for each batch.
 */
import { dayOf, MICROSECONDS_PER_DAY, type Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Database } from '../storage/database.ts';
import { type ClientName, clientNameOf, MAX_USER_AGENT_LENGTH } from './client-name.ts';
import type { DownloadCount } from './download-count.ts';
import { recordDownloads } from './record-downloads.ts';

const FLUSH_MILLISECONDS = 5_000;
/** Counters, each of one version, day and client, from which they are written without waiting for the time. */
export const COUNTERS_PER_FLUSH = 10_000;
/** While the database is gone: downloads of further versions are not counted, and their number is logged. */
const MAX_COUNTERS = 100_000;
/** User-Agents whose client is remembered: a restore sends the same one thousands of times. */
const MAX_KNOWN_USER_AGENTS = 1_000;

/** One download to be counted: a GET that was answered with the file from its first byte on. */
export interface Download {
  readonly versionId: number;
  readonly registrationId: number;
  readonly userAgent: string | undefined;
}

export interface DownloadCounter {
  /** Never waits and never throws. */
  countDownload(download: Download): void;
  /** Writes what was counted; rejects when that fails, and then nothing is lost. */
  flush(): Promise<void>;
  /** Counters that are not written yet. */
  pending(): number;
  /** Writes what was counted, and stops. */
  close(): Promise<void>;
}

interface Deps {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function startCountingDownloads(deps: Deps, flushMilliseconds = FLUSH_MILLISECONDS): DownloadCounter {
  return new Counter(deps, flushMilliseconds);
}

class Counter implements DownloadCounter {
  readonly #deps: Deps;
  readonly #timer: NodeJS.Timeout;
  readonly #clients = new Map<string, ClientName>();
  #counts = new Map<string, DownloadCount>();
  #day = { number: Number.NaN, text: '' };
  #uncounted = 0;
  #flushing: Promise<void> | undefined;

  constructor(deps: Deps, flushMilliseconds: number) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#flushInBackground(), flushMilliseconds).unref();
  }

  countDownload({ versionId, registrationId, userAgent }: Download): void {
    const day = this.#today();
    const client = this.#clientOf(userAgent);
    const key = `${versionId} ${day} ${client}`;
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#counts.size >= MAX_COUNTERS) this.#uncounted += 1;
    else this.#add(key, { versionId, registrationId, day, client, count: 1 });
  }

  pending(): number {
    return this.#counts.size;
  }

  /** One at a time: what is counted during a write is for the next. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing?.catch(() => undefined);
    await this.flush();
  }

  async #write(): Promise<void> {
    const { database, clock, logger } = this.#deps;
    if (this.#uncounted > 0) {
      logger.error(
        { downloads: this.#uncounted },
        'downloads were not counted: too many counters wait for the database',
      );
      this.#uncounted = 0;
    }
    if (this.#counts.size === 0) return;
    const counts = this.#counts;
    this.#counts = new Map();
    try {
      await database.transaction((tx) => recordDownloads(tx, [...counts.values()], clock.now()));
    } catch (error) {
      for (const [key, count] of counts) this.#giveBack(key, count);
      throw error;
    }
  }

  #giveBack(key: string, count: DownloadCount): void {
    const newer = this.#counts.get(key);
    if (newer === undefined) this.#counts.set(key, count);
    else newer.count += count.count;
  }

  #add(key: string, count: DownloadCount): void {
    this.#counts.set(key, count);
    if (this.#counts.size === COUNTERS_PER_FLUSH) this.#flushInBackground();
  }

  #flushInBackground(): void {
    this.flush().catch((error: unknown) => {
      this.#deps.logger.warn({ err: error, counters: this.#counts.size }, 'download counts could not be written yet');
    });
  }

  #today(): string {
    const now = this.#deps.clock.now();
    const number = Math.floor(now / MICROSECONDS_PER_DAY);
    if (number !== this.#day.number) this.#day = { number, text: dayOf(now) };
    return this.#day.text;
  }

  #clientOf(userAgent: string | undefined): ClientName {
    if (userAgent === undefined) return 'other';
    const start = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
    const known = this.#clients.get(start);
    if (known !== undefined) return known;
    const client = clientNameOf(start);
    if (this.#clients.size >= MAX_KNOWN_USER_AGENTS) this.#clients.clear();
    this.#clients.set(start, client);
    return client;
  }
}
