/** Finding packages: search, profiles, feeds for readers, and what search engines ask for: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { searchPage } from './search-page.tsx';

export function discoveryPages(pages: DiscoveryDeps, _readOnly: string | undefined): Route[] {
  return [show(sitePaths.search, searchPage(pages))];
}
