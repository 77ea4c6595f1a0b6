import type { Secret } from '../../base/secret.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { requireActive } from '../relation.ts';
import { endReplaced } from '../sessions/end-sessions.ts';
import { renewSession } from '../sessions/renew-session.ts';
import { startSession } from '../sessions/start-session.ts';
import { requireWayIn, type WaysIn } from '../sign-on/ways-in.ts';
import {
  askForPasskey,
  checkPasskey,
  notAccepted,
  noteUse,
  type PasskeyDeps,
  type PasskeyProof,
  type PasskeyQuestion,
} from './check-passkey.ts';
import type { ChallengeUse } from './passkey-challenge.ts';

export interface PasskeySignInDeps extends PasskeyDeps, WaysIn {
  readonly limiter: RateLimiter;
}

/** A browser that wants to sign in, by a text that only it brings along, and whether an account is new to it. */
export interface Visitor {
  readonly holder: string;
  readonly isNewDevice: (accountPublicId: string) => boolean;
  /** Who is signed in with it: that session ends. */
  readonly current: SessionPrincipal | undefined;
}

/**
 * Asks a visitor for any passkey of this gallery: nobody has said yet who it is. That costs a turn of the address, which the
 * right answer gives back.
 */
export async function askWhoSignsIn(
  deps: PasskeySignInDeps,
  { holder }: Pick<Visitor, 'holder'>,
  origin: Origin,
): Promise<PasskeyQuestion> {
  await deps.limiter.take('address', origin.address);
  return askForPasskey(deps, { purpose: 'sign-in', holder }, null);
}

export interface SignedIn {
  /** The text of the session's cookie. */
  readonly session: Secret;
  readonly account: { readonly id: number; readonly publicId: string };
}

/**
 * Signs a person in by a passkey alone. Its authenticator has checked the person, so it counts for both factors: what one
 * has, and what one knows or is.
 */
export async function signInWithPasskey(
  deps: PasskeySignInDeps,
  proof: PasskeyProof,
  { holder, isNewDevice, current }: Visitor,
  origin: Origin,
): Promise<SignedIn> {
  const checked = await checkPasskey(deps, proof, { purpose: 'sign-in', holder });
  const { accountId, accountPublicId } = checked.passkey;
  const account = { id: accountId, publicId: accountPublicId };
  const session = await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, accountId);
    await requireWayIn(deps, { read: tx }, accountId);
    if (!(await noteUse(tx, checked, deps.clock.now(), origin))) return undefined;
    await endReplaced(deps, tx, current?.sessionPublicId, origin);
    const start = {
      account,
      how: 'passkey',
      hasSecondFactor: true,
      isNewDevice: isNewDevice(accountPublicId),
      origin,
    } as const;
    return startSession(deps, tx, start);
  });
  if (session === undefined) throw notAccepted();
  deps.limiter.giveBack('address', origin.address);
  return { session, account };
}

/** Asks a person who is signed in to confirm by a passkey that it is still them. */
export function askAgain(deps: PasskeyDeps, principal: SessionPrincipal): Promise<PasskeyQuestion> {
  return askForPasskey(deps, again(principal), principal.actorId);
}

/** Confirms by a passkey that it is still the same person, and gives the new text of the session's cookie. */
export async function proveAgain(
  deps: PasskeyDeps,
  principal: SessionPrincipal,
  proof: PasskeyProof,
  origin: Origin,
): Promise<Secret> {
  const checked = await checkPasskey(deps, proof, again(principal));
  const { actorId: accountId, sessionPublicId } = principal;
  const session = await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, accountId);
    if (!(await noteUse(tx, checked, deps.clock.now(), origin))) return undefined;
    return renewSession(deps, tx, { sessionPublicId, accountId, hasSecondFactor: true });
  });
  if (session === undefined) throw notAccepted();
  return session;
}

function again({ sessionPublicId }: SessionPrincipal): ChallengeUse {
  return { purpose: 'again', holder: `session ${sessionPublicId}` };
}
