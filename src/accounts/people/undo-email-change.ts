import { MICROSECONDS_PER_DAY, type Clock, type Instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseEmail } from '../account-name.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createToken, findToken, linkEnded, tokenText, useToken, type UsableToken } from '../one-time-token.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import type { Authorship, Origin } from '../principal.ts';
import { requireActive } from '../relation.ts';
import { endKeysMadeSince } from '../keys/end-keys.ts';
import { endSessionsOf } from '../sessions/end-sessions.ts';
import { loggedIdentity } from '../sign-on/logged-identity.ts';
import { requireUnusedEmail } from './new-name.ts';
import { personById, setConfirmedEmail, setPasswordHash, type Address, type PersonRow } from './people.queries.ts';
import { deleteLaterUndos, takeFactorsSince, takeIdentitiesSince } from './undo-email-change.queries.ts';

export interface UndoDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly limiter: RateLimiter;
}

export interface UndoneChange {
  readonly account: PersonRow;
  readonly email: Address;
}

/** A change is asked for at most so long before it is confirmed: what came to an account since may be a thief's. */
const BEFORE_CHANGE = 7 * MICROSECONDS_PER_DAY;

/** What the text of a link would undo; undefined when it holds no more. Changes nothing. */
export async function findUndo(
  deps: Pick<UndoDeps, 'database' | 'secret' | 'clock'>,
  text: string,
): Promise<UndoneChange | undefined> {
  const token = await findToken(deps, deps.database, 'undo-email-change', text);
  return token === undefined ? undefined : undoneChange(deps.database, token);
}

/**
 * Puts the address before in force again, for whoever reads mail there, signed in or not: so somebody gets an account back
 * whose address and password a thief has changed. Whatever the thief may have come by is worth nothing any more: sessions,
 * the password, open links, and the second factors, single sign-ons and API keys that were added since. Of several changes each has
 * its link, and an earlier one ends the later ones, not the other way round.
 *
 * Gives the text of a link that sets a new password; undefined for an organization, as which nobody signs in.
 */
export async function undoEmailChange(
  deps: UndoDeps,
  text: string,
  origin: Origin,
): Promise<UndoneChange & { readonly reset: string | undefined }> {
  await deps.limiter.take('address', origin.address);
  return deps.database.mutation(async (tx) => {
    const token = await useToken(deps, tx, 'undo-email-change', text);
    const change = await undoneChange({ read: tx }, token);
    if (change === undefined) throw linkEnded();
    const { account, email } = change;
    const author = { actor: null, onBehalfOf: null, credential: `link:${token.publicId}` };
    await restore(deps, tx, { change, token });
    const event = { at: deps.clock.now(), ...author, subject: `account:${account.publicId}`, origin };
    await appendEvent(tx, { ...event, kind: 'email_change_undone', data: {} });
    if (account.kind === 'organization') return { account, email, reset: undefined };
    await shutOut(deps, tx, { account, since: token.createdAt - BEFORE_CHANGE, author, origin });
    const reset = await createToken(deps, tx, { kind: 'reset-password', accountId: account.id, data: {} });
    return { account, email, reset: tokenText(deps.secret, reset) };
  });
}

async function undoneChange(
  rows: Pick<Database, 'read'>,
  { accountId, data }: UsableToken,
): Promise<UndoneChange | undefined> {
  const account = accountId === null ? undefined : await personById(rows, accountId);
  const email = parseEmail((data as { readonly email: string }).email);
  return account === undefined || email === undefined ? undefined : { account, email };
}

async function restore(
  { clock }: UndoDeps,
  tx: Tx,
  { change: { account, email }, token }: { readonly change: UndoneChange; readonly token: UsableToken },
): Promise<void> {
  await requireActive({ read: tx }, account.id);
  if (account.kind === 'person') await requireUnusedEmail({ read: tx }, email, account.id);
  await setConfirmedEmail(tx, account.id, email, clock.now());
  for (const kind of ['confirm-email', 'reset-password', 'second-factor']) await deleteTokensOf(tx, account.id, kind);
  await deleteLaterUndos(tx, account.id, token.id);
}

interface ShuttingOut {
  readonly account: PersonRow;
  readonly since: Instant;
  readonly author: Authorship;
  readonly origin: Origin;
}

async function shutOut(deps: UndoDeps, tx: Tx, { account, since, author, origin }: ShuttingOut): Promise<void> {
  const at = deps.clock.now();
  await setPasswordHash(tx, account.id, null, at);
  await endSessionsOf(deps, tx, { account, how: 'password', author, origin });
  const event = { at, ...author, subject: `account:${account.publicId}`, origin };
  for (const factor of await takeFactorsSince(tx, account.id, since)) {
    await appendEvent(tx, { ...event, kind: 'second_factor_removed', data: factor });
  }
  for (const identity of await takeIdentitiesSince(tx, account.id, since)) {
    await appendEvent(tx, { ...event, kind: 'identity_unlinked', data: loggedIdentity(identity) });
  }
  await endKeysMadeSince(deps, tx, { account, author }, since);
}
