/** What administrators of the gallery do for somebody who cannot sign in, or who should not be signed in. */
import type { Clock, Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent, type NewEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import { createToken, tokenText } from '../one-time-token.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import {
  deleteAuthenticatorApp,
  deleteRecoveryCodes,
  recoveryCodesLeft,
  setSessionsUnproven,
} from '../second-factors/second-factors.queries.ts';
import { deletePasskey, passkeysOf } from '../second-factors/passkeys.queries.ts';
import { endSessionsOf } from '../sessions/end-sessions.ts';
import { requireGalleryAdministrator } from './require-administrator.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

type Administrator = SessionPrincipal | OperatorPrincipal;

export interface Person {
  /** The person's name, as it was typed. */
  readonly name: string;
}

/**
 * Makes what a link needs that sets a new password within the hour, and gives its text; older links are worth nothing. The
 * person is sent the link too, so that one which somebody else asked for does not stay unnoticed.
 */
export async function createPasswordReset(
  deps: Deps & { readonly random: Random; readonly secret: ServerSecret },
  principal: Administrator,
  { name }: Person,
  origin?: Origin,
): Promise<Secret> {
  const token = await forPerson(deps, principal, { name, origin }, async (tx, person, event) => {
    if (person.status !== 'active')
      throw new Problem('conflict', `${person.name} is locked: unlock the account first.`);
    await deleteTokensOf(tx, person.id, 'reset-password');
    const reset = await createToken(deps, tx, { kind: 'reset-password', accountId: person.id, data: {} });
    await appendEvent(tx, { ...event, kind: 'password_reset_asked', data: { reset } });
    return reset;
  });
  return new Secret(tokenText(deps.secret, token));
}

/** Signs a person out everywhere, and says how many sessions that ended. */
export async function signOutPerson(
  deps: Deps,
  principal: Administrator,
  { name }: Person,
  origin?: Origin,
): Promise<number> {
  const author = authorship(principal);
  return forPerson(deps, principal, { name, origin }, (tx, account) =>
    endSessionsOf(deps, tx, { account, how: 'administrator', author, origin }),
  );
}

/**
 * Takes every second factor away from somebody who has lost them: the password alone is asked for then. Nobody does it for
 * themselves, since a session that was stolen would do it first. Says whether there were any.
 */
export async function removeSecondFactorsOf(
  deps: Deps,
  principal: Administrator,
  { name }: Person,
  origin?: Origin,
): Promise<boolean> {
  return forPerson(deps, principal, { name, origin }, async (tx, person, event) => {
    if (principal.kind === 'session' && principal.actorId === person.id) {
      throw new Problem('conflict', 'Your own second factors are removed in your security settings.');
    }
    const removed = await removeAllFactors(tx, person.id);
    for (const data of removed) await appendEvent(tx, { ...event, kind: 'second_factor_removed', data });
    return removed.length > 0;
  });
}

/** Gives what the log says of each. */
async function removeAllFactors(tx: Tx, accountId: number): Promise<object[]> {
  const passkeys = await passkeysOf({ read: tx }, accountId);
  for (const { publicId } of passkeys) await deletePasskey(tx, publicId);
  const hadApp = await deleteAuthenticatorApp(tx, accountId);
  const codes = await recoveryCodesLeft({ read: tx }, accountId);
  await deleteRecoveryCodes(tx, accountId);
  const removed = [
    ...passkeys.map(({ name }) => ({ factor: 'passkey', name })),
    ...(hadApp ? [{ factor: 'app' }] : []),
    ...(codes > 0 ? [{ factor: 'recovery-codes' }] : []),
  ];
  if (removed.length > 0) await setSessionsUnproven(tx, accountId);
  return removed;
}

type EventFrame = Pick<NewEvent, 'actor' | 'onBehalfOf' | 'credential' | 'subject' | 'origin'> & {
  readonly at: Instant;
};

interface Whom {
  readonly name: string;
  readonly origin: Origin | undefined;
}

/** Who may do it, to whom, and how the log names both. */
function forPerson<T>(
  { database, clock }: Deps,
  principal: Administrator,
  { name, origin }: Whom,
  work: (tx: Tx, person: AccountRow, event: EventFrame) => Promise<T>,
): Promise<T> {
  const at = clock.now();
  requireFreshSignIn(principal, at);
  return database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const person = await requireAccount({ read: tx }, name);
    if (person.kind !== 'person')
      throw new Problem('conflict', `${person.name} is an organization: nobody signs in as it.`);
    const from = origin === undefined ? {} : { origin };
    return work(tx, person, { at, ...authorship(principal), subject: `account:${person.publicId}`, ...from });
  });
}
