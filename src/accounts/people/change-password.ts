import { Problem, type Fault } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn } from '../relation.ts';
import { endSessionsOf } from '../sessions/end-sessions.ts';
import { requirePassword } from '../sessions/prove-by-password.ts';
import { rotateSession } from '../sessions/renew-session.ts';
import type { SignInDeps } from '../sessions/sign-in.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import { withFaults } from './account-wish.ts';
import { checkNewPassword } from './password.ts';
import { personById, setPasswordHash, type PersonRow } from './people.queries.ts';

export interface ChangePasswordDeps extends SignInDeps {
  readonly galleryName: string;
}

export interface PasswordChange {
  /** The one in force; of no account where there is none. */
  readonly current: Secret;
  readonly password: Secret;
}

/**
 * Gives a person another password, or their first. Another one takes the one in force, since a session may be stolen or
 * left open; the first takes a sign-in within the hour. All other sessions end, and this one goes on under a new text, which
 * is given. Faults are at the fields `current` and `password`.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  principal: SessionPrincipal,
  { current, password }: PasswordChange,
  origin: Origin,
): Promise<Secret> {
  const { actorId: accountId, sessionPublicId } = principal;
  const person = await personById(deps.database, accountId);
  if (person === undefined) throw new Problem('credentials_missing', 'Your session has ended: sign in.');
  const faults = faultsOf(deps, person, { current, password });
  if (faults.length > 0) throw withFaults(faults);
  if (person.passwordHash === null) requireFreshSignIn(principal, deps.clock.now());
  else await requirePassword(deps, principal, current, 'current');
  const hash = await deps.passwords.hash(password);
  return deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, accountId);
    if ((await personById({ read: tx }, accountId))?.passwordHash !== person.passwordHash) {
      throw new Problem('conflict', 'The password was changed elsewhere meanwhile.');
    }
    const at = deps.clock.now();
    await setPasswordHash(tx, accountId, hash, at);
    const author = authorship(principal);
    const subject = `account:${person.publicId}`;
    await appendEvent(tx, { at, kind: 'password_changed', ...author, subject, data: { how: 'changed' }, origin });
    await endSessionsOf(deps, tx, {
      account: person,
      which: { but: sessionPublicId },
      how: 'password',
      author,
      origin,
    });
    for (const kind of ['reset-password', 'second-factor']) await deleteTokensOf(tx, accountId, kind);
    return rotateSession(deps, tx, { sessionPublicId, accountId });
  });
}

function faultsOf(
  { galleryName }: ChangePasswordDeps,
  person: PersonRow,
  { current, password }: PasswordChange,
): Fault[] {
  const isSame = person.passwordHash !== null && current.reveal() === password.reveal();
  const detail = 'This is the password that you typed as the one in force.';
  return [
    ...checkNewPassword(password.reveal(), { ...person, gallery: galleryName }),
    ...(isSame ? [{ code: 'password_same', detail, at: 'password' }] : []),
  ];
}
