import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName, membershipRole, type AccountRow } from '../accounts.queries.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn, requireMayOnAccount, requireUsable } from '../relation.ts';
import { endInvitationsBy, endMembership } from './end-membership.ts';
import { hasOtherAdministrator, setMembershipRole } from './members.queries.ts';
import { parseRole, requireOrganization, requireUnlocked, type Role } from './organization.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface MemberRef {
  readonly organization: string;
  /** The member's name. */
  readonly member: string;
}

/** Makes a member an administrator or a collaborator. There is always an administrator who is not locked. */
export async function changeRole(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  wish: MemberRef & { readonly role: string },
  origin: Origin,
): Promise<void> {
  const role = parseRole(wish.role);
  if (typeof role === 'object') throw new Problem('bad_request', role.detail, { faults: [role] });
  requireFreshSignIn(principal, clock.now());
  await database.mutation(async (tx) => {
    const organization = await requireOrganization({ read: tx }, wish.organization);
    await requireMayOnAccount({ read: tx }, principal, 'manage members', organization);
    requireUnlocked(organization, principal);
    const member = await requireMember(tx, organization, wish.member);
    if (member.role === role) return;
    if (role === 'collaborator') await requireOtherAdministrator(tx, organization, member);
    const ids = { organizationId: organization.id, personId: member.person.id };
    await setMembershipRole(tx, { ...ids, role });
    const author = authorship(principal, organization.id);
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'member_changed',
      ...author,
      subject: `account:${organization.publicId}`,
      data: { person: member.person.publicId, role },
      origin,
    });
    if (role === 'collaborator') {
      await endInvitationsBy({ clock }, tx, { organization, person: member.person, author, origin });
    }
  });
}

/**
 * Takes a member out of an organization. Everybody may leave; others are removed by whoever manages members and has signed
 * in within the hour. Somebody who is no member is removed already. There is always an administrator who is not locked.
 */
export async function removeMember(
  deps: Deps,
  principal: SessionPrincipal,
  wish: MemberRef,
  origin: Origin,
): Promise<void> {
  await deps.database.mutation(async (tx) => {
    const organization = await requireOrganization({ read: tx }, wish.organization);
    const person = await accountByName({ read: tx }, parseAccountName(wish.member)?.key ?? '');
    if (person?.id === principal.actorId) await requireUsable({ read: tx }, principal);
    else {
      requireFreshSignIn(principal, deps.clock.now());
      await requireMayOnAccount({ read: tx }, principal, 'manage members', organization);
    }
    const role = person && (await membershipRole({ read: tx }, organization.id, person.id));
    if (person === undefined || role === undefined) return;
    await requireOtherAdministrator(tx, organization, { person, role });
    const author = authorship(principal, organization.id);
    await endMembership(deps, tx, { organization, person, author, origin });
  });
}

interface Member {
  readonly person: AccountRow;
  readonly role: Role;
}

async function requireMember(tx: Tx, organization: AccountRow, name: string): Promise<Member> {
  const person = await accountByName({ read: tx }, parseAccountName(name)?.key ?? '');
  const role = person && (await membershipRole({ read: tx }, organization.id, person.id));
  if (person !== undefined && role !== undefined) return { person, role };
  throw new Problem('not_found', `${organization.name} has no member named ${name}.`);
}

/**
 * Mutations run one after the other on all nodes, so two administrators who remove each other at once find each other here:
 * the second one is alone and stays.
 */
async function requireOtherAdministrator(tx: Tx, organization: AccountRow, { person, role }: Member): Promise<void> {
  if (role !== 'administrator' || (await hasOtherAdministrator({ read: tx }, organization.id, person.id))) return;
  throw new Problem(
    'conflict',
    `${person.name} is the only administrator of ${organization.name} who can act: make another member an administrator first.`,
  );
}
