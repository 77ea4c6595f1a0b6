import { accountStanding, type AccountRow } from '../../accounts/accounts.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import type { Database } from '../../storage/database.ts';
import { MAX_PREFIXES_HELD } from '../prefixes/plan-prefix.ts';
import { patternText } from '../prefixes/prefix-pattern.ts';
import { prefixesHeldBy } from '../prefixes/prefixes.queries.ts';
import { requireMayDelete } from './delete-account.ts';
import { deletionOf, type DeletionBlocker } from './deletion-blockers.ts';

export interface DeletionView {
  readonly account: AccountRow;
  /** Whether its address was ever confirmed: the name stays taken then. */
  readonly isConfirmed: boolean;
  readonly blockers: readonly DeletionBlocker[];
  /** Packages that it owns; one more than can be given up stands for more. */
  readonly ownedCount: number;
  /** Patterns of the prefixes that it holds, in the order of their keys. */
  readonly prefixes: readonly string[];
}

/** What the end of an account would change, for whoever may ask for it. */
export async function viewDeletion(
  { database }: { readonly database: Database },
  principal: SessionPrincipal,
  name: string,
): Promise<DeletionView> {
  const account = await requireAccount(database, name);
  await requireMayDelete(database, principal, account);
  const { blockers, owned } = await deletionOf({ read: database.scan }, account, principal.actorId);
  const [standing, held] = await Promise.all([
    accountStanding(database, account.id),
    prefixesHeldBy(database, [account.id], MAX_PREFIXES_HELD),
  ]);
  return {
    account,
    isConfirmed: standing?.emailConfirmedAt !== null,
    blockers,
    ownedCount: owned.length,
    prefixes: held.map(patternText),
  };
}
