/** What is inside a package: its files, comparison of versions, and the readme that stands in for another: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import type { SiteDeps } from '../site-deps.ts';

export function packageFilesPages(_pages: SiteDeps, _readOnly: string | undefined): Route[] {
  return [];
}
