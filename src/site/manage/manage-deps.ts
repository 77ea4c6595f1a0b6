import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireUsable } from '../../accounts/relation.ts';
import type { PackageFilesPageDeps } from '../package-files/package-files-deps.ts';
import { requireViewer } from '../page.ts';
import type { Visit } from '../visit.ts';

/** What the pages that manage a package need. */
export interface ManageDeps extends PackageFilesPageDeps {
  readonly limiter: RateLimiter;
}

/** Who manages: signed in, confirmed and not locked. Whether of this package, its use case says. */
export async function requireManager({ database }: ManageDeps, visit: Visit): Promise<SessionPrincipal> {
  const viewer = requireViewer(visit);
  await requireUsable(database, viewer);
  return viewer;
}
