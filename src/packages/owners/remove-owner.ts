import type { Origin } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { requireNamedAccount } from './invited-account.ts';
import type { OwnerOutcome } from './invite-owner.ts';
import { requireStep, stepToRemove } from './ownership.ts';
import { readOwnership, type OwnerPrincipal } from './read-ownerships.ts';
import { recordOwnerSteps, type OwnerDeps } from './record-owner-steps.ts';

export interface RemoveOwnerWish {
  readonly id: PackageId;
  /** The name of a person or an organization; one's own as well. */
  readonly account: string;
}

/**
 * Takes an owner away from a package. Never the last one: mutations run one after the other, so of two owners who remove each
 * other at once, the second is no owner any more and is refused.
 */
export async function removeOwner(
  deps: OwnerDeps & { readonly database: Database },
  principal: OwnerPrincipal,
  wish: RemoveOwnerWish,
  origin?: Origin,
): Promise<OwnerOutcome> {
  requireFreshSignIn(principal, deps.clock.now());
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    const ownership = await readOwnership(rows, principal, wish.id, deps.clock.now());
    const account = await requireNamedAccount(rows, wish.account);
    const step = requireStep(stepToRemove(ownership, account));
    if (step.kind === 'none') return { outcome: 'unchanged', account: account.name, why: step.why };
    const author = { principal, origin };
    await recordOwnerSteps(deps, tx, author, { kind: 'remove', account, packages: [ownership] });
    return { outcome: 'removed', account: account.name };
  });
}
