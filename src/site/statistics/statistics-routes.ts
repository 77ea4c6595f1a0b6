/** Downloads, as plots, tables and documents: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import type { SiteDeps } from '../site-deps.ts';

export function statisticsPages(_pages: SiteDeps, _readOnly: string | undefined): Route[] {
  return [];
}
