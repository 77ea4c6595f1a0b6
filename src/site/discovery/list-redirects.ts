/** Lists of packages at the addresses of the first nuget.org, which old pages still link to. */
import type { HttpHandler } from '../../http/exchange.ts';
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

export function oldListPaths(urls: SiteUrls): Route[] {
  return [
    show(
      '/List/Packages',
      leadTo(({ query }) => withQuery(urls.search, { q: query.get('q') ?? query.get('searchTerm') ?? '' })),
    ),
    show(
      '/List/Packages/:id',
      leadTo(({ params }) => urls.package(params['id'] ?? '')),
    ),
    show(
      '/List/Packages/:id/:version',
      leadTo(({ params }) => urls.packageVersion(params['id'] ?? '', params['version'] ?? '')),
    ),
  ];
}

function leadTo(path: (request: Parameters<HttpHandler>[0]) => string): HttpHandler {
  return (request) => ({ status: 301, headers: { location: path(request), 'cache-control': 'no-cache' } });
}
