/** Addresses that nuget.org had for parts of Manage, which people and tools still know. */
import type { HttpHandler } from '../../http/exchange.ts';
import { managedPackage } from '../../packages/bulk/managed-package.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { requireManager, type ManageDeps } from './manage-deps.ts';

/** 301 to Manage, for whoever may manage the package. */
export function toManage(deps: ManageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = await requireManager(deps, visit);
    const { ownership } = await managedPackage(deps, viewer, requireIdOf(visit));
    const { urls } = visit.site;
    const { version } = visit.request.params;
    const location =
      version === undefined
        ? withQuery(urls.manage(ownership.displayId), { open: 'owners' })
        : urls.manageVersion(ownership.displayId, version);
    // Who may manage is somebody else tomorrow, so no cache keeps it.
    return { status: 301, headers: { location, 'cache-control': 'no-store' } };
  });
}
