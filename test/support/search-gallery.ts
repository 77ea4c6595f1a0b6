/** Search over a real database, followed through the real log, for tests that ask it questions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { FixedClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { countingRandom } from '../../src/base/random.ts';
import { startCountingDownloads } from '../../src/downloads/count-downloads.ts';
import { createFeedUrls } from '../../src/feed/feed-urls.ts';
import { answerAutocomplete } from '../../src/feed/v3/autocomplete.ts';
import { SearchAnswers } from '../../src/feed/v3/search-answers.ts';
import { answerSearch } from '../../src/feed/v3/search.ts';
import { type Followers, startFollowers } from '../../src/log/followers.ts';
import { newestEventSeq } from '../../src/log/events.queries.ts';
import type { HttpAnswer } from '../../src/http/exchange.ts';
import { SEARCH_FOLLOWER } from '../../src/search/index-keeper.ts';
import { type Search, startSearch } from '../../src/search/start-search.ts';
import type { Database } from '../../src/storage/database.ts';
import { jsonOf, requestWith, type RequestParts } from './exchange.ts';
import { changeVersion, type SeededVersion, seedVersions, type SeedVersion } from './seed-rows.ts';

const CATCH_UP_MILLISECONDS = 20_000;

export interface SearchDocument {
  readonly totalHits: number;
  readonly data: readonly {
    readonly id: string;
    readonly version: string;
    readonly totalDownloads: number;
    readonly owners: readonly string[];
    readonly versions: readonly { readonly version: string; readonly downloads: number; readonly '@id': string }[];
    readonly [member: string]: unknown;
  }[];
}

export class SearchGallery {
  readonly database: Database;
  readonly clock = new FixedClock();
  readonly random = countingRandom();
  readonly file: string;
  readonly urls = createFeedUrls('https://gallery.example');
  #running: { readonly search: Search; readonly followers: Followers; readonly answers: SearchAnswers } | undefined;

  private constructor(database: Database, file: string) {
    this.database = database;
    this.file = file;
  }

  /** In a folder of its own; taken down with the suite. */
  static async open(database: Database, seeds: readonly SeedVersion[] = []): Promise<SearchGallery> {
    const folder = mkdtempSync(path.join(tmpdir(), 'lode-search-'));
    const gallery = new SearchGallery(database, path.join(folder, 'index.sqlite'));
    after(async () => {
      await gallery.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    if (seeds.length > 0) await seedVersions(gallery, seeds);
    await gallery.start();
    return gallery;
  }

  get search(): Search {
    if (this.#running === undefined) throw new Error('search is not running');
    return this.#running.search;
  }

  async start(): Promise<void> {
    const { database, clock, file } = this;
    const search = await startSearch({ database, clock, file, logger: silentLogger });
    const followers = startFollowers({ database, clock, logger: silentLogger }, [search.follower]);
    this.#running = { search, followers, answers: new SearchAnswers(this.urls.tag) };
    await this.caughtUp();
    for (let i = 0; i < 1000 && !search.isComplete(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.followers.close();
    await running?.search.close();
  }

  async seed(...seeds: SeedVersion[]): Promise<SeededVersion[]> {
    const rows = await seedVersions(this, seeds);
    await this.caughtUp();
    return rows;
  }

  async change(versionId: number, change: Parameters<typeof changeVersion>[2]): Promise<void> {
    await changeVersion(this, versionId, change);
    await this.caughtUp();
  }

  /** Downloads a version so often, and has the order of search follow. */
  async download(version: SeededVersion, times: number): Promise<void> {
    this.clock.advance(1_000_000);
    const counter = startCountingDownloads({ database: this.database, clock: this.clock, logger: silentLogger });
    for (let i = 0; i < times; i += 1) counter.countDownload({ ...version, userAgent: 'curl/8' });
    await counter.close();
    await this.search.followDownloads();
  }

  async caughtUp(): Promise<void> {
    const seq = await newestEventSeq(this.database.read);
    if (seq === 0) return;
    const isCaughtUp = await this.#running?.followers.caughtUp(SEARCH_FOLLOWER, seq, CATCH_UP_MILLISECONDS);
    if (isCaughtUp !== true) throw new Error('search does not follow the log');
  }

  query(query: string, parts: RequestParts = {}): Promise<HttpAnswer> {
    return answerSearch(this.#deps(), requestWith({ ...parts, query }));
  }

  autocomplete(query: string): Promise<HttpAnswer> {
    return answerAutocomplete(this.#deps(), requestWith({ query }));
  }

  async found(query: string): Promise<SearchDocument> {
    return (await jsonOf(await this.query(query))) as SearchDocument;
  }

  /** `id version`, in order. */
  async list(query: string): Promise<string[]> {
    return (await this.found(query)).data.map((each) => `${each.id} ${each.version}`);
  }

  async completed(query: string): Promise<{ totalHits: number; data: string[] }> {
    const { totalHits, data } = (await jsonOf(await this.autocomplete(query))) as { totalHits: number; data: string[] };
    return { totalHits, data };
  }

  #deps() {
    if (this.#running === undefined) throw new Error('search is not running');
    return { search: this.#running.search, searchAnswers: this.#running.answers, urls: this.urls };
  }
}
