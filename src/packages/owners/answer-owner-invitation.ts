import { rolesByOrganization } from '../../accounts/accounts.queries.ts';
import { mayOnPackage, type Relation } from '../../accounts/permissions.ts';
import type { Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { requireMayOnAccount } from '../../accounts/relation.ts';
import type { Instant } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Database, Tx } from '../../storage/database.ts';
import {
  deleteInvitations,
  invitationByPublicId,
  inviterStanding,
  ownersAmong,
  type InvitationRow,
} from './owners.queries.ts';
import { full, isFull, owns, requireStep } from './ownership.ts';
import { appendOwnerEvent, recordOwnerSteps, type OwnerAuthor, type OwnerDeps } from './record-owner-steps.ts';

/** Invitations that are answered at once: as many as a page shows. */
export const MAX_ANSWERS_AT_ONCE = 100;

export interface OwnerAnswer {
  /** Public ids. They are no secret: only those who may answer for the invited account may use them. */
  readonly invitations: readonly string[];
  readonly answer: 'accept' | 'decline';
}

/** What was answered, as it is called. */
export interface AnsweredInvitation {
  readonly displayId: string;
  readonly account: string;
}

/**
 * Accepts or declines invitations: for oneself, or as an administrator of the organization that is invited. All of them or,
 * where one cannot be answered so, none.
 */
export async function answerOwnerInvitations(
  deps: OwnerDeps & { readonly database: Database },
  principal: SessionPrincipal,
  { invitations, answer }: OwnerAnswer,
  origin?: Origin,
): Promise<AnsweredInvitation[]> {
  const publicIds = [...new Set(invitations)];
  if (publicIds.length === 0 || publicIds.length > MAX_ANSWERS_AT_ONCE) {
    throw new Problem('bad_request', `1 to ${MAX_ANSWERS_AT_ONCE} invitations are answered at once.`);
  }
  return deps.database.mutation(async (tx) => {
    const answered: AnsweredInvitation[] = [];
    for (const publicId of publicIds) {
      const row = await requireOpenInvitation(tx, publicId, deps.clock.now());
      const invited = { id: row.accountId, name: row.accountName };
      await requireMayOnAccount({ read: tx }, principal, 'answer invitations to own packages', invited);
      const author = { principal, origin };
      if (answer === 'accept') await accept(deps, tx, author, row);
      else await endInvitation(tx, author, { row, actsFor: row.accountId, how: 'declined', at: deps.clock.now() });
      answered.push({ displayId: row.displayId, account: row.accountName });
    }
    return answered;
  });
}

/** Throws `conflict` for one that was answered or cancelled, has run out, or never was: nobody can tell these apart. */
export async function requireOpenInvitation(tx: Tx, publicId: string, now: Instant): Promise<InvitationRow> {
  const row = isPublicId(publicId) ? await invitationByPublicId({ read: tx }, publicId) : undefined;
  if (row !== undefined && row.expiresAt > now) return row;
  throw new Problem(
    'conflict',
    'This invitation holds no more: it was answered or cancelled, or is older than 30 days.',
  );
}

async function accept(deps: OwnerDeps, tx: Tx, author: OwnerAuthor, row: InvitationRow): Promise<void> {
  const { accountId, registrationId, displayId } = row;
  if (row.accountStatus !== 'active') {
    const detail = `${row.accountName} is locked: contact the administrators of this gallery.`;
    throw new Problem('account_locked', detail);
  }
  const owners = await ownersAmong({ read: tx }, [registrationId]);
  const ownership = { ...row, owners };
  const activeIds = owners.filter(({ status }) => status === 'active').map((owner) => owner.accountId);
  await requireInviterStillMay(tx, row, activeIds);
  if (owns(ownership, accountId)) {
    await deleteInvitations(tx, [row.id]);
    return;
  }
  if (isFull(ownership)) requireStep(full({ displayId }));
  const account = { accountId, publicId: row.accountPublicId };
  await recordOwnerSteps(deps, tx, author, { kind: 'add', account, packages: [{ ...row, actsFor: accountId }] });
}

/**
 * An invitation is worth as much as the right of who sent it: whoever was removed from the owners since, or lost the account,
 * must not be able to leave a door behind.
 */
async function requireInviterStillMay(
  tx: Tx,
  { invitedBy, displayId }: InvitationRow,
  ownerIds: readonly number[],
): Promise<void> {
  if (invitedBy === null) return;
  const rows = { read: tx };
  const inviter = await inviterStanding(rows, invitedBy);
  const relations = new Set<Relation>((await rolesByOrganization(rows, invitedBy, ownerIds)).values());
  if (ownerIds.includes(invitedBy)) relations.add('self');
  if (inviter?.isAdministrator === true) relations.add('gallery');
  if (inviter?.isActive === true && mayOnPackage('manage owners', [...relations])) return;
  const who = inviter?.name ?? 'Who invited you';
  const detail = `${who} may not invite owners of ${displayId} any more: ask one of its owners for another invitation.`;
  throw new Problem('conflict', detail);
}

export interface EndedInvitation {
  readonly row: InvitationRow;
  /** In whose name it ends. */
  readonly actsFor: number | undefined;
  readonly how: 'declined' | 'cancelled';
  readonly at: Instant;
}

/** An invitation that comes to nothing. */
export async function endInvitation(
  tx: Tx,
  author: OwnerAuthor,
  { row, actsFor, how, at }: EndedInvitation,
): Promise<void> {
  await deleteInvitations(tx, [row.id]);
  const event = {
    kind: 'owner_invitation_ended',
    at,
    account: { publicId: row.accountPublicId },
    data: { how },
  } as const;
  await appendOwnerEvent(tx, author, { idKey: row.idKey, actsFor }, event);
}
