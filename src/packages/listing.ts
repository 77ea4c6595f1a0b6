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

export interface ListingChange {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  readonly listed: boolean;
  /** Public, for those who look at the version. */
  readonly reason?: string;
}

/**
 * Unlists or relists one version, or throws a Problem. Nothing is ever deleted: an unlisted version keeps its bytes, its
 * place in the flat container and its registration, so every restore that names it goes on.
 *
 * A change that changes nothing writes nothing and succeeds. When this resolves, every document shows the new state.
 */
export async function setListed(
  deps: Deps,
  principal: Principal,
  change: ListingChange,
  origin?: Origin,
): Promise<void> {
  await deps.database.mutation(async (tx) => {
    const version = await requireListable(tx, await principalNow({ read: tx }, principal, deps.clock.now()), change);
    if (version.listed === change.listed) return;
    await recordListing(deps, tx, { principal, change, version, ...(origin === undefined ? {} : { origin }) });
  });
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
    data: change.reason === undefined ? {} : { reason: change.reason },
    ...(origin === undefined ? {} : { origin }),
  });
  if (version.state !== 'available') return;
  await appendCatalogEntry(
    { tx, clock: deps.clock, random: deps.random },
    { kind: 'details', registrationId: version.registrationId, versionKey: version.versionKey },
  );
}
