import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Tx } from '../../storage/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createToken } from '../one-time-token.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import { isEmailTaken, type Address } from './people.queries.ts';

/** What a token of kind `confirm-email` holds. */
export interface Confirmation {
  /** The address, as the mail is sent to it. */
  readonly email: string;
  /**
   * Another person has confirmed the address already. The mail says so, in the place of the link, to whoever reads it there;
   * nothing else differs, so that nobody learns who has an account.
   */
  readonly isTaken?: true;
}

export interface ConfirmationWish {
  readonly accountId: number;
  readonly kind: 'person' | 'organization';
  readonly email: Address;
}

/** Writes the token that confirms an account's address, and gives its public id for the log. The links before hold no more. */
export async function createConfirmation(
  deps: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { accountId, kind, email }: ConfirmationWish,
): Promise<string> {
  await deleteTokensOf(tx, accountId, 'confirm-email');
  const isTaken = kind === 'person' && (await isEmailTaken({ read: tx }, email.key, accountId));
  const data: Confirmation = { email: email.display, ...(isTaken ? { isTaken } : {}) };
  return createToken(deps, tx, { kind: 'confirm-email', accountId, data });
}

/** Counts a mail to an address, whoever has it sent: nobody is to be buried under them. */
export function takeMailTurn({ limiter }: { readonly limiter: RateLimiter }, { key }: Address): Promise<void> {
  return limiter.take('mail', `to ${createHash('sha256').update(key, 'utf8').digest('hex')}`);
}
