import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { apiKeyRevocation, setApiKeyRevoked } from '../accounts.queries.ts';
import { authorship, type OperatorPrincipal } from '../principal.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Ends a key now. Revoking a revoked key changes nothing and succeeds; an unknown one is a Problem. */
export async function revokeApiKey(
  { database, clock }: Deps,
  principal: OperatorPrincipal,
  publicId: string,
): Promise<void> {
  await database.mutation(async (tx) => {
    const key = await apiKeyRevocation(tx, publicId);
    if (key === undefined) throw new Problem('not_found', `There is no API key with the id ${publicId}.`);
    if (key.revokedAt !== null) return;
    const now = clock.now();
    await setApiKeyRevoked(tx, publicId, now);
    const subject = `key:${publicId}`;
    await appendEvent(tx, { at: now, kind: 'key_revoked', ...authorship(principal), subject, data: {} });
  });
}
