import { createHash } from 'node:crypto';
import type { Principal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Rows } from '../../storage/database.ts';
import { principalNow, requireMayList } from '../authorize.ts';
import { parseListingReason } from '../listing-reason.ts';
import { ownedRegistration, type RegistrationRow } from '../registrations.queries.ts';
import { listingEventsOfBatch, managedVersions, type ManagedVersion } from './bulk.queries.ts';
import { listingConsequences, type ListingConsequences } from './listing-consequences.ts';
import { selectVersions, type VersionSelection } from './version-selection.ts';

/** So many versions change at once, since everybody's changes wait for it. */
export const MAX_VERSIONS_AT_ONCE = 5_000;

export interface ListingWish {
  readonly id: PackageId;
  readonly selection: VersionSelection;
  readonly listed: boolean;
  /** Public; stands while a version is unlisted. */
  readonly reason?: string;
}

export interface ListingPlan extends ListingConsequences {
  readonly registration: RegistrationRow;
  readonly listed: boolean;
  readonly reason: string;
  /** The versions that change, the highest first. */
  readonly changes: readonly ManagedVersion[];
  /** How many were meant and are so already. */
  readonly unchanged: number;
  /** How many were meant and were withdrawn by an administrator, so that their listing cannot change. */
  readonly withdrawn: number;
  /** All versions as they are afterwards. */
  readonly after: readonly ManagedVersion[];
  /** Of the versions, what becomes of them and of the id: a plan that was seen otherwise is not carried out. */
  readonly digest: string;
}

/** Works out what a wish would change, or throws; `rows` is a transaction where it is to be carried out. */
export async function planListing(
  { clock }: { readonly clock: Clock },
  rows: Rows,
  principal: Principal,
  wish: ListingWish,
): Promise<ListingPlan> {
  const { id, selection, listed } = wish;
  const now = clock.now();
  const { registration } = await requireManaged(rows, principal, id, now);
  const reason = parseListingReason(wish.reason ?? '');
  const versions = await managedVersions(rows, registration.id);
  const selected =
    selection.kind === 'batch'
      ? await versionsOfBatch(rows, registration.idKey, versions, { batchId: selection.id, listed })
      : selectVersions(registration.displayId, versions, selection, now);
  const meant = requireSome(selected);
  const changeable = meant.filter(isChangeable);
  const changes = changeable.filter((version) => version.listed !== listed);
  const withdrawn = meant.length - changeable.length;
  if (selection.kind === 'versions') requireNoneWithdrawn(registration.displayId, meant);
  requireNotTooMany(changes.length);
  const consequences = listingConsequences(versions, new Set(changes.map((version) => version.id)), listed);
  return {
    registration,
    listed,
    reason,
    changes,
    unchanged: changeable.length - changes.length,
    withdrawn,
    ...consequences,
    digest: digestOf([
      listed,
      reason,
      changes.map(({ versionKey }) => versionKey),
      consequences.latestBefore?.versionKey,
      consequences.latestAfter?.versionKey,
    ]),
  };
}

/** What a bulk change did and nobody has changed since; `listed` is what takes it back. */
async function versionsOfBatch(
  rows: Rows,
  idKey: string,
  versions: readonly ManagedVersion[],
  { batchId, listed }: { readonly batchId: string; readonly listed: boolean },
): Promise<ManagedVersion[]> {
  const events = isPublicId(batchId) ? await listingEventsOfBatch(rows, idKey, batchId) : [];
  const did = listed ? 'version_unlisted' : 'version_relisted';
  const keys = new Set(events.filter(({ kind }) => kind === did).map(({ versionKey }) => versionKey));
  return versions.filter(({ versionKey }) => keys.has(versionKey));
}

/** The id, when the principal may unlist, relist and deprecate its versions now. */
export async function requireManaged(rows: Rows, principal: Principal, id: PackageId, now: number) {
  const read = { read: rows };
  const current = await principalNow(read, principal, now);
  return requireMayList(read, current, id, await ownedRegistration(read, id.key));
}

/** What an administrator withdrew is theirs to bring back. */
export function isChangeable({ state }: Pick<ManagedVersion, 'state'>): boolean {
  return state === 'available' || state === 'held';
}

export function requireSome(meant: ManagedVersion[]): ManagedVersion[] {
  if (meant.length > 0) return meant;
  const detail = 'No version is chosen: tick some, or write a pattern, range or time that fits some.';
  throw new Problem('bad_request', detail, { faults: [{ code: 'no_versions', detail, at: 'choose' }] });
}

export function requireNoneWithdrawn(displayId: string, meant: readonly ManagedVersion[]): void {
  const withdrawn = meant.find((version) => !isChangeable(version));
  if (withdrawn === undefined) return;
  throw new Problem(
    'conflict',
    `${displayId} ${withdrawn.normalizedVersion} was withdrawn by an administrator, so nothing of it can change. Nothing was changed.`,
  );
}

export function requireNotTooMany(count: number): void {
  if (count <= MAX_VERSIONS_AT_ONCE) return;
  const detail = `At most ${MAX_VERSIONS_AT_ONCE.toLocaleString('en')} versions are changed at once: narrow the choice, and do the rest after it.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'too_many', detail, at: 'choose' }] });
}

export function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
