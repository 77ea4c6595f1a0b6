import type { Database } from '../../storage/database.ts';
import type { PackageSearch } from '../../search/search-packages.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages that find packages need. */
export interface DiscoveryDeps extends SiteDeps {
  readonly database: Database;
  readonly search: { readonly packages: PackageSearch };
}
