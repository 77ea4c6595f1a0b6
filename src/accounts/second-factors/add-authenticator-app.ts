/**
 * An authenticator app is added in two steps: the server makes a secret and shows it, and a code that the app makes of it
 * proves that both have the same. Between them the secret travels with the form, sealed for the session that it was made
 * for, so that nothing is stored of who only looked.
 */
import { MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database } from '../../storage/database.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn } from '../relation.ts';
import { hasSecondFactor } from '../sessions/sessions.queries.ts';
import { recordNewFactor } from './new-factor.ts';
import { newTotpSecret, stepOfCode, totpUri } from './one-time-code.ts';
import { newRecoveryCodes } from './recovery-code.ts';
import type { NewFactorResult } from './register-passkey.ts';
import { openText, sealText } from './sealed-text.ts';
import { authenticatorApp, putAuthenticatorApp } from './second-factors.queries.ts';

export interface AppDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  /** The gallery's name, as an app shows it. */
  readonly galleryName: string;
}

export interface AppOffer {
  /** What the form brings back. */
  readonly sealed: string;
  /** In base32, for who cannot scan. */
  readonly secretText: string;
  /** What the QR code says. */
  readonly uri: string;
}

const OFFER_SECONDS = 3_600;

/** A new secret for the app of a person. Nothing is stored; the person has an hour. */
export function offerApp(deps: Omit<AppDeps, 'database'>, principal: SessionPrincipal): AppOffer {
  const now = deps.clock.now();
  requireFreshSignIn(principal, now);
  const secret = newTotpSecret(deps.random);
  const sealed = `${now}.${sealText(deps, secret, offerContext(principal, now))}`;
  return showOffer(deps, principal, { sealed, secret });
}

/** The same offer once more, when the form comes back with a wrong code; another one when its hour is over. */
export function offerAppAgain(deps: Omit<AppDeps, 'database'>, principal: SessionPrincipal, sealed: string): AppOffer {
  const secret = openOffer(deps, principal, sealed);
  return secret === undefined ? offerApp(deps, principal) : showOffer(deps, principal, { sealed, secret });
}

function showOffer(
  { galleryName }: Pick<AppDeps, 'galleryName'>,
  principal: SessionPrincipal,
  { sealed, secret }: { readonly sealed: string; readonly secret: string },
): AppOffer {
  return { sealed, secretText: secret, uri: totpUri(secret, { gallery: galleryName, person: principal.name }) };
}

/** Adds the app when its code is right, in the place of one before. With the first factor come recovery codes. */
export async function addAuthenticatorApp(
  deps: AppDeps,
  principal: SessionPrincipal,
  wish: { readonly sealed: string; readonly code: string },
  origin: Origin,
): Promise<NewFactorResult> {
  const at = deps.clock.now();
  requireFreshSignIn(principal, at);
  const secret = openOffer(deps, principal, wish.sealed);
  if (secret === undefined) throw new Problem('bad_request', 'This code was shown too long ago: begin again.');
  const step = stepOfCode(secret, wish.code, at);
  if (step === undefined) throw wrongCode();
  const sealedSecret = sealText(deps, secret, appContext(principal.publicId));
  const codes = newRecoveryCodes(deps.random);
  const isFirst = await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    const isFirst = !(await hasSecondFactor({ read: tx }, principal.actorId));
    const isReplacement = (await authenticatorApp({ read: tx }, principal.actorId)) !== undefined;
    await putAuthenticatorApp(tx, { accountId: principal.actorId, sealedSecret, lastStep: step, at });
    const data = { factor: 'app', ...(isReplacement ? { isReplacement } : {}) } as const;
    await recordNewFactor(tx, principal, { at, origin, data, codes: isFirst ? codes : undefined });
    return isFirst;
  });
  return { recoveryCodes: isFirst ? codes : undefined };
}

/** What an app's secret is sealed for: one account. */
export function appContext(accountPublicId: string): string {
  return `authenticator app of ${accountPublicId}`;
}

function openOffer(
  { secret, clock }: Pick<AppDeps, 'secret' | 'clock'>,
  principal: SessionPrincipal,
  sealed: string,
): string | undefined {
  const match = /^(\d{1,16})\.([A-Za-z0-9_-]{1,200})$/.exec(sealed);
  const at = Number(match?.[1]);
  if (match === null || clock.now() - at > OFFER_SECONDS * MICROSECONDS_PER_SECOND) return undefined;
  return openText(secret, match[2] ?? '', offerContext(principal, at));
}

function offerContext({ publicId, sessionPublicId }: SessionPrincipal, at: Instant): string {
  return `offer to ${publicId} in ${sessionPublicId} at ${at}`;
}

function wrongCode(): Problem {
  const detail = 'The code is not right. Enter the one that the app shows now; the clock of its device must be right.';
  return new Problem('bad_request', detail, { faults: [{ code: 'code', detail, at: 'code' }] });
}
