import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { insertMembership, membershipRole } from '../accounts.queries.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireUsable } from '../relation.ts';
import { endInvitation } from './end-invitation.ts';
import { mayAnswer, openInvitation, parseInvitationName } from './invitation-link.ts';
import { takeInvitation, type InvitationRow } from './invitations.queries.ts';
import { requireUnlocked, type Role } from './organization.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly secret: ServerSecret;
}

/** What somebody has joined, for the sentence that says so. */
export interface Joined {
  readonly organization: string;
  readonly role: Role;
}

/**
 * Makes the person who was invited a member. `invitation` is the text of the mailed link, or the invitation's public id.
 *
 * An invitation by name is its person's alone, whoever else holds the link. One by address is for whoever holds the link,
 * or has confirmed that the address is theirs. It works once: of two who accept at the same time, one is told that it is used.
 */
export async function acceptInvitation(
  { database, clock, secret }: Deps,
  principal: SessionPrincipal,
  invitation: string,
  origin: Origin,
): Promise<Joined> {
  return database.mutation(async (tx) => {
    const at = clock.now();
    const row = await requireOwnInvitation({ secret, clock }, tx, principal, invitation);
    const { organizationId, organizationName: organization, organizationPublicId, role } = row;
    requireUnlocked({ name: organization, status: row.organizationStatus }, principal);
    if ((await membershipRole({ read: tx }, organizationId, principal.actorId)) !== undefined) {
      throw new Problem(
        'conflict',
        `You are a member of ${organization} already: its administrators can change your role.`,
      );
    }
    await takeInvitation(tx, row.publicId);
    await insertMembership(tx, { organizationId, personId: principal.actorId, role }, at);
    await appendEvent(tx, {
      at,
      kind: 'member_added',
      ...authorship(principal, organizationId),
      subject: `account:${organizationPublicId}`,
      data: { person: principal.publicId, role },
      origin,
    });
    return { organization, role };
  });
}

/** Turns an invitation down, and gives whose it was. The same people may as for accepting it. */
export async function declineInvitation(
  { database, clock, secret }: Deps,
  principal: SessionPrincipal,
  invitation: string,
  origin: Origin,
): Promise<Joined> {
  return database.mutation(async (tx) => {
    const row = await requireOwnInvitation({ secret, clock }, tx, principal, invitation);
    const author = authorship(principal, row.organizationId);
    await endInvitation(tx, row, { how: 'declined', at: clock.now(), author, origin });
    return { organization: row.organizationName, role: row.role };
  });
}

async function requireOwnInvitation(
  { secret, clock }: Pick<Deps, 'secret' | 'clock'>,
  tx: Tx,
  principal: SessionPrincipal,
  text: string,
): Promise<InvitationRow> {
  const read = { read: tx };
  await requireUsable(read, principal);
  const name = parseInvitationName(secret, text);
  const row = await openInvitation(read, name, clock.now());
  if (name !== undefined && row !== undefined && (await mayAnswer(read, name, row, principal.actorId))) return row;
  throw new Problem(
    'not_found',
    'This invitation holds no more: it was answered, was cancelled, is too old, or is for another account.',
  );
}
