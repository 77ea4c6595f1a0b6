/** Every URL of the product in one table, grouped by who calls it. */
import type { Registry } from 'prom-client';
import type { Config } from './config.ts';
import { answerDownloadRedirect, type DownloadRedirectDeps } from './feed/v2/download-redirect.ts';
import { relistHandler, unlistHandler } from './feed/v2/listing.ts';
import { pushHandler, type PushDeps } from './feed/v2/push.ts';
import { registrationHives } from './feed/feed-urls.ts';
import { answerAutocomplete } from './feed/v3/autocomplete.ts';
import { answerCatalog, answerCatalogLeaf, type CatalogDeps } from './feed/v3/catalog.ts';
import { answerFlatIndex, type FlatContainerDeps } from './feed/v3/flat-container.ts';
import { answerPackageFile, type PackageFilesDeps } from './feed/v3/package-files.ts';
import { answerRegistration, answerRegistrationPage, type RegistrationDeps } from './feed/v3/registration.ts';
import { answerSearch, type SearchDeps } from './feed/v3/search.ts';
import { answerServiceIndex } from './feed/v3/service-index.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from './http/exchange.ts';
import { answerLive, readyHandler, type ReadinessChecks } from './http/health.ts';
import { metricsHandler } from './http/metrics.ts';
import { writing } from './http/read-only.ts';
import type { Route } from './http/server.ts';
import { answerAsset, ASSET_PATH } from './site/assets.ts';
import { homePage } from './site/home.tsx';
import { show } from './site/page-route.ts';
import type { SiteDeps } from './site/site-deps.ts';
import { sitePaths } from './site/site-urls.ts';

type FeedDeps = FlatContainerDeps &
  PackageFilesDeps &
  RegistrationDeps &
  CatalogDeps &
  SearchDeps &
  DownloadRedirectDeps;

export interface RouteDeps extends FeedDeps, PushDeps {
  readonly config: Pick<Config, 'readOnly' | 'metricsToken'>;
  readonly checks: ReadinessChecks;
  readonly notices: () => readonly string[];
  readonly registry: Registry;
  readonly pages: SiteDeps;
}

export function routes(deps: RouteDeps): Route[] {
  const { config } = deps;
  return [
    // NuGet clients that restore, search and replicate
    read('/v3/index.json', deps, answerServiceIndex),
    read('/v3/flatcontainer/:id/index.json', deps, answerFlatIndex),
    read('/v3/flatcontainer/:id/:version/:file', deps, answerPackageFile),
    ...registrationHives.flatMap((hive) => [
      read(`/v3/registration-${hive}/:id/:file`, deps, (of, request) => answerRegistration(of, hive, request)),
      read(`/v3/registration-${hive}/:id/page/:lower/:upper`, deps, (of, request) =>
        answerRegistrationPage(of, hive, request),
      ),
    ]),
    read('/v3/query', deps, answerSearch),
    read('/v3/autocomplete', deps, answerAutocomplete),
    read('/v3/catalog/:file', deps, answerCatalog),
    read('/v3/catalog/data/:time/:file', deps, answerCatalogLeaf),
    read('/api/v2/package/:id', deps, answerDownloadRedirect),
    read('/api/v2/package/:id/:version', deps, answerDownloadRedirect),

    // NuGet clients that publish
    route(['PUT', 'POST'], '/api/v2/package', writing(config.readOnly, pushHandler(deps))),
    route(['DELETE'], '/api/v2/package/:id/:version', writing(config.readOnly, unlistHandler(deps))),
    route(['POST'], '/api/v2/package/:id/:version', writing(config.readOnly, relistHandler(deps))),

    // people
    show(sitePaths.home, homePage(deps.pages)),
    read(ASSET_PATH, deps.pages.site.assets, answerAsset),

    // whoever operates the gallery
    route(['GET', 'HEAD'], '/health/live', answerLive),
    route(['GET', 'HEAD'], '/health/ready', readyHandler(deps.checks, deps.notices)),
    ...(config.metricsToken === undefined
      ? []
      : [route(['GET'], '/metrics', metricsHandler(deps.registry, config.metricsToken))]),
  ];
}

function read<Deps>(
  path: string,
  deps: Deps,
  answer: (deps: Deps, request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer,
): Route {
  return route(['GET', 'HEAD'], path, (request) => answer(deps, request));
}

function route(methods: readonly string[], path: string, handler: HttpHandler): Route {
  return { methods, path, handler };
}
