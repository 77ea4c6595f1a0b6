/**
 * A sign-in whose first step is done and whose second one, a passkey or a code, is not. What it is for stands in a one-time
 * token; the browser holds the token's text in a cookie (site/pending-sign-in.ts). Whoever has only that is nobody yet.
 */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { createToken, findToken } from '../one-time-token.ts';
import { personById } from '../people/people.queries.ts';
import type { Origin } from '../principal.ts';
import { endReplaced } from './end-sessions.ts';
import { renewSession } from './renew-session.ts';
import { startSession } from './start-session.ts';

export interface PendingSignIn {
  /** How the first step was done. */
  readonly how: 'password' | 'sign-on';
  readonly isNewDevice: boolean;
  /** The path of the site that the person wanted, already found safe. */
  readonly returnPath: string | null;
  /** The session that is proved anew (`/signin/again`), by its public id; null where a new one is to begin. */
  readonly renews: string | null;
  /** The session that the browser is in and that ends when the new one begins, by its public id. */
  readonly replaces?: string | null;
}

export interface WaitingSignIn extends PendingSignIn {
  readonly account: { readonly id: number; readonly publicId: string; readonly name: string };
}

/** Writes it down and gives the token's public id; `tokenText` makes the cookie's text of it. */
export function createPendingSignIn(
  deps: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  accountId: number,
  { how, isNewDevice, returnPath, renews, replaces = null }: PendingSignIn,
): Promise<string> {
  const data = { how, isNewDevice, returnPath, renews, replaces };
  return createToken(deps, tx, { kind: 'second-factor', accountId, data });
}

/** The sign-in that this text stands for, unless its quarter of an hour is over or its account may not sign in. Changes nothing. */
export async function findPendingSignIn(
  deps: { readonly secret: ServerSecret; readonly clock: Clock },
  rows: Pick<Database, 'read'>,
  text: string,
): Promise<WaitingSignIn | undefined> {
  const token = await findToken(deps, rows, 'second-factor', text);
  if (token?.accountId === null || token === undefined) return undefined;
  const account = await personById(rows, token.accountId);
  if (account?.status !== 'active') return undefined;
  const { id, publicId, name } = account;
  return { ...(token.data as PendingSignIn), account: { id, publicId, name } };
}

/**
 * What the last step does, inside the mutation that has used the token up: begins a session, or renews the one that the
 * person is in. Gives the new text of the cookie.
 */
export async function completeSignIn(
  deps: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { account, renews, replaces, isNewDevice }: WaitingSignIn,
  origin: Origin,
): Promise<Secret> {
  const accountId = account.id;
  if (renews !== null) return renewSession(deps, tx, { sessionPublicId: renews, accountId, hasSecondFactor: true });
  await endReplaced(deps, tx, replaces, origin);
  return startSession(deps, tx, { account, how: 'second-factor', hasSecondFactor: true, isNewDevice, origin });
}
