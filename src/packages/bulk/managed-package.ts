import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireMayOnPackage } from '../../accounts/relation.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { deprecationRules, type DeprecationRule } from '../deprecation/deprecation.queries.ts';
import { ownersInView } from '../owners/owners-in-view.ts';
import type { Ownership } from '../owners/ownership.ts';
import { packageInView, type PackageInView } from '../view/package-in-view.ts';
import {
  dependentsOf,
  isRegistrationLocked,
  managedVersions,
  newestListingEvents,
  type ManagedVersion,
} from './bulk.queries.ts';
import {
  dependentsAfter,
  listingConsequences,
  MAX_DEPENDENTS_READ,
  offeredOf,
  type Dependents,
  type ListingConsequences,
} from './listing-consequences.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** All versions of an id, for somebody who may list and deprecate them. */
export interface ManagedPackage {
  readonly ownership: Ownership;
  readonly isLocked: boolean;
  /** The highest first. */
  readonly versions: readonly ManagedVersion[];
  readonly counts: ListingCounts;
  /** What discovery offers; undefined when nothing is listed. */
  readonly latest: ManagedVersion | undefined;
  readonly rules: readonly DeprecationRule[];
}

export interface ListingCounts {
  readonly listed: number;
  readonly unlisted: number;
  readonly held: number;
  /** Withdrawn by an administrator. */
  readonly withdrawn: number;
  readonly deprecated: number;
}

/** Throws `not_found` for an id without a version, and `forbidden` for whoever may not manage it. */
export async function managedPackage(deps: Deps, principal: SessionPrincipal, id: PackageId): Promise<ManagedPackage> {
  const { database } = deps;
  const ownership = await ownersInView(deps, principal, id);
  const { registrationId, displayId, owners } = ownership;
  const ownerIds = owners.map(({ accountId }) => accountId);
  await requireMayOnPackage(database, principal, 'unlist, relist and deprecate', { displayId, ownerIds });
  const [versions, rules, isLocked] = await Promise.all([
    managedVersions(database.scan, registrationId),
    deprecationRules(database, registrationId),
    isRegistrationLocked(database, registrationId),
  ]);
  if (versions.length === 0) throw new Problem('not_found', `${displayId} has no version yet.`);
  return { ownership, isLocked, versions, rules, counts: countsOf(versions), latest: offeredOf(versions) };
}

function countsOf(versions: readonly ManagedVersion[]): ListingCounts {
  const count = (is: (version: ManagedVersion) => boolean) => versions.filter(is).length;
  return {
    listed: count(({ state, listed }) => state === 'available' && listed),
    unlisted: count(({ state, listed }) => state === 'available' && !listed),
    held: count(({ state }) => state === 'held'),
    withdrawn: count(({ state }) => state !== 'available' && state !== 'held'),
    deprecated: count(({ deprecation }) => deprecation !== null),
  };
}

/** A package with the version that is managed now, and what would become of the id if its listing were the other. */
export interface VersionToManage extends ManagedPackage {
  readonly inView: PackageInView;
  readonly version: ManagedVersion;
  readonly flipped: ListingConsequences;
  readonly dependents: Dependents;
}

/** An unknown version gives way to the one that the id offers, or to its highest. */
export async function versionToManage(
  deps: Deps,
  principal: SessionPrincipal,
  id: PackageId,
  versionText: string | undefined,
): Promise<VersionToManage> {
  const { database } = deps;
  const managed = await managedPackage(deps, principal, id);
  const inView = await packageInView({ database }, principal, id, versionText);
  const version = managed.versions.find(({ versionKey }) => versionKey === inView.version.versionKey);
  if (version === undefined) throw new Problem('not_found', `${inView.displayId} has no version to manage.`);
  const { after, ...flipped } = listingConsequences(managed.versions, new Set([version.id]), !version.listed);
  const rows = await dependentsOf(database.scan, id.key, MAX_DEPENDENTS_READ + 1);
  return { ...managed, inView, version, flipped, dependents: dependentsAfter(rows, after) };
}

/** A bulk change that can be taken back, at least in part. */
export interface ListingBatch {
  readonly id: string;
  readonly at: Instant;
  /** What it did. */
  readonly listed: boolean;
  readonly size: number;
}

/** So many of the newest events of listing are looked at, and so many bulk changes shown. */
const EVENTS_READ = 200;
const BATCHES_SHOWN = 3;

/** The newest bulk changes of listing. */
export async function newestBatches({ database }: Deps, idKey: string): Promise<ListingBatch[]> {
  const events = await newestListingEvents(database.scan, idKey, EVENTS_READ);
  const batches = new Map<string, ListingBatch>();
  for (const { at, kind, data } of events) {
    const { batch } = JSON.parse(data) as { batch?: { id?: unknown; size?: unknown } };
    if (typeof batch?.id !== 'string' || typeof batch.size !== 'number' || batches.has(batch.id)) continue;
    batches.set(batch.id, { id: batch.id, at, listed: kind === 'version_relisted', size: batch.size });
  }
  return [...batches.values()].slice(0, BATCHES_SHOWN);
}
