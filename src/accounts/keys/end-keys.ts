import { MICROSECONDS_PER_DAY, type Clock, type Instant } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship } from '../principal.ts';
import { forgetKeyUses, liveKeysOf, updateApiKey, type ApiKeyRow } from './keys.queries.ts';

export interface EndedAccount {
  readonly account: { readonly id: number };
  /** Who ended it. */
  readonly author: Authorship;
}

/**
 * Revokes every key of an account, and every key with which it acts, in the mutation that ends the account or makes
 * another kind of it; forgets where they were used from.
 */
export async function endKeysOfAccount(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  { account, author }: EndedAccount,
): Promise<void> {
  const now = clock.now();
  for (const key of await liveKeysOf(tx, account.id, now)) await endKey(tx, key, now, author);
  await forgetKeyUses(tx, account.id);
}

/**
 * Revokes the keys that act as a person and whose text was made since an instant, by themselves or anew: what a thief made
 * goes with the thief. Older ones go on, since builds depend on them.
 */
export async function endKeysMadeSince(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  { account, author }: EndedAccount,
  since: Instant,
): Promise<void> {
  const now = clock.now();
  for (const key of await liveKeysOf(tx, account.id, now)) {
    const madeAt = key.days === null ? key.createdAt : key.expiresAt - key.days * MICROSECONDS_PER_DAY;
    if (key.personId === account.id && madeAt >= since) await endKey(tx, key, now, author);
  }
}

async function endKey(tx: Tx, key: ApiKeyRow, at: Instant, author: Authorship): Promise<void> {
  await updateApiKey(tx, key.id, { revoked_at: at, revocation: 'account' });
  const data = { reason: 'account', owner: key.ownerPublicId, person: key.personPublicId, name: key.name };
  await appendEvent(tx, { at, kind: 'key_revoked', ...author, subject: `key:${key.publicId}`, data });
}
