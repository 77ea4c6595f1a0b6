import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { hashPassword, isHashOf, isOutgrown, NOBODYS_HASH } from './password-hash.ts';
import { MAX_PASSWORD_LENGTH, normalizePassword } from './password.ts';

/** The slow part of passwords, rationed: each hash takes a tenth of a second of a processor and 19 MiB. */
export interface Passwords {
  /** What is stored of a password that passed `checkNewPassword`. Throws `busy` when too many wait. */
  hash(password: Secret): Promise<string>;
  /**
   * Whether the password is the one that was stored; `outgrown` when it is, and should be hashed anew. Takes the same time
   * without a stored hash, where the answer is always `wrong`: so nobody learns by the clock whether an account exists.
   */
  verify(stored: string | null | undefined, password: Secret): Promise<'right' | 'outgrown' | 'wrong'>;
}

/** Hashes at once: more would leave no processor for those who restore. */
const MAX_AT_ONCE = 2;
/** Those who wait for their turn; the last of them has it after some seconds. */
export const MAX_WAITING_PASSWORDS = 50;

export function createPasswords({ random }: { readonly random: Random }): Passwords {
  const inTurn = createTurns();
  return {
    hash: (password) => inTurn(() => hashPassword(random, normalizePassword(password.reveal()))),
    verify: (stored, password) =>
      inTurn(async () => {
        const text = normalizePassword(password.reveal());
        const isTooLong = text.length > 2 * MAX_PASSWORD_LENGTH;
        const isRight = await isHashOf(stored ?? NOBODYS_HASH, isTooLong ? '' : text);
        if (!isRight || isTooLong || stored === null || stored === undefined) return 'wrong';
        return isOutgrown(stored) ? 'outgrown' : 'right';
      }),
  };
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= MAX_AT_ONCE) {
      if (waiting.length >= MAX_WAITING_PASSWORDS) {
        throw new Problem('busy', 'Too many people sign in at this moment: try again in some seconds.', {
          headers: { 'retry-after': '5' },
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
