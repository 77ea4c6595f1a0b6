import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import { compareVersions, parseVersion, type NuGetVersion } from '../../nuget/version.ts';
import { standingsOfRegistration, type StandingOfVersion, type VersionReads } from '../../packages/versions.queries.ts';
import { isVisibleTo, visibilityOf } from '../../packages/visibility.ts';
import type { Database } from '../../storage/database.ts';
import type { FeedUrls } from '../feed-urls.ts';
import { requireId, unknownPackage } from '../path-parameters.ts';

export interface DownloadRedirectDeps {
  readonly database: Database;
  readonly reads: VersionReads;
  readonly urls: FeedUrls;
}

/**
 * `GET /api/v2/package/{id}[/{version}]`: 302 to the package file. Without a version it is the highest stable one that is
 * listed, which is what old clients and scripts mean by "the package".
 */
export async function answerDownloadRedirect(deps: DownloadRedirectDeps, request: HttpRequest): Promise<HttpAnswer> {
  const id = requireId(request);
  const head = await deps.reads.registrationHead(id.key);
  if (head === undefined) throw unknownPackage(id);
  const wanted = request.params['version'];
  const standings = await standingsOfRegistration(deps.database, head.id);
  const version = wanted === undefined ? highestStable(standings) : exactly(standings, parseVersion(wanted));
  if (version === undefined) throw new Problem('not_found', `${id.display} has no such version to download.`);
  return { status: 302, headers: { location: deps.urls.nupkg(id.key, version), 'cache-control': 'no-cache' } };
}

/** A withdrawn version too: at its own URL it says why it is gone. */
function exactly(standings: readonly StandingOfVersion[], version: NuGetVersion | undefined): string | undefined {
  const found = standings.find((standing) => standing.versionKey === version?.key);
  return found === undefined || visibilityOf('content', found, 'anyone') === 'hidden' ? undefined : found.versionKey;
}

function highestStable(standings: readonly StandingOfVersion[]): string | undefined {
  const offered = standings.filter((standing) => isVisibleTo('discovery', standing, 'anyone'));
  const stable = offered
    .flatMap(({ versionKey }) => parseVersion(versionKey) ?? [])
    .filter((version) => !version.isPrerelease);
  return stable.sort(compareVersions).at(-1)?.key;
}
