import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { Problem } from '../../base/problem.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { Visit } from '../visit.ts';

/** What the pages of packages need. */
export interface PackageDeps extends SiteDeps {
  readonly database: Database;
  readonly limiter: RateLimiter;
}

/** The id in the page's path. */
export function requireIdOf(visit: Visit): PackageId {
  const text = visit.request.params['id'] ?? '';
  const id = parsePackageId(text);
  if (id === undefined) throw new Problem('not_found', `There is no package named ${text.slice(0, 100)}.`);
  return id;
}
