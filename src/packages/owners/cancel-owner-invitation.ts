import type { Origin } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { endInvitation, requireOpenInvitation, type AnsweredInvitation } from './answer-owner-invitation.ts';
import { readOwnerships, type OwnerPrincipal } from './read-ownerships.ts';
import type { OwnerDeps } from './record-owner-steps.ts';

/** Takes an invitation back: whoever may manage the owners of its package may, also where another one sent it. */
export async function cancelOwnerInvitation(
  deps: OwnerDeps & { readonly database: Database },
  principal: OwnerPrincipal,
  { invitation }: { readonly invitation: string },
  origin?: Origin,
): Promise<AnsweredInvitation> {
  return deps.database.mutation(async (tx) => {
    const row = await requireOpenInvitation(tx, invitation, deps.clock.now());
    const [ownership] = await readOwnerships({ read: tx }, principal, [row.idKey], deps.clock.now());
    if (ownership?.mayManage !== true) {
      throw new Problem('forbidden', `You may not cancel invitations to own ${row.displayId}: its owners can.`);
    }
    const ended = { row, actsFor: ownership.actsFor, how: 'cancelled', at: deps.clock.now() } as const;
    await endInvitation(tx, { principal, origin }, ended);
    return { displayId: row.displayId, account: row.accountName };
  });
}
