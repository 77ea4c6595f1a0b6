import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn } from '../relation.ts';
import { hasSecondFactor } from '../sessions/sessions.queries.ts';
import { asDescriptor, requireRelyingParty, type PasskeyDeps, type PasskeyProof } from './check-passkey.ts';
import { recordNewFactor } from './new-factor.ts';
import { parseRegistration } from './passkey-answer.ts';
import { createChallenge, useChallenge, type ChallengeUse } from './passkey-challenge.ts';
import { parsePasskeyName } from './passkey-name.ts';
import { insertPasskey, passkeyByCredential, passkeysOf } from './passkeys.queries.ts';
import { newRecoveryCodes } from './recovery-code.ts';
import { webAuthn } from './web-authn.ts';

/** Passkeys of one person. */
export const MAX_PASSKEYS = 20;

/** EdDSA, ES256 and RS256, the best first: what authenticators have. */
const ALGORITHMS = [-8, -7, -257];

/** What a browser's `navigator.credentials.create` takes, and what it sends back with the answer. */
export interface PasskeyOffer {
  readonly ticket: string;
  readonly publicKey: PublicKeyCredentialCreationOptionsJSON;
}

/** Asks an authenticator to make a passkey that knows by itself whose it is, and that is none of those there are. */
export async function offerPasskey(deps: PasskeyDeps, principal: SessionPrincipal): Promise<PasskeyOffer> {
  const party = requireRelyingParty(deps);
  requireFreshSignIn(principal, deps.clock.now());
  const passkeys = await passkeysOf(deps.database, principal.actorId);
  requireRoom(passkeys.length);
  const { bytes, ticket } = await createChallenge(deps, useBy(principal), principal.actorId);
  const { generateRegistrationOptions } = await webAuthn();
  const publicKey = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: principal.name,
    userDisplayName: principal.name,
    userID: Uint8Array.from(Buffer.from(principal.publicId, 'utf8')),
    challenge: bytes,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: passkeys.map(asDescriptor),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    timeout: 300_000,
  });
  return { ticket, publicKey };
}

export interface NewFactorResult {
  /** The codes to write down, which are never shown again; undefined for who has some already. */
  readonly recoveryCodes: readonly string[] | undefined;
}

/** Adds a passkey that answered the offer. With the first factor of a person come recovery codes. */
export async function registerPasskey(
  deps: PasskeyDeps,
  principal: SessionPrincipal,
  wish: PasskeyProof & { readonly name: string },
  origin: Origin,
): Promise<NewFactorResult> {
  const name = parsePasskeyName(wish.name);
  requireFreshSignIn(principal, deps.clock.now());
  const made = await checkRegistration(deps, principal, wish);
  const codes = newRecoveryCodes(deps.random);
  const at = deps.clock.now();
  const isFirst = await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    requireRoom((await passkeysOf({ read: tx }, principal.actorId)).length);
    if ((await passkeyByCredential({ read: tx }, made.credential)) !== undefined) {
      throw new Problem('conflict', 'This passkey is here already: use another device, or the one that is listed.');
    }
    const isFirst = !(await hasSecondFactor({ read: tx }, principal.actorId));
    await insertPasskey(tx, {
      public_id: publicId(deps.random),
      account_id: principal.actorId,
      credential_key: made.credential,
      public_key: made.publicKey,
      counter: made.counter,
      transports: JSON.stringify(made.transports),
      name,
      created_at: at,
      last_used_at: null,
    });
    await recordNewFactor(tx, principal, {
      at,
      origin,
      data: { factor: 'passkey', name },
      codes: isFirst ? codes : undefined,
    });
    return isFirst;
  });
  return { recoveryCodes: isFirst ? codes : undefined };
}

interface MadePasskey {
  readonly credential: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
}

async function checkRegistration(
  deps: PasskeyDeps,
  principal: SessionPrincipal,
  { ticket, answer }: PasskeyProof,
): Promise<MadePasskey> {
  const party = requireRelyingParty(deps);
  const { challenge } = await useChallenge(deps, ticket, useBy(principal));
  const response = parseRegistration(answer);
  const registration = response === undefined ? undefined : await verify(response, challenge, party);
  if (registration === undefined) throw notMade();
  const { id, publicKey, counter } = registration.credential;
  const transports = response?.response.transports ?? [];
  return { credential: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
}

/** An authenticator that cannot check the person (a plain security key) is welcome too: beside the password, it will do. */
async function verify(
  response: RegistrationResponseJSON,
  expectedChallenge: string,
  party: { readonly id: string; readonly origin: string },
) {
  const { verifyRegistrationResponse } = await webAuthn();
  const outcome = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => {
    throw notMade(error);
  });
  return outcome.verified ? outcome.registrationInfo : undefined;
}

function useBy(principal: SessionPrincipal): ChallengeUse {
  return { purpose: 'register', holder: `session ${principal.sessionPublicId}` };
}

function requireRoom(count: number): void {
  if (count < MAX_PASSKEYS) return;
  throw new Problem('conflict', `You have ${MAX_PASSKEYS} passkeys: remove one that you no longer use first.`);
}

function notMade(cause?: unknown): Problem {
  return new Problem('bad_request', 'The passkey could not be added: what your browser sent does not fit.', { cause });
}
