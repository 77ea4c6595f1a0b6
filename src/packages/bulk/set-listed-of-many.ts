/**
 * Unlisting or relisting many versions of an id: first a preview that says which, what becomes the latest and who depends on
 * them, then the change, which does exactly what the preview said or nothing.
 */
import type { Origin, Principal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { Database } from '../../storage/database.ts';
import { dependentsOf } from './bulk.queries.ts';
import { dependentsAfter, MAX_DEPENDENTS_READ, type Dependents } from './listing-consequences.ts';
import { planListing, type ListingPlan, type ListingWish } from './plan-listing.ts';
import { recordVersionChanges } from './record-version-changes.ts';

export interface BulkDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ListingPreview extends ListingPlan {
  readonly dependents: Dependents;
}

/** What a wish would do now. Changes nothing. */
export async function previewListing(
  deps: Pick<BulkDeps, 'database' | 'clock'>,
  principal: Principal,
  wish: ListingWish,
): Promise<ListingPreview> {
  const { scan } = deps.database;
  const plan = await planListing(deps, scan, principal, wish);
  const rows = await dependentsOf(scan, wish.id.key, MAX_DEPENDENTS_READ + 1);
  return { ...plan, dependents: dependentsAfter(rows, plan.after) };
}

export interface ListingOutcome {
  /** False where versions have changed since the preview that `digest` is of: then nothing was done. */
  readonly applied: boolean;
  readonly plan: ListingPlan;
  /** What the events have in common, by which the change can be taken back; none for a change of at most one version. */
  readonly batch?: string;
}

/**
 * Lists or unlists all versions that a wish means, in one transaction: one event and one catalog entry for each. With a
 * `digest` only what the preview with this digest said. A wish that changes nothing writes nothing and succeeds.
 */
export async function setListedOfMany(
  deps: BulkDeps,
  principal: Principal,
  wish: ListingWish & { readonly digest?: string },
  origin?: Origin,
): Promise<ListingOutcome> {
  return deps.database.mutation(async (tx) => {
    const plan = await planListing(deps, tx, principal, wish);
    if (wish.digest !== undefined && wish.digest !== plan.digest) return { applied: false, plan };
    const { registration, changes, listed, reason } = plan;
    if (changes.length === 0) return { applied: true, plan };
    const batch = changes.length === 1 ? undefined : { id: publicId(deps.random), size: changes.length };
    await recordVersionChanges(
      deps,
      tx,
      { principal, origin, batch },
      { registrationId: registration.id, idKey: registration.idKey, listing: { listed, reason, versions: changes } },
    );
    return { applied: true, plan, ...(batch === undefined ? {} : { batch: batch.id }) };
  });
}
