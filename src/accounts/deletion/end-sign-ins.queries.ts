import type { Tx } from '../../storage/database.ts';

/** Everything that lets somebody sign in as an account, but for the password, which stands in the account's own row. */
const CREDENTIALS = [
  'sessions',
  'one_time_tokens',
  'passkeys',
  'authenticator_apps',
  'recovery_codes',
  'identities',
] as const;

/** Ends every session, factor, identity and open link of an account. */
export async function endSignIns(tx: Tx, accountId: number): Promise<void> {
  for (const table of CREDENTIALS) await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
}
