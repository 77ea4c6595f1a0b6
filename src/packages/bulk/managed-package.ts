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
  managedVersionsSlice,
  newestListingEvents,
  nextOffered,
  oneManagedVersion,
  standingCounts,
  type DependentRow,
  type ManagedVersion,
  type StandingCount,
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

/** A package, for somebody who may list and deprecate its versions. */
export interface ManagedPackage {
  readonly ownership: Ownership;
  readonly isLocked: boolean;
  readonly counts: ListingCounts;
  /** What discovery offers; undefined when nothing is listed. */
  readonly latest: ManagedVersion | undefined;
  readonly rules: readonly DeprecationRule[];
}

export interface ListingCounts {
  readonly all: number;
  readonly listed: number;
  readonly unlisted: number;
  readonly held: number;
  /** Withdrawn by an administrator. */
  readonly withdrawn: number;
  readonly deprecated: number;
}

/** Throws `not_found` for an id without a version, and `forbidden` for whoever may not manage it. */
export async function managedPackage(deps: Deps, principal: SessionPrincipal, id: PackageId): Promise<ManagedPackage> {
  const { offered, ...managed } = await readManaged(deps, principal, id);
  return { ...managed, latest: offered[0] };
}

async function readManaged(deps: Deps, principal: SessionPrincipal, id: PackageId) {
  const { database } = deps;
  const ownership = await ownersInView(deps, principal, id);
  const { registrationId, displayId, owners } = ownership;
  const ownerIds = owners.map(({ accountId }) => accountId);
  await requireMayOnPackage(database, principal, 'unlist, relist and deprecate', { displayId, ownerIds });
  const [standing, offered, rules, isLocked] = await Promise.all([
    standingCounts(database.scan, registrationId),
    nextOffered(database.read, registrationId),
    deprecationRules(database, registrationId),
    isRegistrationLocked(database, registrationId),
  ]);
  if (standing.length === 0) throw new Problem('not_found', `${displayId} has no version yet.`);
  return { ownership, isLocked, rules, offered, counts: countsOf(standing) };
}

function countsOf(standing: readonly StandingCount[]): ListingCounts {
  const count = (is: (of: StandingCount) => boolean) =>
    standing.filter(is).reduce((sum, { count: each }) => sum + each, 0);
  return {
    all: count(() => true),
    listed: count(({ state, listed }) => state === 'available' && listed),
    unlisted: count(({ state, listed }) => state === 'available' && !listed),
    held: count(({ state }) => state === 'held'),
    withdrawn: count(({ state }) => state !== 'available' && state !== 'held'),
    deprecated: count(({ isDeprecated }) => isDeprecated),
  };
}

/** Part of a package's versions, the highest first. */
export async function versionsOfPage(
  { database }: Pick<Deps, 'database'>,
  { ownership }: Pick<ManagedPackage, 'ownership'>,
  slice: { readonly offset: number; readonly limit: number },
): Promise<ManagedVersion[]> {
  return managedVersionsSlice(database.scan, ownership.registrationId, slice);
}

/** A menu of more would take longer to read than a number takes to write. */
export const MAX_VERSION_CHOICES = 200;

/** A package with the version that is managed now, and what would become of the id if its listing were the other. */
export interface VersionToManage extends ManagedPackage {
  readonly inView: PackageInView;
  readonly version: ManagedVersion;
  /** All versions where they are few, else none. */
  readonly choices: readonly ManagedVersion[];
  readonly flipped: Pick<ListingConsequences, 'latestBefore' | 'latestAfter'>;
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
  const { offered, ...managed } = await readManaged(deps, principal, id);
  const { registrationId } = managed.ownership;
  const inView = await packageInView({ database }, principal, id, versionText);
  const [version, choices, dependents] = await Promise.all([
    oneManagedVersion(database.read, registrationId, inView.version.versionKey),
    managed.counts.all > MAX_VERSION_CHOICES
      ? []
      : managedVersionsSlice(database.read, registrationId, { offset: 0, limit: MAX_VERSION_CHOICES }),
    dependentsOf(database.scan, id.key, MAX_DEPENDENTS_READ + 1),
  ]);
  if (version === undefined) throw new Problem('not_found', `${inView.displayId} has no version to manage.`);
  return {
    ...managed,
    latest: offered[0],
    inView,
    version,
    choices,
    flipped: { latestBefore: offered[0], latestAfter: latestWhenFlipped(offered, version) },
    dependents: await dependentsWhenFlipped(deps, registrationId, dependents, version),
  };
}

function latestWhenFlipped(
  [first, second]: readonly ManagedVersion[],
  version: ManagedVersion,
): ManagedVersion | undefined {
  if (version.listed) return version.id === first?.id ? second : first;
  if (version.state !== 'available') return first;
  return offeredOf([...(first === undefined ? [] : [first]), { ...version, listed: true }].toSorted(higherFirst));
}

function higherFirst(a: ManagedVersion, b: ManagedVersion): number {
  return Buffer.compare(b.sortKey, a.sortKey);
}

/** Only where somebody depends does it matter what all the other versions are. */
async function dependentsWhenFlipped(
  { database }: Pick<Deps, 'database'>,
  registrationId: number,
  rows: readonly DependentRow[],
  version: ManagedVersion,
): Promise<Dependents> {
  if (rows.length === 0) return { count: 0, withoutListed: 0, top: [] };
  const versions = await managedVersions(database.scan, registrationId);
  const { after } = listingConsequences(versions, new Set([version.id]), !version.listed);
  return dependentsAfter(rows, after);
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
