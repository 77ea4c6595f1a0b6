/** The flat container, all that restore needs: `{id}/index.json`, and `{id}/{version}/` with the package and its parts. */
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { newestEntryTimes, standingsOfRegistration } from '../../packages/versions.queries.ts';
import type { RegistrationHead, StandingOfVersion, VersionReads } from '../../packages/versions.queries.ts';
import { isVisibleTo, isWithdrawn } from '../../packages/visibility.ts';
import type { Database } from '../../storage/database.ts';
import { requireId, unknownPackage } from '../path-parameters.ts';
import { answerAtRevision } from './revisioned-document.ts';
import type { DocumentDeps, Rendering } from './revisioned-document.ts';
import { warningHeaders, withdrawalNotice } from './withdrawal-notice.ts';
import type { WithdrawalNotice } from './withdrawal-notice.ts';

export interface FlatContainerDeps extends DocumentDeps {
  readonly database: Database;
  readonly reads: VersionReads;
  readonly clock: Clock;
}

/**
 * `:id/index.json`: every version that can be downloaded, listed or not, ascending, as keys. Restore never downloads a
 * version that is not named here.
 */
export async function answerFlatIndex(deps: FlatContainerDeps, request: HttpRequest): Promise<HttpAnswer> {
  const id = requireId(request);
  const head = await deps.reads.registrationHead(id.key);
  if (head === undefined) throw unknownPackage(id);
  return answerAtRevision(deps, request, {
    key: `flat/${head.id}`,
    revision: head.revision,
    render: () => renderFlatIndex(deps, id, head),
    missing: () => unknownPackage(id),
  });
}

async function renderFlatIndex(deps: FlatContainerDeps, id: PackageId, head: RegistrationHead): Promise<Rendering> {
  const standings = await standingsOfRegistration(deps.database, head.id);
  const versions = standings.filter((version) => isVisibleTo('flatIndex', version, 'anyone'));
  const notice = await noticeOf(deps, standings);
  const headers = notice === undefined ? {} : warningHeaders(notice.sentence);
  if (versions.length === 0) throw new Problem('not_found', unknownPackage(id).message, { headers });
  return {
    document: { versions: versions.map((version) => version.versionKey) },
    ...(notice === undefined ? {} : { headers, expiresAt: notice.expiresAt }),
  };
}

async function noticeOf(
  { database, clock }: FlatContainerDeps,
  standings: readonly StandingOfVersion[],
): Promise<WithdrawalNotice | undefined> {
  const withdrawn = standings.filter((version) => isWithdrawn(version.state));
  if (withdrawn.length === 0) return undefined;
  const times = await newestEntryTimes(
    database,
    withdrawn.map((version) => version.versionId),
  );
  const dated = withdrawn.map((version) => ({ ...version, withdrawnAt: times.get(version.versionId) ?? 0 }));
  return withdrawalNotice(dated, clock.now());
}
