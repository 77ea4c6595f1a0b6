import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { findToken, linkEnded, useToken } from '../one-time-token.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import type { Authorship, Origin } from '../principal.ts';
import { requireActive } from '../relation.ts';
import { endSessionsOf } from '../sessions/end-sessions.ts';
import { withFaults } from './account-wish.ts';
import { checkNewPassword } from './password.ts';
import type { Passwords } from './passwords.ts';
import { personById, setPasswordHash, setWaitingEmail, type PersonRow } from './people.queries.ts';

export interface ResetDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly limiter: RateLimiter;
  readonly passwords: Passwords;
  readonly galleryName: string;
}

/** Whose password the text of a link sets; undefined when it holds no more. Changes nothing. */
export async function findReset(
  deps: Pick<ResetDeps, 'database' | 'secret' | 'clock'>,
  text: string,
): Promise<PersonRow | undefined> {
  const token = await findToken(deps, deps.database, 'reset-password', text);
  return token === undefined || token.accountId === null ? undefined : personById(deps.database, token.accountId);
}

/**
 * Sets a password by a mailed link. All sessions end, and an address that waited is forgotten, since a thief may have asked
 * for it. Second factors stay: whoever reads somebody's mail has not got those.
 */
export async function resetPassword(
  deps: ResetDeps,
  { link, password }: { readonly link: string; readonly password: Secret },
  origin: Origin,
): Promise<{ readonly accountPublicId: string; readonly name: string }> {
  await deps.limiter.take('address', origin.address);
  const before = await findReset(deps, link);
  if (before === undefined) throw linkEnded();
  const faults = checkNewPassword(password.reveal(), { ...before, gallery: deps.galleryName });
  if (faults.length > 0) throw withFaults(faults);
  const hash = await deps.passwords.hash(password);
  return deps.database.mutation(async (tx) => {
    const token = await useToken(deps, tx, 'reset-password', link);
    const person = await personById({ read: tx }, token.accountId ?? 0);
    if (person === undefined) throw linkEnded();
    await requireActive({ read: tx }, person.id);
    const at = deps.clock.now();
    await setPasswordHash(tx, person.id, hash, at);
    const author = { actor: person.id, onBehalfOf: null, credential: `link:${token.publicId}` };
    const subject = `account:${person.publicId}`;
    await appendEvent(tx, { at, kind: 'password_changed', ...author, subject, data: { how: 'reset' }, origin });
    await endSessionsOf(deps, tx, { account: person, how: 'password', author, origin });
    await forgetWhatWaits(deps, tx, { person, author, origin });
    return { accountPublicId: person.publicId, name: person.name };
  });
}

interface Forgetting {
  readonly person: PersonRow;
  readonly author: Authorship;
  readonly origin: Origin;
}

async function forgetWhatWaits({ clock }: ResetDeps, tx: Tx, { person, author, origin }: Forgetting): Promise<void> {
  for (const kind of ['reset-password', 'second-factor']) await deleteTokensOf(tx, person.id, kind);
  if (person.unconfirmedEmail === null) return;
  await setWaitingEmail(tx, person.id, null);
  await deleteTokensOf(tx, person.id, 'confirm-email');
  const event = { at: clock.now(), kind: 'email_change_cancelled', ...author, origin } as const;
  await appendEvent(tx, { ...event, subject: `account:${person.publicId}`, data: {} });
}
