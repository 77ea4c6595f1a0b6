import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { authorship, type Origin, type OperatorPrincipal, type SessionPrincipal } from '../principal.ts';
import { requireKey } from './key-access.ts';
import { updateApiKey } from './keys.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Ends a key now, and keeps its record: its settings can be used again by regenerating it. Revoking a revoked key changes
 * nothing and succeeds; one that is unknown, or not the principal's to see, is a Problem.
 */
export async function revokeApiKey(
  { database, clock }: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  publicId: string,
  origin?: Origin,
): Promise<void> {
  await database.mutation(async (tx) => {
    const key = await requireKey({ read: tx }, principal, { publicId, access: 'revoke' });
    if (key.revokedAt !== null) return;
    const now = clock.now();
    await updateApiKey(tx, key.id, { revoked_at: now, revocation: 'asked' });
    await appendEvent(tx, {
      at: now,
      kind: 'key_revoked',
      ...authorship(principal, key.ownerId),
      subject: `key:${publicId}`,
      data: { owner: key.ownerPublicId, person: key.personPublicId, name: key.name },
      ...(origin === undefined ? {} : { origin }),
    });
  });
}
