import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createToken } from '../one-time-token.ts';
import type { Origin } from '../principal.ts';
import { personByLogin } from '../sessions/sign-in.ts';
import { mayEnterWithoutIssuer, type WaysIn } from '../sign-on/ways-in.ts';

export interface AskResetDeps extends WaysIn {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly limiter: RateLimiter;
}

/**
 * Has a link mailed that sets a new password, if the login is a person's who has a confirmed address and is not locked.
 * Whoever asks learns nothing: what comes back, how long it takes and what is counted is the same for every login. Links
 * that were asked for before hold on, so that nobody can spoil somebody's by asking again.
 */
export async function askPasswordReset(deps: AskResetDeps, login: string, origin: Origin): Promise<void> {
  await deps.limiter.take('address', origin.address);
  if (!(await mayMail(deps, login))) return;
  const person = await personByLogin(deps.database, login);
  const isReachable = person?.status === 'active' && person.emailConfirmedAt !== null;
  const isServed = isReachable && mayEnterWithoutIssuer(deps, person);
  await deps.database.mutation(async (tx) => {
    // Nobody's token is the same work, and is forgotten in an hour.
    const accountId = isServed ? person.id : null;
    const reset = await createToken(deps, tx, { kind: 'reset-password', accountId, data: {} });
    if (!isServed) return;
    await appendEvent(tx, {
      at: deps.clock.now(),
      kind: 'password_reset_asked',
      actor: null,
      onBehalfOf: null,
      credential: 'system',
      subject: `account:${person.publicId}`,
      data: { reset },
      origin,
    });
  });
}

/** Counted by what was typed, and without a word: a refusal would say that somebody's mail box is being filled. */
async function mayMail({ limiter }: AskResetDeps, login: string): Promise<boolean> {
  const typed = createHash('sha256').update(login.trim().toLowerCase(), 'utf8').digest('hex');
  try {
    await limiter.take('mail', `reset ${typed}`);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return false;
    throw error;
  }
}
