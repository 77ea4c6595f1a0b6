import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { authorship, type Origin, type OperatorPrincipal, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import { requireKey } from './key-access.ts';
import { checkFeatures, requireNoFaults, type KeyFeatures } from './key-wish.ts';
import { updateApiKey, type ApiKeyRow } from './keys.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface ApiKeyChange extends KeyFeatures {
  readonly publicId: string;
}

/** Gives a key another name, other scopes or packages. Its text, its end and whose it is stay. */
export async function changeApiKey(
  { database, clock }: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  change: ApiKeyChange,
  origin?: Origin,
): Promise<void> {
  requireFreshSignIn(principal, clock.now());
  const { features, faults } = checkFeatures(change);
  requireNoFaults(faults);
  const { publicId } = change;
  const wanted = {
    name: features.name,
    scopes: JSON.stringify(features.scopes),
    packages: JSON.stringify(features.packages),
  };
  await database.mutation(async (tx) => {
    const key = await requireKey({ read: tx }, principal, { publicId, access: 'manage' });
    requireUnrevoked(key);
    const changed = (['name', 'scopes', 'packages'] as const).filter((member) => key[member] !== wanted[member]);
    if (changed.length === 0) return;
    await updateApiKey(tx, key.id, wanted);
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'key_changed',
      ...authorship(principal, key.ownerId),
      subject: `key:${publicId}`,
      data: { owner: key.ownerPublicId, person: key.personPublicId, ...features, changed },
      ...(origin === undefined ? {} : { origin }),
    });
  });
}

function requireUnrevoked(key: ApiKeyRow): void {
  if (key.revokedAt !== null)
    throw new Problem('conflict', `${key.name} was revoked: there is nothing that a change could do.`);
}
