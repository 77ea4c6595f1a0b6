/**
 * Where single sign-on is the only way in, the issuer decides who comes in: a password or a passkey of somebody whom it no
 * longer knows must open nothing. Administrators of the gallery may use theirs, since an issuer that is down would
 * otherwise lock out whoever can mend it; only an operator at a shell, or another administrator, makes them.
 */
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { personById } from '../people/people.queries.ts';

export interface WaysIn {
  /** `LODE_SIGNUP=oidc`. */
  readonly isIssuerOnly: boolean;
}

/** Whether somebody may sign in by what is kept here, without the issuer. */
export function mayEnterWithoutIssuer(
  { isIssuerOnly }: WaysIn,
  account: { readonly isAdministrator: boolean },
): boolean {
  return !isIssuerOnly || account.isAdministrator;
}

/** Throws unless this account may sign in without the issuer. */
export async function requireWayIn(ways: WaysIn, rows: Pick<Database, 'read'>, accountId: number): Promise<void> {
  if (!ways.isIssuerOnly) return;
  const account = await personById(rows, accountId);
  if (account !== undefined && mayEnterWithoutIssuer(ways, account)) return;
  throw new Problem('forbidden', 'This gallery lets people in by single sign-on alone: use that to sign in.');
}
