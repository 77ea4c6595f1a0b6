import { Problem } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { tokenText } from '../one-time-token.ts';
import { personById } from '../people/people.queries.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireActive } from '../relation.ts';
import { mayEnterWithoutIssuer } from '../sign-on/ways-in.ts';
import { createPendingSignIn } from './pending-sign-in.ts';
import { renewSession } from './renew-session.ts';
import { hasSecondFactor } from './sessions.queries.ts';
import type { SignInDeps } from './sign-in.ts';

export type ProofOutcome =
  | { readonly kind: 'renewed'; readonly session: Secret }
  /** The password was right, and a second step is to come: `pending` is the text for its cookie. */
  | { readonly kind: 'second-factor'; readonly pending: string };

export interface PasswordProof {
  readonly password: Secret;
  /** A path of the site, found safe. */
  readonly returnPath: string | undefined;
}

/**
 * Takes the password as proof that it is still the same person at the browser: the session goes on under a new text, and
 * what is dangerous may be done for an hour. Guesses are counted for the session, which is what a thief would have.
 */
export async function proveByPassword(
  deps: SignInDeps,
  principal: SessionPrincipal,
  { password, returnPath }: PasswordProof,
): Promise<ProofOutcome> {
  const { actorId: accountId, sessionPublicId } = principal;
  await requirePassword(deps, principal, password);
  return deps.database.transaction(async (tx) => {
    await requireActive({ read: tx }, accountId);
    if (await hasSecondFactor({ read: tx }, accountId)) {
      const waits = { isNewDevice: false, returnPath: returnPath ?? null, renews: sessionPublicId } as const;
      const pending = await createPendingSignIn(deps, tx, accountId, { how: 'password', ...waits });
      return { kind: 'second-factor', pending: tokenText(deps.secret, pending) };
    }
    const renewal = { sessionPublicId, accountId, hasSecondFactor: false };
    return { kind: 'renewed', session: await renewSession(deps, tx, renewal) };
  });
}

/** Throws unless this is the password of whoever is signed in; `at` is the field that it was typed into. */
export async function requirePassword(
  deps: Pick<SignInDeps, 'database' | 'limiter' | 'passwords' | 'isIssuerOnly'>,
  principal: SessionPrincipal,
  password: Secret,
  at = 'password',
): Promise<void> {
  const bucket = `session ${principal.sessionPublicId}`;
  await deps.limiter.take('signin', bucket);
  const person = await personById(deps.database, principal.actorId);
  const verdict = await deps.passwords.verify(person?.passwordHash, password);
  if (verdict === 'wrong' || !mayEnterWithoutIssuer(deps, principal)) {
    const detail = 'This is not your password.';
    throw new Problem('sign_in_failed', detail, { faults: [{ code: 'password_wrong', detail, at }] });
  }
  deps.limiter.giveBack('signin', bucket);
}
