import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Origin } from '../principal.ts';
import { createChallenge, useChallenge, type ChallengeDeps, type ChallengeUse } from './passkey-challenge.ts';
import { parseAuthentication } from './passkey-answer.ts';
import { advancePasskey, passkeyByCredential, passkeysOf, type PasskeyRow } from './passkeys.queries.ts';
import type { RelyingParty } from './relying-party.ts';
import { webAuthn } from './web-authn.ts';

export interface PasskeyDeps extends ChallengeDeps {
  /** Undefined where browsers have no passkeys for this gallery. */
  readonly relyingParty: RelyingParty | undefined;
}

/** What a browser's `navigator.credentials.get` takes, and what it sends back with the answer. */
export interface PasskeyQuestion {
  readonly ticket: string;
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON;
}

/**
 * Asks for a passkey: of this account, or (without one) anybody's, which then says by itself whose it is. Throws a Problem
 * where the account has none, or the gallery cannot have any.
 */
export async function askForPasskey(
  deps: PasskeyDeps,
  use: ChallengeUse,
  accountId: number | null,
): Promise<PasskeyQuestion> {
  const party = requireRelyingParty(deps);
  const passkeys = accountId === null ? [] : await passkeysOf(deps.database, accountId);
  if (accountId !== null && passkeys.length === 0) throw new Problem('bad_request', 'You have no passkey to ask for.');
  const { bytes, ticket } = await createChallenge(deps, use, accountId);
  const { generateAuthenticationOptions } = await webAuthn();
  const publicKey = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytes,
    allowCredentials: passkeys.map(asDescriptor),
    userVerification: isAlone(use) ? 'required' : 'preferred',
    timeout: 300_000,
  });
  return { ticket, publicKey };
}

/** What a browser sent: the ticket of the question, and the answer as JSON. */
export interface PasskeyProof {
  readonly ticket: string;
  readonly answer: string;
}

export interface CheckedPasskey {
  readonly passkey: PasskeyRow;
  readonly counter: number;
}

/**
 * Checks that a passkey answered the question that this browser was asked. Throws a Problem otherwise; the question is
 * used up either way. Whoever goes on has to note the use (`noteUse`) in the mutation that it permits.
 */
export async function checkPasskey(
  deps: PasskeyDeps,
  { ticket, answer }: PasskeyProof,
  use: ChallengeUse,
): Promise<CheckedPasskey> {
  const party = requireRelyingParty(deps);
  const { challenge, accountId } = await useChallenge(deps, ticket, use);
  const response = parseAuthentication(answer);
  const passkey = response === undefined ? undefined : await passkeyByCredential(deps.database, response.id);
  if (response === undefined || passkey === undefined) throw notAccepted();
  if (accountId !== null && passkey.accountId !== accountId) throw notAccepted();
  if (!namesHolder(response, passkey, accountId === null)) throw notAccepted();
  const counter = await verify({ response, passkey, challenge, party, isAlone: isAlone(use) });
  return { passkey, counter };
}

/** An authenticator that was not told whom to ask for has to say whose passkey it is; others may. */
function namesHolder(
  { response }: AuthenticationResponseJSON,
  { accountPublicId }: PasskeyRow,
  isNeeded: boolean,
): boolean {
  if (response.userHandle === undefined) return !isNeeded;
  return Buffer.from(response.userHandle, 'base64url').toString('utf8') === accountPublicId;
}

/** Without a password beside it, the authenticator must have checked the person, by a PIN or a finger. */
function isAlone({ purpose }: ChallengeUse): boolean {
  return purpose !== 'second-factor';
}

interface Answered {
  readonly response: AuthenticationResponseJSON;
  readonly passkey: PasskeyRow;
  readonly challenge: string;
  readonly party: RelyingParty;
  readonly isAlone: boolean;
}

async function verify({ response, passkey, challenge, party, isAlone }: Answered): Promise<number> {
  const { verifyAuthenticationResponse } = await webAuthn();
  const outcome = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: isAlone,
    // How it counts is looked at in the mutation, against what is stored by then.
    credential: { id: passkey.credential, publicKey: decode(passkey.publicKey), counter: 0 },
  }).catch((error: unknown) => {
    throw notAccepted(error);
  });
  if (!outcome.verified) throw notAccepted();
  return outcome.authenticationInfo.newCounter;
}

/**
 * Notes that a passkey which was checked is used. False when it must not be taken: it counts backwards, as a copy of it
 * would, which is an event, or is gone. Then the caller throws `notAccepted` after the mutation, so that the event stays.
 */
export async function noteUse(
  tx: Tx,
  { passkey, counter }: CheckedPasskey,
  at: Instant,
  origin: Origin,
): Promise<boolean> {
  if (await advancePasskey(tx, passkey.id, counter, at)) return true;
  if ((await passkeyByCredential({ read: tx }, passkey.credential)) === undefined) return false;
  await appendEvent(tx, {
    at,
    kind: 'passkey_refused',
    actor: null,
    onBehalfOf: null,
    credential: 'system',
    subject: `account:${passkey.accountPublicId}`,
    data: { passkey: passkey.publicId, name: passkey.name },
    origin,
  });
  return false;
}

/** One sentence for everything that can be wrong with an answer: what it was, only the cause says. */
export function notAccepted(cause?: unknown): Problem {
  return new Problem(
    'sign_in_failed',
    'The passkey was not accepted: this gallery does not know it, or it did not answer what it was asked.',
    { cause },
  );
}

export function requireRelyingParty({ relyingParty }: Pick<PasskeyDeps, 'relyingParty'>): RelyingParty {
  if (relyingParty !== undefined) return relyingParty;
  throw new Problem('bad_request', 'Passkeys need https, or http://localhost: browsers have them nowhere else.');
}

/** How a browser finds a passkey again. */
export function asDescriptor({ credential, transports }: PasskeyRow) {
  return { id: credential, transports: JSON.parse(transports) as AuthenticatorTransport[] };
}

type AuthenticatorTransport = NonNullable<
  NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number]['transports']
>[number];

function decode(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64url, 'base64url'));
}
