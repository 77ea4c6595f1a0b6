import { labelEvents } from '../../accounts/history/label-events.ts';
import type { HistoryPage } from '../../accounts/history/history-entry.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireMayOnPackage } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import { packageEvents } from '../../log/package-events.queries.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { ownedRegistration } from '../registrations.queries.ts';
import { apiKeyNames } from './package-history.queries.ts';

export const EVENTS_PER_PAGE = 50;

export interface PackageHistory extends HistoryPage {
  readonly displayId: string;
  /** Names of the API keys that were used, by public id. */
  readonly keyNames: ReadonlyMap<string, string>;
}

/**
 * One page of what happened to a package and its versions, the newest first: who did it, in whose name, with which credential.
 * For its owners and their members, and administrators of the gallery; only the latter see where it came from.
 */
export async function packageHistory(
  database: Database,
  principal: SessionPrincipal,
  id: PackageId,
  before = Number.MAX_SAFE_INTEGER,
): Promise<PackageHistory> {
  const existing = await ownedRegistration(database, id.key);
  if (existing === undefined) throw new Problem('not_found', `There is no package named ${id.display}.`);
  const { displayId } = existing.registration;
  const owned = { displayId, ownerIds: existing.ownerIds };
  await requireMayOnPackage(database, principal, 'see everything of the package', owned);
  const found = await packageEvents(database.scan, id.key, { before, limit: EVENTS_PER_PAGE + 1 });
  const events = found.slice(0, EVENTS_PER_PAGE);
  const labelled = await labelEvents(database, events, () => principal.isAdministrator);
  const keys = events.flatMap(({ credential }) => (credential.startsWith('key:') ? [credential.slice(4)] : []));
  return {
    displayId,
    ...labelled,
    keyNames: await apiKeyNames(database, [...new Set(keys)]),
    next: found.length > EVENTS_PER_PAGE ? events.at(-1)?.seq : undefined,
  };
}
