import { requireAccount } from '../../accounts/require-account.ts';
import { mayOnAccount, type Relation } from '../../accounts/permissions.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { relationsTo } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import { organizationsOf } from './own-accounts.queries.ts';
import type { PackagesOf } from './owned-packages.queries.ts';
import type { OwnerAccount } from './ownership.ts';
import type { Readable } from './owners.queries.ts';

/** Somebody's own account, or an organization of theirs. */
export interface OwnAccount extends OwnerAccount {
  readonly relation: Extract<Relation, 'self' | 'administrator' | 'collaborator'>;
}

/** Organizations of one person that a list goes through; with more of them, the others are reached by their names. */
const MAX_ORGANIZATIONS = 300;

/** The person, and the organizations in the order of their names. */
export async function ownAccounts(rows: Readable, principal: SessionPrincipal): Promise<OwnAccount[]> {
  const { actorId, publicId, name } = principal;
  const self = { accountId: actorId, publicId, name, kind: 'person', relation: 'self' } as const;
  const organizations = await organizationsOf(rows, actorId, MAX_ORGANIZATIONS);
  return [self, ...organizations.map(({ role, ...of }) => ({ ...of, kind: 'organization', relation: role }) as const)];
}

/** In place of an account's name, which never begins so: packages that nobody owns. */
export const NOBODY = '-';

/**
 * Whose packages a list shall show: all of one's own for an empty name, those of one's own account, of an organization, of
 * anybody for administrators of the gallery. Throws `forbidden` for somebody else's.
 */
export async function packagesOf(
  rows: Readable,
  principal: SessionPrincipal,
  own: readonly OwnAccount[],
  owner: string,
): Promise<PackagesOf> {
  if (owner === '') return { kind: 'accounts', accountIds: own.map(({ accountId }) => accountId) };
  if (owner === NOBODY) {
    if (principal.isAdministrator) return { kind: 'nobody' };
    throw new Problem('forbidden', 'Only administrators of this gallery see which packages have no owner.');
  }
  const account = await requireAccount(rows, owner);
  if (mayOnAccount('see the account', await relationsTo(rows, principal, account.id))) {
    return { kind: 'accounts', accountIds: [account.id] };
  }
  throw new Problem('forbidden', `You may not manage the packages of ${account.name}.`);
}
