import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages of organizations need. */
export interface OrganizationDeps extends SiteDeps {
  readonly database: Database;
  readonly limiter: RateLimiter;
}
