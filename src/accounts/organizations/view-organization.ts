import { isPublicId } from '../../base/ids.ts';
import type { Database } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountStanding, membershipRole, type AccountRow } from '../accounts.queries.ts';
import { mayOnAccount } from '../permissions.ts';
import type { SessionPrincipal } from '../principal.ts';
import { relationsTo, requireMayOnAccount } from '../relation.ts';
import { invitationsOf, type InvitationRow } from './invitations.queries.ts';
import { memberCounts, memberNamed, memberPlace, membersAfter, type MemberRow } from './members.queries.ts';
import { requireOrganization, type Role } from './organization.ts';

interface Deps {
  readonly database: Database;
}

export const MEMBERS_PER_PAGE = 50;

export interface MembersWish {
  /** The public id of the last member of the page before. */
  readonly after?: string | undefined;
  /** Only the member of this name. */
  readonly named?: string | undefined;
}

export interface OrganizationView {
  readonly organization: AccountRow;
  readonly isConfirmed: boolean;
  /** What the viewer is in it; undefined for an administrator of the gallery who is no member. */
  readonly ownRole: Role | undefined;
  readonly mayManageMembers: boolean;
  readonly mayManageAccount: boolean;
  readonly memberCount: number;
  readonly members: readonly MemberRow[];
  /** The public id behind which the next page begins; undefined on the last one. */
  readonly next: string | undefined;
  /** Open ones, also those whose time is over and that nobody has ended yet. Empty for who may not manage members. */
  readonly invitations: readonly InvitationRow[];
}

/** An organization as its members and the administrators of the gallery see it; `forbidden` to everybody else. */
export async function viewOrganization(
  { database }: Deps,
  principal: SessionPrincipal,
  name: string,
  wish: MembersWish = {},
): Promise<OrganizationView> {
  const organization = await requireOrganization(database, name);
  await requireMayOnAccount(database, principal, 'see the account', organization);
  const relations = await relationsTo(database, principal, organization.id);
  const mayManageMembers = mayOnAccount('manage members', relations);
  const standing = await accountStanding(database, organization.id);
  const found = await findMembers(database, organization.id, wish);
  const counts = await memberCounts(database, [organization.id]);
  return {
    organization,
    isConfirmed: standing?.emailConfirmedAt !== null,
    ownRole: await membershipRole(database, organization.id, principal.actorId),
    mayManageMembers,
    mayManageAccount: mayOnAccount('manage the account', relations),
    memberCount: counts.get(organization.id) ?? 0,
    members: found.slice(0, MEMBERS_PER_PAGE),
    next: found.length > MEMBERS_PER_PAGE ? found[MEMBERS_PER_PAGE - 1]?.publicId : undefined,
    invitations: mayManageMembers ? await invitationsOf(database, organization.id) : [],
  };
}

async function findMembers(database: Database, organizationId: number, wish: MembersWish): Promise<MemberRow[]> {
  if (wish.named !== undefined) {
    const member = await memberNamed(database, organizationId, parseAccountName(wish.named.trim())?.key ?? '');
    return member === undefined ? [] : [member];
  }
  const isPlace = wish.after !== undefined && isPublicId(wish.after);
  const place = isPlace ? await memberPlace(database, organizationId, wish.after) : undefined;
  return membersAfter(database, organizationId, place, MEMBERS_PER_PAGE + 1);
}
