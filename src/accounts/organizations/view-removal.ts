import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName, membershipRole } from '../accounts.queries.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireMayOnAccount } from '../relation.ts';
import { settingInForce } from '../settings/settings.ts';
import type { MemberRef } from './change-member.ts';
import { hasOtherAdministrator } from './members.queries.ts';
import { requireOrganization } from './organization.ts';
import { keyNamesOfMember, keyNamesSeenBy } from './removal.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface RemovalView {
  readonly organization: string;
  readonly member: string;
  readonly isSelf: boolean;
  /** Nobody else could administer the organization: it cannot be. */
  readonly isOnlyAdministrator: boolean;
  /** Keys that stop at once; some of them. */
  readonly keysThatStop: readonly string[];
  /** Own keys of the organization whose text the member saw; some of them. */
  readonly keysToRotate: readonly string[];
  readonly rotationDays: number;
}

/** What it would change if a member left, for the page that asks whether it shall be. */
export async function viewRemoval(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  { organization: name, member }: MemberRef,
): Promise<RemovalView> {
  const organization = await requireOrganization(database, name);
  const person = await accountByName(database, parseAccountName(member)?.key ?? '');
  const isSelf = person?.id === principal.actorId;
  if (!isSelf) await requireMayOnAccount(database, principal, 'manage members', organization);
  const role = person && (await membershipRole(database, organization.id, person.id));
  if (person === undefined || role === undefined) {
    throw new Problem('not_found', `${organization.name} has no member of this name.`);
  }
  const which = { organizationId: organization.id, personId: person.id, now: clock.now() };
  return {
    organization: organization.name,
    member: person.name,
    isSelf,
    isOnlyAdministrator:
      role === 'administrator' && !(await hasOtherAdministrator(database, organization.id, person.id)),
    keysThatStop: await keyNamesOfMember(database, which),
    keysToRotate: await keyNamesSeenBy(database, which),
    rotationDays: await settingInForce(database, 'key-rotation-days'),
  };
}
