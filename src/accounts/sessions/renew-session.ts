import type { Clock } from '../../base/clock.ts';
import { randomBase62 } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { Tx } from '../../storage/database.ts';
import { replaceSessionText } from './sessions.queries.ts';
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
  const text = new Secret(randomBase62(random, SESSION_DIGITS));
  const isThere = await replaceSessionText(tx, {
    publicId: sessionPublicId,
    accountId,
    hash: hashSession(text.reveal()),
    authenticatedAt: clock.now(),
    hasSecondFactor,
  });
  if (!isThere) throw new Problem('credentials_missing', 'Your session has ended: sign in.');
  return text;
}
