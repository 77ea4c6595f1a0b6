import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName, parseEmail } from '../account-name.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { tellRefusal } from '../limits/tell-refusal.ts';
import { tokenText } from '../one-time-token.ts';
import type { Passwords } from '../people/passwords.ts';
import {
  personByConfirmedEmail,
  personById,
  personByName,
  replacePasswordHash,
  type PersonRow,
} from '../people/people.queries.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { mayEnterWithoutIssuer, type WaysIn } from '../sign-on/ways-in.ts';
import { endReplaced } from './end-sessions.ts';
import { knownDevice } from './known-devices.ts';
import { createPendingSignIn } from './pending-sign-in.ts';
import { hasSecondFactor } from './sessions.queries.ts';
import { takeSignInTurns } from './sign-in-turns.ts';
import { startSession } from './start-session.ts';

export interface SignInDeps extends WaysIn {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly limiter: RateLimiter;
  readonly passwords: Passwords;
}

export interface SignInWish {
  /** A name, or a confirmed email address. */
  readonly login: string;
  readonly password: Secret;
  /** The cookie that says for whom this browser is known. */
  readonly knownDevices: string | undefined;
  /** A path of the site, found safe. */
  readonly returnPath: string | undefined;
  /** Who is signed in with this browser: that session ends. */
  readonly current: SessionPrincipal | undefined;
}

export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly session: Secret; readonly accountPublicId: string }
  /** The password was right, and a second step is to come: `pending` is the text for its cookie. */
  | { readonly kind: 'second-factor'; readonly pending: string };

/**
 * Signs a person in by their password, or throws: `sign_in_failed` with one sentence for a login that nobody has, an
 * organization, an account without a password and a wrong password, each after the same work; `too_many_requests`;
 * `account_locked` only to who knows the password.
 */
export async function signIn(deps: SignInDeps, wish: SignInWish, origin: Origin): Promise<SignInOutcome> {
  const { login, knownDevices } = wish;
  const person = await personByLogin(deps.database, login);
  const device = person && knownDevice(deps.secret, knownDevices, person.publicId, deps.clock.now());
  const giveBack = await takeSignInTurns(deps.limiter, {
    loginKey: login.trim().toLowerCase(),
    address: origin.address,
    device,
    onLimit: () => tellRefusal(deps, { kind: 'sign_in_refused', account: person, origin }),
  });
  const verdict = await deps.passwords.verify(person?.passwordHash, wish.password);
  if (person === undefined || verdict === 'wrong') throw failed();
  giveBack();
  requireWayIn(deps, person);
  const hash = verdict === 'outgrown' ? await deps.passwords.hash(wish.password) : undefined;
  const isNewDevice = device === undefined;
  return deps.database.mutation(async (tx) => {
    await requireUnchanged(tx, person);
    if (hash !== undefined) await replacePasswordHash(tx, person.id, person.passwordHash ?? '', hash);
    return enter(deps, tx, { person, isNewDevice, wish, origin });
  });
}

/** The person whom a name or a confirmed address belongs to. */
export function personByLogin(rows: Pick<Database, 'read'>, login: string): Promise<PersonRow | undefined> {
  const typed = login.trim();
  const email = parseEmail(typed);
  if (email !== undefined) return personByConfirmedEmail(rows, email.key);
  const name = parseAccountName(typed);
  return name === undefined ? Promise.resolve(undefined) : personByName(rows, name.key);
}

function failed(): Problem {
  return new Problem('sign_in_failed', 'The name or the password is wrong.');
}

function requireWayIn(ways: WaysIn, person: PersonRow): void {
  if (person.status !== 'active') {
    throw new Problem('account_locked', 'Your account is locked: contact the administrators of this gallery.');
  }
  if (!mayEnterWithoutIssuer(ways, person)) {
    throw new Problem('forbidden', 'This gallery lets people in by single sign-on alone: use that to sign in.');
  }
}

/** Hashing takes a while, in which an account may have been locked or have got another password. */
async function requireUnchanged(tx: Tx, { id, passwordHash }: PersonRow): Promise<void> {
  const now = await personById({ read: tx }, id);
  if (now?.status !== 'active' || now.passwordHash !== passwordHash) throw failed();
}

interface Entry {
  readonly person: PersonRow;
  readonly isNewDevice: boolean;
  readonly wish: SignInWish;
  readonly origin: Origin;
}

async function enter(deps: SignInDeps, tx: Tx, { person, isNewDevice, wish, origin }: Entry): Promise<SignInOutcome> {
  const replaces = wish.current?.sessionPublicId ?? null;
  if (await hasSecondFactor({ read: tx }, person.id)) {
    const returnPath = wish.returnPath ?? null;
    const pending = { how: 'password', isNewDevice, returnPath, renews: null, replaces } as const;
    return {
      kind: 'second-factor',
      pending: tokenText(deps.secret, await createPendingSignIn(deps, tx, person.id, pending)),
    };
  }
  await endReplaced(deps, tx, replaces, origin);
  const start = { account: person, how: 'password', hasSecondFactor: false, isNewDevice, origin } as const;
  return { kind: 'signed-in', session: await startSession(deps, tx, start), accountPublicId: person.publicId };
}
