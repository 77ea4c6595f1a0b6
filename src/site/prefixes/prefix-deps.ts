import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages about reserved prefixes need. */
export interface PrefixPagesDeps extends SiteDeps {
  readonly database: Database;
}
