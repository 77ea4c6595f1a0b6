/**
 * Deprecating versions of an id, or taking that back: of one, of many, and of all that are pushed into a range later. All
 * versions are changed or none, and every mistake in the wish is said at once.
 */
import type { Origin, Principal } from '../../accounts/principal.ts';
import { publicId } from '../../base/ids.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { formatVersionRange } from '../../nuget/version-range.ts';
import { parseVersion } from '../../nuget/version.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import type { Rows } from '../../storage/database.ts';
import { managedVersions, type ManagedVersion } from '../bulk/bulk.queries.ts';
import {
  digestOf,
  isChangeable,
  requireManaged,
  requireNoneWithdrawn,
  requireNotTooMany,
  requireSome,
} from '../bulk/plan-listing.ts';
import { recordVersionChanges } from '../bulk/record-version-changes.ts';
import type { BulkDeps } from '../bulk/set-listed-of-many.ts';
import { isInRange } from '../bulk/version-line.ts';
import { parseSelectedRange, selectVersions, type PlainSelection } from '../bulk/version-selection.ts';
import type { RegistrationRow } from '../registrations.queries.ts';
import { replaceRule } from './deprecation-rules.ts';
import { readDeprecation, type DeprecationWords, type ReadDeprecation } from './deprecation-wish.ts';

export interface DeprecationWish {
  readonly id: PackageId;
  readonly selection: PlainSelection;
  readonly words: DeprecationWords;
  /** Listed or unlisted in the same step; undefined leaves that as it is. */
  readonly listed?: boolean | undefined;
  /** Also what is pushed into the range later; only for a selection by range, and not to take a deprecation back. */
  readonly isForFuture?: boolean;
  /** What the form of one version was made from, as `basisOf`: where it is otherwise by now, nothing is done. */
  readonly basis?: string;
}

export interface DeprecationPlan {
  readonly registration: RegistrationRow;
  /** Null: it is taken back. */
  readonly deprecation: Deprecation | null;
  /** The versions of which anything changes, the highest first. */
  readonly changes: readonly ManagedVersion[];
  readonly deprecated: readonly ManagedVersion[];
  readonly listing: readonly ManagedVersion[];
  readonly unchanged: number;
  readonly withdrawn: number;
  /** Normalized; undefined where later versions are not meant. */
  readonly futureRange: string | undefined;
  /** A plan that was seen otherwise is not carried out. */
  readonly digest: string;
}

export interface DeprecationOutcome {
  /** False where versions have changed since the preview that `digest` is of: then nothing was done. */
  readonly applied: boolean;
  readonly plan: DeprecationPlan;
}

/** What a wish would do now. Changes nothing. */
export async function previewDeprecation(
  deps: Pick<BulkDeps, 'database' | 'clock'>,
  principal: Principal,
  wish: DeprecationWish,
): Promise<DeprecationPlan> {
  return planDeprecation(deps, deps.database.scan, principal, wish);
}

/** Does it, in one transaction. A wish that changes nothing writes nothing and succeeds. */
export async function deprecate(
  deps: BulkDeps,
  principal: Principal,
  wish: DeprecationWish & { readonly digest?: string },
  origin?: Origin,
): Promise<DeprecationOutcome> {
  return deps.database.mutation(async (tx) => {
    const plan = await planDeprecation(deps, tx, principal, wish);
    if (wish.digest !== undefined && wish.digest !== plan.digest) return { applied: false, plan };
    const { registration, deprecation, changes, futureRange } = plan;
    const author = { principal, origin };
    const rule =
      futureRange === undefined || deprecation === null
        ? undefined
        : await replaceRule(deps, tx, author, { registration, range: futureRange, deprecation });
    if (changes.length === 0) return { applied: true, plan };
    const batch = changes.length === 1 ? undefined : { id: publicId(deps.random), size: changes.length };
    await recordVersionChanges(
      deps,
      tx,
      { ...author, batch },
      {
        registrationId: registration.id,
        idKey: registration.idKey,
        deprecation: { to: deprecation, versions: plan.deprecated, ...(rule === undefined ? {} : { rule }) },
        ...(wish.listed === undefined ? {} : { listing: { listed: wish.listed, reason: '', versions: plan.listing } }),
      },
    );
    return { applied: true, plan };
  });
}

/** Of one version's deprecation, for the form that changes it. */
export function basisOf({ deprecation }: Pick<ManagedVersion, 'deprecation'>): string {
  return digestOf(deprecation).slice(0, 16);
}

async function planDeprecation(
  { clock }: Pick<BulkDeps, 'clock'>,
  rows: Rows,
  principal: Principal,
  wish: DeprecationWish,
): Promise<DeprecationPlan> {
  const now = clock.now();
  const { registration } = await requireManaged(rows, principal, wish.id, now);
  const versions = await managedVersions(rows, registration.id);
  const { displayId } = registration;
  const read = await readDeprecation(rows, wish.id, wish.words);
  const meant = meantVersions(displayId, versions, wish, { now, read });
  requireFaultless([...read.faults, ...futureFaults(wish, read), ...itselfFaults(displayId, wish, read, meant)]);
  const changeable = meant.filter(isChangeable);
  const [first] = changeable;
  if (first !== undefined) requireBasis(first, wish.basis);
  const to = read.deprecation === null ? null : JSON.stringify(read.deprecation);
  const deprecated = changeable.filter((version) => version.deprecation !== to);
  const listing = changeable.filter((version) => wish.listed !== undefined && version.listed !== wish.listed);
  const changed = new Set([...deprecated, ...listing]);
  const changes = changeable.filter((version) => changed.has(version));
  requireNotTooMany(changes.length);
  const futureRange =
    wish.isForFuture === true && wish.selection.kind === 'range'
      ? formatVersionRange(parseSelectedRange(wish.selection.text))
      : undefined;
  return {
    registration,
    deprecation: read.deprecation,
    changes,
    deprecated,
    listing,
    unchanged: changeable.length - changes.length,
    withdrawn: meant.length - changeable.length,
    futureRange,
    digest: digestOf([
      to,
      wish.listed,
      futureRange,
      changes.map((version) => [version.versionKey, version.deprecation]),
      listing.map(({ versionKey }) => versionKey),
    ]),
  };
}

/** What cannot be read of the choice is said together with the mistakes in the words. */
function meantVersions(
  displayId: string,
  versions: readonly ManagedVersion[],
  { selection, isForFuture }: DeprecationWish,
  { now, read }: { readonly now: number; readonly read: ReadDeprecation },
): ManagedVersion[] {
  try {
    const selected = selectVersions(displayId, versions, selection, now);
    const meant = isForFuture === true ? selected : requireSome(selected);
    if (selection.kind === 'versions') requireNoneWithdrawn(displayId, meant);
    return meant;
  } catch (error) {
    if (error instanceof Problem && error.faults.length > 0) requireFaultless([...error.faults, ...read.faults]);
    throw error;
  }
}

function requireFaultless(faults: readonly Fault[]): void {
  const [only] = faults;
  if (only === undefined) return;
  const detail = faults.length === 1 ? only.detail : `The deprecation has ${faults.length} mistakes.`;
  throw new Problem('bad_request', detail, { faults });
}

function futureFaults({ isForFuture, selection }: DeprecationWish, { deprecation, faults }: ReadDeprecation): Fault[] {
  if (isForFuture !== true) return [];
  if (selection.kind !== 'range') {
    const detail = 'Versions that are pushed later are meant by a range: choose by range.';
    return [{ code: 'future_without_range', detail, at: 'choose' }];
  }
  if (deprecation !== null || faults.length > 0) return [];
  const detail = 'Choose a reason: versions that are pushed later are not deprecated unless somebody says so.';
  return [{ code: 'reason_missing', detail, at: 'isLegacy' }];
}

/** What is deprecated cannot be what to use instead, now or later. */
function itselfFaults(
  displayId: string,
  { id, selection, isForFuture }: DeprecationWish,
  { alternate }: ReadDeprecation,
  meant: readonly ManagedVersion[],
): Fault[] {
  const key = alternate?.versionKey;
  if (alternate?.idKey !== id.key || key === undefined) return [];
  const version = parseVersion(key);
  const isMeantLater =
    isForFuture === true &&
    selection.kind === 'range' &&
    version !== undefined &&
    isInRange(parseSelectedRange(selection.text), versionSortKey(version));
  if (!isMeantLater && !meant.some(({ versionKey }) => versionKey === key)) return [];
  const detail = `${displayId} ${key} is among the versions that are deprecated, so it cannot be what to use instead.`;
  return [{ code: 'alternate_itself', detail, at: 'alternatePackageVersion' }];
}

/** Two people may look at one form: the second one is shown what the first one did. */
function requireBasis(version: ManagedVersion, basis: string | undefined): void {
  if (basis === undefined || basis === basisOf(version)) return;
  throw new Problem(
    'conflict',
    `Somebody changed the deprecation of ${version.normalizedVersion} since you opened the form. Nothing was changed by you; save again if you still want to.`,
  );
}
