import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import type { SessionPrincipal } from '../principal.ts';
import { accountEmail } from './emails.queries.ts';
import { invitationsFor, type InvitationRow } from './invitations.queries.ts';
import { memberCounts, organizationsOfPerson, type OrganizationOfPerson } from './members.queries.ts';
import { transformationsFor, type TransformationRow } from './transformations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export const ORGANIZATIONS_PER_PAGE = 50;

export interface MembershipsView {
  readonly organizations: readonly (OrganizationOfPerson & { readonly memberCount: number })[];
  /** The name behind which the next page begins; undefined on the last one. */
  readonly next: string | undefined;
  /** What the person was invited to and has not answered. */
  readonly invitations: readonly InvitationRow[];
  /** Who asks the person to administer the organization that they want to become. */
  readonly transformations: readonly TransformationRow[];
}

/** What a person belongs to, and what waits for their answer. `after`: the name that the page before ended with. */
export async function viewMemberships(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  after = '',
): Promise<MembershipsView> {
  const now = clock.now();
  const id = principal.actorId;
  const email = await accountEmail(database, id);
  const emailKey = email === undefined || email.confirmedAt === null ? undefined : email.key;
  const place = parseAccountName(after)?.key ?? '';
  const found = await organizationsOfPerson(database, id, place, ORGANIZATIONS_PER_PAGE + 1);
  const shown = found.slice(0, ORGANIZATIONS_PER_PAGE);
  const counts = await memberCounts(
    database,
    shown.map((each) => each.id),
  );
  const transformations = await transformationsFor(database, id);
  return {
    organizations: shown.map((each) => ({ ...each, memberCount: counts.get(each.id) ?? 0 })),
    next: found.length > ORGANIZATIONS_PER_PAGE ? shown.at(-1)?.name : undefined,
    invitations: await invitationsFor(database, { id, emailKey }, now),
    transformations: transformations.filter((each) => each.expiresAt > now),
  };
}
