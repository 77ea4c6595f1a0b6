import type { Instant } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship, Origin } from '../principal.ts';
import { takeInvitation, type InvitationRow } from './invitations.queries.ts';

export interface InvitationEnd {
  readonly how: 'declined' | 'cancelled' | 'expired';
  readonly at: Instant;
  readonly author: Authorship;
  readonly origin?: Origin | undefined;
}

/** Takes an invitation away, unanswered or declined, and says so in the log. Where it is gone already, nothing happens. */
export async function endInvitation(tx: Tx, invitation: InvitationRow, end: InvitationEnd): Promise<void> {
  if (!(await takeInvitation(tx, invitation.publicId))) return;
  const { publicId, role, personPublicId } = invitation;
  await appendEvent(tx, {
    at: end.at,
    kind: 'invitation_ended',
    ...end.author,
    subject: `account:${invitation.organizationPublicId}`,
    data: {
      how: end.how,
      invitation: publicId,
      role,
      ...(personPublicId === null ? { byAddress: true } : { person: personPublicId }),
    },
    ...(end.origin === undefined ? {} : { origin: end.origin }),
  });
}
