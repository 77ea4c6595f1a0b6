import type { Clock } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import type { Database } from '../../storage/database.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireMayOnAccount } from '../relation.ts';
import { endInvitation } from './end-invitation.ts';
import { invitationByPublicId } from './invitations.queries.ts';
import { requireOrganization } from './organization.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Takes an open invitation back. One that was answered meanwhile, or never was this organization's, is left as it is. */
export async function cancelInvitation(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  { organization, invitation }: { readonly organization: string; readonly invitation: string },
  origin: Origin,
): Promise<void> {
  await database.mutation(async (tx) => {
    const account = await requireOrganization({ read: tx }, organization);
    await requireMayOnAccount({ read: tx }, principal, 'manage members', account);
    const row = isPublicId(invitation) ? await invitationByPublicId({ read: tx }, invitation) : undefined;
    if (row?.organizationId !== account.id) return;
    const author = authorship(principal, account.id);
    await endInvitation(tx, row, { how: 'cancelled', at: clock.now(), author, origin });
  });
}
