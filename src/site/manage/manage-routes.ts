/** Manage: listing and deprecation of versions, one by one and many at once: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import type { SiteDeps } from '../site-deps.ts';

export function managePages(_pages: SiteDeps, _readOnly: string | undefined): Route[] {
  return [];
}
