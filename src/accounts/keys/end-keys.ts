import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship } from '../principal.ts';
import { forgetKeyUses, liveKeysOf, updateApiKey } from './keys.queries.ts';

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
  for (const key of await liveKeysOf(tx, account.id, now)) {
    await updateApiKey(tx, key.id, { revoked_at: now, revocation: 'account' });
    const data = { reason: 'account', owner: key.ownerPublicId, person: key.personPublicId, name: key.name };
    await appendEvent(tx, { at: now, kind: 'key_revoked', ...author, subject: `key:${key.publicId}`, data });
  }
  await forgetKeyUses(tx, account.id);
}
