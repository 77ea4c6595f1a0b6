import type { Origin } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { requireFutureOwner } from './invited-account.ts';
import type { OwnerOutcome } from './invite-owner.ts';
import { requireStep, stepToAdd } from './ownership.ts';
import { readOwnership, type OwnerPrincipal } from './read-ownerships.ts';
import { recordOwnerSteps, type OwnerDeps } from './record-owner-steps.ts';

export interface AddOwnerWish {
  readonly id: PackageId;
  /** The name of a person or an organization. */
  readonly account: string;
}

/**
 * Makes an account an owner without asking it: the way out for an id that nobody owns, since nobody else could give it an
 * owner. Only for the operator and administrators of the gallery.
 */
export async function addOwner(
  deps: OwnerDeps & { readonly database: Database },
  principal: OwnerPrincipal,
  wish: AddOwnerWish,
  origin?: Origin,
): Promise<OwnerOutcome> {
  requireMayAddUnasked(principal);
  requireFreshSignIn(principal, deps.clock.now());
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    const ownership = await readOwnership(rows, principal, wish.id, deps.clock.now());
    const account = await requireFutureOwner(rows, wish.account);
    const step = requireStep(stepToAdd(ownership, account));
    if (step.kind === 'none') return { outcome: 'unchanged', account: account.name, why: step.why };
    const author = { principal, origin };
    await recordOwnerSteps(deps, tx, author, { kind: 'add', account, packages: [ownership] });
    return { outcome: 'added', account: account.name };
  });
}

/** Throws unless the principal may make somebody an owner who was not asked. */
export function requireMayAddUnasked(principal: OwnerPrincipal): void {
  if (principal.kind === 'operator' || principal.isAdministrator) return;
  throw new Problem('forbidden', 'Only administrators of this gallery make an account an owner without asking it.');
}
