import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import { membershipEnded } from '../keys/end-of-membership.ts';
import type { Authorship, Origin } from '../principal.ts';
import { endInvitation } from './end-invitation.ts';
import { invitationsBy } from './invitations.queries.ts';
import { deleteMembership } from './members.queries.ts';

export interface MembershipEnd {
  readonly organization: { readonly id: number; readonly publicId: string; readonly name: string };
  readonly person: { readonly id: number; readonly publicId: string };
  /** Who ends it. */
  readonly author: Authorship;
  readonly origin: Origin;
}

/**
 * Takes a person out of an organization, in the mutation that has asked who may: with the membership go what the person
 * invited others with and the reach of their keys, and keys whose text they saw must get another.
 */
export async function endMembership(deps: { readonly clock: Clock }, tx: Tx, end: MembershipEnd): Promise<void> {
  const { organization, person, author, origin } = end;
  await deleteMembership(tx, organization.id, person.id);
  await appendEvent(tx, {
    at: deps.clock.now(),
    kind: 'member_removed',
    ...author,
    subject: `account:${organization.publicId}`,
    data: { person: person.publicId },
    origin,
  });
  await endInvitationsBy(deps, tx, end);
  await membershipEnded(deps, tx, { organization, person, author });
}

/** An invitation holds no longer than the right of whoever sent it. */
export async function endInvitationsBy(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  { organization, person, author }: MembershipEnd,
): Promise<void> {
  for (const each of await invitationsBy({ read: tx }, organization.id, person.id)) {
    await endInvitation(tx, each, { how: 'cancelled', at: clock.now(), author });
  }
}
