import { authorship, type Origin, type Principal } from '../accounts/principal.ts';
import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { appendCatalogEntry } from '../catalog/append-entry.ts';
import { appendEvent } from '../log/append-event.ts';
import type { PackageId } from '../nuget/package-id.ts';
import type { NuGetVersion } from '../nuget/version.ts';
import type { Database, Tx } from '../storage/database.ts';
import { principalNow, requireMayList } from './authorize.ts';
import { parseListingReason } from './listing-reason.ts';
import {
  advanceRevision,
  ownedRegistration,
  updateListed,
  versionByKey,
  type VersionRow,
} from './registrations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a form was made from. */
export interface ListingState {
  readonly listed: boolean;
  readonly reason: string | null;
}

export interface ListingChange {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  readonly listed: boolean;
  /** Public, for those who look at the version; empty for none. Where it is not given and nothing else changes, it stays. */
  readonly reason?: string;
  /** Where it is given and the version is otherwise by now, nothing is done: `conflict`. */
  readonly basis?: ListingState;
}

/**
 * Unlists or relists one version, or throws a Problem. Nothing is ever deleted: an unlisted version keeps its bytes, its
 * place in the flat container and its registration, so every restore that names it goes on.
 *
 * A change that changes nothing writes nothing and succeeds; gives whether anything did. When this resolves, every document
 * shows the new state.
 */
export async function setListed(
  deps: Deps,
  principal: Principal,
  wish: ListingChange,
  origin?: Origin,
): Promise<boolean> {
  const change = wish.reason === undefined ? wish : { ...wish, reason: parseListingReason(wish.reason) };
  return deps.database.mutation(async (tx) => {
    const version = await requireListable(tx, await principalNow({ read: tx }, principal, deps.clock.now()), change);
    if (!isChange(version, change)) return false;
    requireBasis(version, change);
    await recordListing(deps, tx, { principal, change, version, ...(origin === undefined ? {} : { origin }) });
    return true;
  });
}

function isChange(version: VersionRow, { listed, reason }: ListingChange): boolean {
  if (version.listed !== listed) return true;
  return !listed && reason !== undefined && reason !== (version.listingReason ?? '');
}

/** Two owners may look at one form: the second one is shown what the first one did. */
function requireBasis(version: VersionRow, { basis }: ListingChange): void {
  if (basis === undefined) return;
  if (basis.listed === version.listed && (basis.reason ?? '') === (version.listingReason ?? '')) return;
  const now = version.listed ? 'listed' : 'unlisted';
  throw new Problem(
    'conflict',
    `Somebody changed the listing of ${version.normalizedVersion} since you opened the form: it is ${now} now. Nothing was changed by you; save again if you still want to.`,
  );
}

async function requireListable(tx: Tx, principal: Principal, { id, version }: ListingChange): Promise<VersionRow> {
  const existing = await ownedRegistration({ read: tx }, id.key);
  const { registration } = await requireMayList({ read: tx }, principal, id, existing);
  const row = await versionByKey({ read: tx }, registration.id, version.key);
  if (row === undefined)
    throw new Problem('not_found', `${registration.displayId} has no version ${version.normalized}.`);
  if (row.state !== 'available' && row.state !== 'held') {
    throw new Problem(
      'conflict',
      `${registration.displayId} ${row.normalizedVersion} was withdrawn by an administrator, so its listing cannot change.`,
    );
  }
  return row;
}

interface Recorded {
  readonly principal: Principal;
  readonly change: ListingChange;
  readonly version: VersionRow;
  readonly origin?: Origin;
}

async function recordListing(deps: Deps, tx: Tx, { principal, change, version, origin }: Recorded): Promise<void> {
  const now = deps.clock.now();
  await updateListed(tx, version.id, change, now);
  await advanceRevision(tx, version.registrationId, now);
  await appendEvent(tx, {
    at: now,
    kind: change.listed ? 'version_relisted' : 'version_unlisted',
    ...authorship(principal),
    subject: `version:${change.id.key}/${version.versionKey}`,
    data: change.reason === undefined || change.reason === '' ? {} : { reason: change.reason },
    ...(origin === undefined ? {} : { origin }),
  });
  // A reason alone is ours: NuGet's catalog knows nothing of it.
  if (version.state !== 'available' || version.listed === change.listed) return;
  await appendCatalogEntry(
    { tx, clock: deps.clock, random: deps.random },
    { kind: 'details', registrationId: version.registrationId, versionKey: version.versionKey },
  );
}
