/** The package page, its tabs and the ways that lead to it: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import type { SiteDeps } from '../site-deps.ts';

export function packagePagePages(_pages: SiteDeps, _readOnly: string | undefined): Route[] {
  return [];
}
