import { Problem } from '../base/problem.ts';
import type { Database } from '../storage/database.ts';
import { parseAccountName } from './account-name.ts';
import { accountByName, type AccountRow } from './accounts.queries.ts';

/** The account that goes by a name, as somebody typed it; `not_found` when there is none, or none any more. */
export async function requireAccount(rows: Pick<Database, 'read'>, name: string): Promise<AccountRow> {
  const account = await accountByName(rows, parseAccountName(name)?.key ?? '');
  if (account === undefined || account.status === 'deleted') {
    throw new Problem('not_found', `There is no account named ${name}.`);
  }
  return account;
}
