import type { Logger } from '../../base/logger.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What pages need that show what is inside of a package. */
export interface PackageFilesPageDeps extends SiteDeps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly logger: Logger;
}
