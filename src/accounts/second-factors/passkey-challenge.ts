/**
 * What an authenticator signs, so that what it signed once is worth nothing a second time: a random text that the server
 * keeps for five minutes, for one browser and one purpose. It is used up by the first answer, also by a wrong one.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database } from '../../storage/database.ts';
import { createToken, takeUsableToken, tokenText } from '../one-time-token.ts';

export type PasskeyPurpose = 'register' | 'sign-in' | 'second-factor' | 'again';

export interface ChallengeDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
}

/** For what, and in which browser: `holder` is a text that only this browser brings along, such as a cookie's. */
export interface ChallengeUse {
  readonly purpose: PasskeyPurpose;
  readonly holder: string;
}

export interface NewChallenge {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the browser sends back beside its answer. */
  readonly ticket: string;
}

/** What is stored of a challenge. */
interface StoredChallenge extends ChallengeUse {
  readonly challenge: string;
}

const CHALLENGE_BYTES = 32;

/** `accountId`: whose passkeys may answer; null for anybody's. */
export async function createChallenge(
  deps: ChallengeDeps,
  { purpose, holder }: ChallengeUse,
  accountId: number | null,
): Promise<NewChallenge> {
  const bytes = Uint8Array.from(deps.random.bytes(CHALLENGE_BYTES));
  const challenge = Buffer.from(bytes).toString('base64url');
  const data: StoredChallenge = { purpose, holder: hashHolder(holder), challenge };
  const id = await deps.database.transaction((tx) => createToken(deps, tx, { kind: 'passkey', accountId, data }));
  return { bytes, ticket: tokenText(deps.secret, id) };
}

/** Uses a challenge up and gives it, or throws a Problem. Nothing that comes after brings it back. */
export async function useChallenge(
  deps: ChallengeDeps,
  ticket: string,
  { purpose, holder }: ChallengeUse,
): Promise<{ readonly challenge: string; readonly accountId: number | null }> {
  const token = await deps.database.transaction((tx) => takeUsableToken(deps, tx, 'passkey', ticket));
  const stored = token?.data as StoredChallenge | undefined;
  if (token === undefined || stored?.purpose !== purpose || stored.holder !== hashHolder(holder)) {
    throw new Problem(
      'sign_in_failed',
      'The passkey was not used in time, or was asked for in another window. Load this page anew and try again.',
    );
  }
  return { challenge: stored.challenge, accountId: token.accountId };
}

/** The holder is a secret of a browser: what is stored must not be one. */
function hashHolder(holder: string): string {
  return createHash('sha256').update(holder, 'utf8').digest('base64url');
}
