/**
 * Memberships that follow the groups of an issuer: whoever signs in on it is, in each organization that the settings map,
 * what the groups make them, and nothing where they are in none. Other organizations are not touched. The last administrator
 * who can act stays one: an organization without one could be mended by nobody.
 */
import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName, insertMembership, membershipRole, type AccountRow } from '../accounts.queries.ts';
import { endInvitationsBy, endMembership } from '../organizations/end-membership.ts';
import { hasOtherAdministrator, setMembershipRole } from '../organizations/members.queries.ts';
import type { Role } from '../organizations/organization.ts';
import { SYSTEM, type Origin } from '../principal.ts';

/** `LODE_OIDC_GROUPS`: which group makes whom what in which organization. */
export interface GroupMapping {
  readonly claim: string;
  readonly members: readonly { readonly group: string; readonly organization: string; readonly role: Role }[];
}

export interface Following {
  readonly person: { readonly id: number; readonly publicId: string };
  /** Undefined where the issuer says nothing of groups: then nothing changes. */
  readonly groups: readonly string[] | undefined;
  readonly origin: Origin;
}

interface Deps {
  readonly clock: Clock;
  readonly groupMapping: GroupMapping | undefined;
}

export async function followGroups({ clock, groupMapping }: Deps, tx: Tx, following: Following): Promise<void> {
  if (groupMapping === undefined || following.groups === undefined) return;
  for (const [name, role] of rolesBy(groupMapping, new Set(following.groups))) {
    const organization = await accountByName({ read: tx }, parseAccountName(name)?.key ?? '');
    if (organization?.kind !== 'organization' || organization.status !== 'active') continue;
    await follow(clock, tx, { ...following, organization, role });
  }
}

/** Those groups that mean something here: what is written down of a person need not hold the others. */
export function mappedGroups(
  groupMapping: GroupMapping | undefined,
  groups: readonly string[] | undefined,
): readonly string[] | undefined {
  const named = new Set(groupMapping?.members.map(({ group }) => group));
  return groups?.filter((group) => named.has(group));
}

/** Every organization that is mapped, with what somebody of these groups is there: the most that one of them gives. */
function rolesBy({ members }: GroupMapping, groups: ReadonlySet<string>): Map<string, Role | undefined> {
  const roles = new Map<string, Role | undefined>();
  for (const { group, organization, role } of members) {
    const before = roles.get(organization.toLowerCase());
    const given = groups.has(group) ? role : undefined;
    roles.set(organization.toLowerCase(), before === 'administrator' ? before : (given ?? before));
  }
  return roles;
}

interface Step extends Following {
  readonly organization: AccountRow;
  readonly role: Role | undefined;
}

async function follow(clock: Clock, tx: Tx, { organization, role, person, origin }: Step): Promise<void> {
  const before = await membershipRole({ read: tx }, organization.id, person.id);
  if (before === role) return;
  const isLoss = before === 'administrator';
  if (isLoss && !(await hasOtherAdministrator({ read: tx }, organization.id, person.id))) return;
  const end = { organization, person, author: { ...SYSTEM, onBehalfOf: organization.id }, origin };
  if (role === undefined) {
    await endMembership({ clock }, tx, end);
    return;
  }
  const ids = { organizationId: organization.id, personId: person.id, role };
  if (before === undefined) await insertMembership(tx, ids, clock.now());
  else await setMembershipRole(tx, ids);
  await appendEvent(tx, {
    at: clock.now(),
    kind: before === undefined ? 'member_added' : 'member_changed',
    ...end.author,
    subject: `account:${organization.publicId}`,
    data: { person: person.publicId, role },
    origin,
  });
  if (isLoss) await endInvitationsBy({ clock }, tx, end);
}
