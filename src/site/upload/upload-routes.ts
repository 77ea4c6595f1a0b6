/** Publishing by page: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import type { SiteDeps } from '../site-deps.ts';

export function uploadPages(_pages: SiteDeps, _readOnly: string | undefined): Route[] {
  return [];
}
