import type { Clock } from '../../base/clock.ts';
import { randomBase62 } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { Tx } from '../../storage/database.ts';
import { replaceSessionText, type SessionRenewal } from './sessions.queries.ts';
import { hashSession, SESSION_DIGITS } from './start-session.ts';

export interface Renewal {
  readonly sessionPublicId: string;
  readonly accountId: number;
  /** Whether a second factor, or a passkey, was part of it this time; what was proved before stays proved. */
  readonly hasSecondFactor: boolean;
}

/**
 * Notes that a person has just proved who they are, in a session that goes on under a new text: whoever had a copy of the
 * old one is out. `credentials_missing` when the session has ended meanwhile.
 */
export async function renewSession(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { sessionPublicId, accountId, hasSecondFactor }: Renewal,
): Promise<Secret> {
  const proof = { at: clock.now(), hasSecondFactor };
  return replaceText(random, tx, { publicId: sessionPublicId, accountId, proof });
}

/** Lets a session go on under a new text, and says nothing about when its person proved who they are. */
export function rotateSession(
  { random }: { readonly random: Random },
  tx: Tx,
  { sessionPublicId: publicId, accountId }: Omit<Renewal, 'hasSecondFactor'>,
): Promise<Secret> {
  return replaceText(random, tx, { publicId, accountId, proof: undefined });
}

async function replaceText(random: Random, tx: Tx, session: Omit<SessionRenewal, 'hash'>): Promise<Secret> {
  const text = new Secret(randomBase62(random, SESSION_DIGITS));
  const isThere = await replaceSessionText(tx, { ...session, hash: hashSession(text.reveal()) });
  if (!isThere) throw new Problem('credentials_missing', 'Your session has ended: sign in.');
  return text;
}
