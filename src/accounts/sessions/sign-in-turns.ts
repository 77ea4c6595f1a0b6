/**
 * How often somebody may guess a password, so that nobody can lock out anybody else.
 *
 * Three counters: of the address, whatever it tries; of the login from that address; and of the login from all addresses
 * together, which is the only one that strangers can use up for somebody. It does not count browsers that the account is
 * known to: each of those has a counter of its own in its place. A login that nobody has is counted like any other, and by
 * what was typed: so neither a refusal nor its absence says whether an account exists, or which name an address belongs to.
 */
import { createHash } from 'node:crypto';
import type { RateLimitName } from '../../base/rate-limits.ts';
import { networkOf } from '../limits/network-of.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';

export interface Guess {
  /** The name or address that was typed, as it is compared. */
  readonly loginKey: string;
  readonly address: string;
  /** What this browser is known as to the account (`knownDevice`); undefined when it is not. */
  readonly device: string | undefined;
  /** Called once a window when strangers have used up what there is for this login. */
  readonly onLimit: () => Promise<void>;
}

/** Takes a turn of each counter, or throws `too_many_requests`. What it gives takes them back: a right password was no guess. */
export async function takeSignInTurns(
  limiter: RateLimiter,
  { loginKey, address, device, onLimit }: Guess,
): Promise<() => void> {
  const login = createHash('sha256').update(loginKey, 'utf8').digest('hex');
  const turns: readonly (readonly [RateLimitName, string])[] = [
    ['address', address],
    ...(device === undefined
      ? ([
          ['signin', `${login} ${networkOf(address)}`],
          ['account', login],
        ] as const)
      : ([['signin', `device ${device}`]] as const)),
  ];
  for (const [limit, who] of turns) await limiter.take(limit, who, limit === 'address' ? undefined : onLimit);
  return () => {
    for (const [limit, who] of turns) limiter.giveBack(limit, who);
  };
}
