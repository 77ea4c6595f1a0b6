import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Follower } from '../log/followers.ts';
import type { Database } from '../storage/database.ts';
import { type FoundPackageReads, prepareFoundPackageReads } from './found-package.queries.ts';
import { IndexKeeper } from './index-keeper.ts';
import { SearchIndex } from './search-index.ts';
import { PackageSearch } from './search-packages.ts';

/** Counts are flushed every five seconds; the order of search follows within ten. */
const DOWNLOADS_POLL_MILLISECONDS = 3_000;

export interface SearchDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `LODE_DATA/search/index.sqlite`; a second process takes a copy beside it. */
  readonly file: string;
}

export interface Search {
  readonly packages: PackageSearch;
  readonly reads: FoundPackageReads;
  /** To be started with the other followers of the log: the index is filled and kept up through it. */
  readonly follower: Follower;
  /** False while a new index is being filled and searches do not find everything. */
  isComplete(): boolean;
  /** Takes over download counts now; otherwise it happens every three seconds. */
  followDownloads(): Promise<void>;
  /** Makes the index anew from the rows, while it answers. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the index, or makes an empty one that fills itself. */
export async function startSearch(deps: SearchDeps): Promise<Search> {
  const index = await SearchIndex.open(deps.file);
  const keeper = new IndexKeeper({ ...deps, index });
  const poll = followDownloadsRegularly(keeper, deps.logger);
  return {
    packages: new PackageSearch({ database: deps.database, index }),
    reads: prepareFoundPackageReads(deps.database),
    follower: keeper.follower,
    isComplete: () => keeper.isComplete,
    followDownloads: () => keeper.followDownloads(),
    rebuild: () => keeper.rebuild(),
    async close() {
      clearInterval(poll);
      await keeper.close();
      await index.close();
    },
  };
}

function followDownloadsRegularly(keeper: IndexKeeper, logger: Logger): NodeJS.Timeout {
  let isRunning = false;
  const follow = async () => {
    if (isRunning || !keeper.isComplete) return;
    isRunning = true;
    try {
      await keeper.followDownloads();
    } catch (error) {
      logger.warn({ err: error }, 'search could not follow the download counts and tries again');
    } finally {
      isRunning = false;
    }
  };
  return setInterval(() => void follow(), DOWNLOADS_POLL_MILLISECONDS).unref();
}
