/**
 * Keeps the index in step with the rows: by following the log, by following download counts, and from nothing.
 *
 * Whatever is told to it, a package is read from the rows as it is now and put in the place of what the index had, so
 * telling it twice or late does no harm. Reading and putting happen one after the other: otherwise rows that were read
 * before a change could be put after those that were read behind it.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { eventsAfter, newestEventSeq } from '../log/events.queries.ts';
import type { Follower, LogEvent } from '../log/followers.ts';
import type { Database } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import type { IndexCursor } from './index-file.queries.ts';
import { type IndexedPackage, packageDocuments } from './package-documents.ts';
import { IndexDamaged, type SearchIndex } from './search-index.ts';
import {
  downloadTotalsSince,
  type IndexReads,
  lastDownloadTime,
  prepareIndexReads,
  registrationIdsAfter,
  registrationIdsOf,
} from './search.queries.ts';

/** The follower's name in metrics, and what a push waits for. */
export const SEARCH_FOLLOWER = 'search';

/** Searches wait while a batch is written: a few hundredths of a second. */
const PACKAGES_PER_BATCH = 50;
const TOTALS_PER_BATCH = 1000;
/** Counts of other nodes may be committed out of order, and clocks differ: this much is looked at again. */
const DOWNLOADS_OVERLAP_MICROSECONDS = 30_000_000;
const FIRST_RETRY_MILLISECONDS = 200;
const LONGEST_RETRY_MILLISECONDS = 60_000;

interface Deps {
  readonly database: Database;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly index: SearchIndex;
}

export class IndexKeeper {
  readonly #deps: Deps;
  readonly #reads: IndexReads;
  #turn: Promise<unknown> = Promise.resolve();
  /** The last event whose packages were put into the index. */
  #handled: IndexCursor = { seq: 0, at: 0 };
  /** Whether the index shows every package, so that its cursor may be kept. */
  #isComplete = false;
  #rebuilding: Promise<void> | undefined;
  /** Grows when the index is thrown away: a rebuild that began before must begin again. */
  #epoch = 0;
  #downloadsAsOf = 0;
  #isClosed = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#reads = prepareIndexReads(deps.database);
  }

  /** False while a new index is still being filled. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Its cursor lies in the index itself, so whoever loses the file loses the cursor with it and starts from the rows. */
  get follower(): Follower {
    return {
      name: SEARCH_FOLLOWER,
      handle: (events) => this.#handle(events),
      cursor: { load: () => this.#resume(), save: () => Promise.resolve() },
    };
  }

  /**
   * Makes the index anew from the rows while it answers. Packages that the rows no longer have leave it at the end.
   * Callers who ask during a rebuild wait for that one.
   */
  rebuild(): Promise<void> {
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = undefined;
    });
    return this.#rebuilding;
  }

  /** Throws a damaged index away and fills a new one, trying until it succeeds. Searches find little meanwhile. */
  async recover(): Promise<void> {
    this.#isComplete = false;
    this.#epoch += 1;
    await this.#inTurn(() => this.#deps.index.recreate());
    this.#downloadsAsOf = 0;
    this.#fill();
  }

  /** Takes over what was downloaded since the last time. */
  async followDownloads(): Promise<void> {
    const { database, index } = this.#deps;
    const newest = await lastDownloadTime(database.read);
    if (newest === undefined) return;
    const since = this.#downloadsAsOf - DOWNLOADS_OVERLAP_MICROSECONDS;
    let totals = await downloadTotalsSince(database.scan, { since, after: 0, limit: TOTALS_PER_BATCH });
    for (let last = totals.at(-1); last !== undefined && !this.#isClosed; last = totals.at(-1)) {
      const { misplaced } = await index.setDownloads(totals, this.#downloadsAsOf);
      await this.#putAll(misplaced);
      totals = await downloadTotalsSince(database.scan, { since, after: last.registrationId, limit: TOTALS_PER_BATCH });
    }
    if (newest !== this.#downloadsAsOf) await index.setDownloads([], newest);
    this.#downloadsAsOf = newest;
  }

  /** Ends after the batch under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#rebuilding?.catch(() => undefined);
    await this.#turn.catch(() => undefined);
  }

  /** Where to go on in the log. An index that does not belong to this log, or to none yet, is filled from the rows. */
  async #resume(): Promise<number> {
    const { database, index, logger } = this.#deps;
    const { cursor, downloadsAsOf } = await index.progress();
    if (cursor !== undefined && (await isOfLog(database, cursor))) {
      this.#handled = cursor;
      this.#downloadsAsOf = downloadsAsOf;
      this.#isComplete = true;
      return cursor.seq;
    }
    this.#handled = await endOfLog(database);
    logger.debug({ cursor }, 'the search index is made anew from the rows');
    if (cursor === undefined) this.#fill();
    else await this.recover();
    return this.#handled.seq;
  }

  async #handle(events: readonly LogEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    const keys = [...new Set(events.map(packageOf))].filter((key) => key !== undefined);
    try {
      await this.#inTurn(async () => {
        const registrationIds = await this.#registrationIds(keys);
        this.#handled = { seq: last.seq, at: last.at };
        await this.#put(registrationIds, this.#isComplete ? this.#handled : undefined);
      });
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
      this.#deps.logger.error({ err: error }, 'the search index is damaged and is made anew from the rows');
      await this.recover();
    }
  }

  async #registrationIds(idKeys: readonly string[]): Promise<number[]> {
    const ids: number[] = [];
    for (let start = 0; start < idKeys.length; start += ROWS_PER_READ) {
      ids.push(...(await registrationIdsOf(this.#deps.database.read, idKeys.slice(start, start + ROWS_PER_READ))));
    }
    return ids;
  }

  /** Fills an index that is not complete, in the background. */
  #fill(): void {
    const attempt = async (delayMilliseconds: number): Promise<void> => {
      try {
        await this.rebuild();
      } catch (error) {
        if (this.#isClosed) return;
        this.#deps.logger.error(
          { err: error, delayMilliseconds },
          'filling the search index failed and is tried again',
        );
        setTimeout(
          () => void attempt(Math.min(delayMilliseconds * 2, LONGEST_RETRY_MILLISECONDS)),
          delayMilliseconds,
        ).unref();
      }
    };
    void attempt(FIRST_RETRY_MILLISECONDS);
  }

  async #rebuild(): Promise<void> {
    const { database, index, logger } = this.#deps;
    const started = performance.now();
    const epoch = this.#epoch;
    await index.beginRound();
    this.#downloadsAsOf = 0;
    await this.followDownloads();
    let packages = 0;
    let ids = await registrationIdsAfter(database.read, 0, PACKAGES_PER_BATCH);
    for (let last = ids.at(-1); last !== undefined; last = ids.at(-1)) {
      if (this.#isClosed) return;
      if (epoch !== this.#epoch) return this.#rebuild();
      const batch = ids;
      await this.#inTurn(() => this.#put(batch, undefined));
      packages += batch.length;
      ids = await registrationIdsAfter(database.read, last, PACKAGES_PER_BATCH);
    }
    if (epoch !== this.#epoch) return this.#rebuild();
    await this.#inTurn(() => index.endRound(this.#handled));
    this.#isComplete = epoch === this.#epoch;
    await this.#tidy();
    if (packages === 0) return;
    logger.info({ packages, milliseconds: Math.round(performance.now() - started) }, 'the search index was made anew');
  }

  /** Searches are answered between the steps. */
  async #tidy(): Promise<void> {
    const { index } = this.#deps;
    let isUnfinished = await index.tidy('start');
    while (isUnfinished && !this.#isClosed) isUnfinished = await index.tidy('go on');
  }

  async #putAll(registrationIds: readonly number[]): Promise<void> {
    for (let start = 0; start < registrationIds.length; start += PACKAGES_PER_BATCH) {
      const batch = registrationIds.slice(start, start + PACKAGES_PER_BATCH);
      await this.#inTurn(() => this.#put(batch, undefined));
    }
  }

  /** Only in turn. */
  async #put(registrationIds: readonly number[], cursor: IndexCursor | undefined): Promise<void> {
    const packages: IndexedPackage[] = [];
    for (const id of registrationIds) {
      const indexed = await this.#reads.indexedPackage(id);
      if (indexed !== undefined) packages.push(indexed);
    }
    await this.#deps.index.apply(packages.map(packageDocuments), cursor);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** The key of the id that an event is about. */
function packageOf({ subject }: LogEvent): string | undefined {
  return /^(?:package|version):([^/]+)/.exec(subject)?.[1];
}

async function isOfLog(database: Database, cursor: IndexCursor): Promise<boolean> {
  if (cursor.seq === 0) return true;
  const [event] = await eventsAfter(database.read, cursor.seq - 1, 1);
  return event?.seq === cursor.seq && event.at === cursor.at;
}

async function endOfLog(database: Database): Promise<IndexCursor> {
  const seq = await newestEventSeq(database.read);
  const [event] = await eventsAfter(database.read, seq - 1, 1);
  return { seq, at: event?.seq === seq ? event.at : 0 };
}
