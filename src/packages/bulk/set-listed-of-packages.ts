/**
 * Unlisting or relisting every version of several ids: first a preview that says what becomes of each and why not, then the
 * change, which does exactly what the preview said or nothing.
 */
import type { Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { requireUsable } from '../../accounts/relation.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import type { Rows, Tx } from '../../storage/database.ts';
import { parseListingReason } from '../listing-reason.ts';
import { dependentCount } from './bulk.queries.ts';
import { MAX_DEPENDENTS_READ } from './listing-consequences.ts';
import { digestOf, MAX_VERSIONS_AT_ONCE, planListing, type ListingPlan, type ListingWish } from './plan-listing.ts';
import { recordVersionChanges } from './record-version-changes.ts';
import type { BulkDeps } from './set-listed-of-many.ts';

/** As many as a list of one's packages shows at once. */
export const MAX_PACKAGES_LISTED_AT_ONCE = 50;

export interface PackagesListingWish {
  /** As people write ids; each once. */
  readonly ids: readonly string[];
  readonly listed: boolean;
  /** Public; stands while a version is unlisted. */
  readonly reason: string;
}

export interface PackageListingStep {
  readonly displayId: string;
  /** Versions that change; none where the package stays as it is, or cannot change. */
  readonly changes: number;
  /** How many were withdrawn by an administrator, and stay so. */
  readonly withdrawn: number;
  /** What discovery offers afterwards; undefined when nothing is listed. */
  readonly latestAfter: string | undefined;
  /** Why it cannot change. */
  readonly refusal?: string;
}

export interface PackagesListingPlan {
  /** In the order of the ids, never none. */
  readonly steps: readonly PackageListingStep[];
  readonly listed: boolean;
  /** Versions that change, and packages that they are of. */
  readonly versions: number;
  readonly packages: number;
  /** Of all of it but the reason, which is written last: a change that was seen otherwise is not made. */
  readonly digest: string;
}

export interface PackagesListingPreview extends PackagesListingPlan {
  /** For each step, how many packages here depend on it; at most `MAX_DEPENDENTS_READ` + 1. */
  readonly dependents: readonly number[];
}

/** What a wish would do now. Changes nothing. */
export async function previewListingOfPackages(
  deps: Pick<BulkDeps, 'database' | 'clock'>,
  principal: SessionPrincipal,
  wish: PackagesListingWish,
): Promise<PackagesListingPreview> {
  const { scan } = deps.database;
  const { plan } = await planAll(deps, scan, principal, wish);
  const dependents = await Promise.all(
    plan.steps.map(({ displayId }) => dependentCount(scan, lowerInvariant(displayId), MAX_DEPENDENTS_READ + 1)),
  );
  return { ...plan, dependents };
}

/** `applied: false` where versions have changed since the preview that `digest` is of: then nothing was done. */
export async function setListedOfPackages(
  deps: BulkDeps,
  principal: SessionPrincipal,
  wish: PackagesListingWish & { readonly digest: string },
  origin?: Origin,
): Promise<{ readonly applied: boolean; readonly plan: PackagesListingPlan }> {
  return deps.database.mutation(async (tx) => {
    const { plan, changing } = await planAll(deps, tx, principal, wish);
    if (plan.digest !== wish.digest) return { applied: false, plan };
    for (const each of changing) await recordOne(deps, tx, { principal, origin }, each);
    return { applied: true, plan };
  });
}

/** Each package has a batch of its own, by which its page of Manage takes it back. */
async function recordOne(
  deps: BulkDeps,
  tx: Tx,
  by: { readonly principal: SessionPrincipal; readonly origin: Origin | undefined },
  { registration, changes, listed, reason }: ListingPlan,
): Promise<void> {
  const batch = changes.length === 1 ? undefined : { id: publicId(deps.random), size: changes.length };
  const listing = { listed, reason, versions: changes };
  const { id: registrationId, idKey } = registration;
  await recordVersionChanges(deps, tx, { ...by, batch }, { registrationId, idKey, listing });
}

interface Planned {
  readonly plan: PackagesListingPlan;
  /** Of the packages that change. */
  readonly changing: readonly ListingPlan[];
}

async function planAll(
  deps: Pick<BulkDeps, 'clock'>,
  rows: Rows,
  principal: SessionPrincipal,
  { ids, listed, reason }: PackagesListingWish,
): Promise<Planned> {
  await requireUsable({ read: rows }, principal);
  parseListingReason(reason);
  const planned: PlannedPackage[] = [];
  let versionsRead = 0;
  for (const id of requireSomeIds(ids)) {
    const one = await planOne(deps, rows, principal, { id, selection: ALL, listed, reason });
    planned.push(one);
    versionsRead += one.plan?.after.length ?? 0;
    requireNotTooManyRead(versionsRead);
  }
  const steps = planned.map(({ step }) => step);
  const changing = planned.flatMap(({ plan }) => (plan === undefined || plan.changes.length === 0 ? [] : [plan]));
  const changed = changing.map(({ changes }) => changes.map(({ versionKey }) => versionKey));
  return {
    plan: {
      steps,
      listed,
      versions: changed.flat().length,
      packages: changing.length,
      digest: digestOf([listed, steps, changed]),
    },
    changing,
  };
}

const ALL = { kind: 'pattern', text: '*' } as const;

interface PlannedPackage {
  readonly step: PackageListingStep;
  /** None for a package that cannot change. */
  readonly plan?: ListingPlan;
}

async function planOne(
  deps: Pick<BulkDeps, 'clock'>,
  rows: Rows,
  principal: SessionPrincipal,
  wish: ListingWish,
): Promise<PlannedPackage> {
  try {
    const plan = await planListing(deps, rows, principal, wish);
    const { registration, changes, withdrawn, latestAfter } = plan;
    const step = {
      displayId: registration.displayId,
      changes: changes.length,
      withdrawn,
      latestAfter: latestAfter?.normalizedVersion,
    };
    return { step, plan };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { display } = wish.id;
    if (error.code === 'forbidden' || error.code === 'not_found') throw notManaged(display);
    return { step: { displayId: display, changes: 0, withdrawn: 0, latestAfter: undefined, refusal: error.message } };
  }
}

/** The same for what is not there: nobody learns here which ids there are. */
function notManaged(displayId: string): Problem {
  return new Problem('forbidden', `${displayId} is not among the packages that you manage. Nothing was changed.`);
}

function requireSomeIds(texts: readonly string[]): PackageId[] {
  const ids = new Map<string, PackageId>();
  for (const text of texts) {
    const id = parsePackageId(text);
    if (id === undefined) throw notManaged(text.slice(0, 100));
    ids.set(id.key, id);
  }
  if (ids.size === 0) throw unfit('no_packages', 'No package is chosen: tick some.');
  if (ids.size > MAX_PACKAGES_LISTED_AT_ONCE) {
    throw unfit(
      'too_many',
      `At most ${MAX_PACKAGES_LISTED_AT_ONCE} packages are listed or unlisted at once: tick fewer.`,
    );
  }
  return [...ids.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Asked after each package, so that no more is read than one of them beyond the limit. */
function requireNotTooManyRead(versions: number): void {
  if (versions <= MAX_VERSIONS_AT_ONCE) return;
  const most = MAX_VERSIONS_AT_ONCE.toLocaleString('en');
  throw unfit('too_many', `The packages have more than ${most} versions together: tick fewer.`);
}

function unfit(code: string, detail: string): Problem {
  return new Problem('bad_request', detail, { faults: [{ code, detail, at: 'packages' }] });
}
