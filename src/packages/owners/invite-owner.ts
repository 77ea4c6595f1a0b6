import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { Origin } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { mayAcceptFor, parseOwnerMessage, requireFutureOwner } from './invited-account.ts';
import { requireStep, stepToInvite } from './ownership.ts';
import { readOwnership, type OwnerPrincipal } from './read-ownerships.ts';
import { recordOwnerSteps, type OwnerDeps } from './record-owner-steps.ts';

export interface InviteOwnerDeps extends OwnerDeps {
  readonly database: Database;
  readonly limiter: RateLimiter;
}

export interface InviteOwnerWish {
  readonly id: PackageId;
  /** The name of a person or an organization. */
  readonly account: string;
  /** For the invited, who reads it in a mail; may be empty. */
  readonly message: string;
}

/** What became of a wish: `unchanged` when it was so already, with the sentence that says what is so. */
export type OwnerOutcome =
  | { readonly outcome: 'added' | 'invited' | 'removed'; readonly account: string }
  | { readonly outcome: 'unchanged'; readonly account: string; readonly why: string };

/**
 * Asks an account to own a package with its owners, for 30 days; who may accept for that account makes it an owner at once.
 * Only those who may manage the owners do so, as long as their sign-in is fresh.
 */
export async function inviteOwner(
  deps: InviteOwnerDeps,
  principal: OwnerPrincipal,
  wish: InviteOwnerWish,
  origin?: Origin,
): Promise<OwnerOutcome> {
  const message = parseOwnerMessage(wish.message);
  requireFreshSignIn(principal, deps.clock.now());
  if (principal.kind === 'session') await deps.limiter.take('invite', principal.publicId);
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    const ownership = await readOwnership(rows, principal, wish.id, deps.clock.now());
    const account = await requireFutureOwner(rows, wish.account);
    const mayAccept = await mayAcceptFor(rows, principal, account.accountId);
    const step = requireStep(stepToInvite(ownership, account, mayAccept));
    if (step.kind === 'none') return { outcome: 'unchanged', account: account.name, why: step.why };
    const author = { principal, origin };
    await recordOwnerSteps(deps, tx, author, { kind: step.kind, account, message, packages: [ownership] });
    return { outcome: step.kind === 'add' ? 'added' : 'invited', account: account.name };
  });
}
