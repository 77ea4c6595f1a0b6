import type { Clock, Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName, parseEmail, type AccountName } from '../account-name.ts';
import { accountByName, accountStanding, membershipRole, type AccountRow } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { takeMailTurn } from '../people/confirmation.ts';
import { authorship, SYSTEM, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn, requireMayOnAccount } from '../relation.ts';
import { endInvitation } from './end-invitation.ts';
import { insertInvitation, invitationsOf, type InvitationRow } from './invitations.queries.ts';
import {
  INVITATION_MICROSECONDS,
  MAX_OPEN_INVITATIONS,
  parseRole,
  requireOrganization,
  requireUnlocked,
  type Role,
} from './organization.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly limiter: RateLimiter;
}

export interface InvitationWish {
  readonly organization: string;
  /** A person's name, or an email address. */
  readonly invitee: string;
  readonly role: string;
}

type Invitee =
  | { readonly kind: 'name'; readonly name: AccountName }
  | { readonly kind: 'address'; readonly email: { readonly display: string; readonly key: string } };

/**
 * Invites somebody to join an organization and gives the invitation's public id; a mail follows from the event.
 *
 * A name must be that of a person here, which names tell anyway. An address is invited whether or not it belongs to
 * somebody here, with the same answer, so that nobody learns which addresses have accounts.
 */
export async function inviteMember(
  deps: Deps,
  principal: SessionPrincipal,
  wish: InvitationWish,
  origin: Origin,
): Promise<{ publicId: string }> {
  const { invitee, role } = parseWish(wish);
  requireFreshSignIn(principal, deps.clock.now());
  await deps.limiter.take('invite', principal.publicId);
  if (invitee.kind === 'address') await takeMailTurn(deps, invitee.email);
  const invitation = publicId(deps.random);
  await deps.database.mutation(async (tx) => {
    const now = deps.clock.now();
    const organization = await requireOrganization({ read: tx }, wish.organization);
    await requireMayInvite(tx, principal, organization);
    const person = invitee.kind === 'name' ? await requireInvitable(tx, organization, invitee.name) : undefined;
    const email = invitee.kind === 'address' ? invitee.email : undefined;
    const whom = { personId: person?.id ?? null, emailKey: email?.key ?? null };
    await requireRoom(tx, organization, whom, now);
    await insertInvitation(tx, {
      public_id: invitation,
      organization_id: organization.id,
      role,
      person_id: whom.personId,
      email: email?.display ?? null,
      email_key: whom.emailKey,
      invited_by: principal.actorId,
      created_at: now,
      expires_at: now + INVITATION_MICROSECONDS,
    });
    await appendEvent(tx, {
      at: now,
      kind: 'member_invited',
      ...authorship(principal, organization.id),
      subject: `account:${organization.publicId}`,
      data: { invitation, role, ...(person === undefined ? {} : { person: person.publicId }) },
      origin,
    });
  });
  return { publicId: invitation };
}

function parseWish(wish: InvitationWish): { readonly invitee: Invitee; readonly role: Role } {
  const invitee = parseInvitee(wish.invitee.trim());
  const role = parseRole(wish.role);
  const faults: Fault[] = [
    ...(invitee === undefined
      ? [{ code: 'invitee', detail: 'Enter the name of a person here, or an email address.', at: 'invitee' }]
      : []),
    ...(typeof role === 'object' ? [role] : []),
  ];
  if (invitee === undefined || typeof role === 'object') {
    throw new Problem('bad_request', faults.map((fault) => fault.detail).join(' '), { faults });
  }
  return { invitee, role };
}

function parseInvitee(text: string): Invitee | undefined {
  if (text.includes('@')) {
    const email = parseEmail(text);
    return email === undefined ? undefined : { kind: 'address', email };
  }
  const name = parseAccountName(text);
  return name === undefined ? undefined : { kind: 'name', name };
}

async function requireMayInvite(tx: Tx, principal: SessionPrincipal, organization: AccountRow): Promise<void> {
  await requireMayOnAccount({ read: tx }, principal, 'manage members', organization);
  requireUnlocked(organization, principal);
  const standing = await accountStanding({ read: tx }, organization.id);
  if (standing?.emailConfirmedAt !== null) return;
  throw new Problem(
    'conflict',
    `Confirm the email address of ${organization.name} first: invitations are sent for it.`,
  );
}

type Whom = Pick<InvitationRow, 'personId' | 'emailKey'>;

/** Forgets invitations whose time is over, and throws where too many are open or this one is. */
async function requireRoom(tx: Tx, organization: AccountRow, whom: Whom, now: Instant): Promise<void> {
  const open: InvitationRow[] = [];
  for (const each of await invitationsOf({ read: tx }, organization.id)) {
    if (each.expiresAt <= now) await endInvitation(tx, each, { how: 'expired', at: now, author: SYSTEM });
    else open.push(each);
  }
  if (open.some((each) => each.personId === whom.personId && each.emailKey === whom.emailKey)) {
    throw refusedInvitee('conflict', 'This invitation is open already: cancel it before you send another one.');
  }
  if (open.length < MAX_OPEN_INVITATIONS) return;
  throw new Problem(
    'conflict',
    `${organization.name} has ${MAX_OPEN_INVITATIONS} open invitations: cancel some, or wait for their answers.`,
  );
}

async function requireInvitable(tx: Tx, organization: AccountRow, name: AccountName): Promise<AccountRow> {
  const person = await accountByName({ read: tx }, name.key);
  const standing = person === undefined ? undefined : await accountStanding({ read: tx }, person.id);
  const isUsable = person?.status === 'active' && standing?.emailConfirmedAt !== null;
  if (person === undefined || !isUsable || person.kind !== 'person') {
    throw refusedInvitee('bad_request', `There is no person named ${name.display} who can be invited.`);
  }
  if ((await membershipRole({ read: tx }, organization.id, person.id)) === undefined) return person;
  throw refusedInvitee('conflict', `${person.name} is a member of ${organization.name} already.`);
}

function refusedInvitee(code: 'conflict' | 'bad_request', detail: string): Problem {
  return new Problem(code, detail, { faults: [{ code: 'invitee', detail, at: 'invitee' }] });
}
