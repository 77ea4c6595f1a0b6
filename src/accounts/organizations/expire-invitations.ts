import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { SYSTEM } from '../principal.ts';
import { endInvitation } from './end-invitation.ts';
import { expiredInvitations } from './invitations.queries.ts';
import { endTransformation } from './end-transformation.ts';
import { expiredTransformations } from './transformations.queries.ts';

/** So many in one transaction: others wait for it. */
const BATCH = 100;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Ends invitations to organizations, and wishes to become one, that nobody answered in time, and says how many. Until this
 * runs they hold no more all the same: whoever reads them compares their time.
 */
export async function expireInvitations(deps: Deps): Promise<number> {
  let ended = 0;
  while (true) {
    const count = await expireBatch(deps);
    ended += count;
    if (count < BATCH) return ended;
  }
}

async function expireBatch({ database, clock }: Deps): Promise<number> {
  const now = clock.now();
  const isIdle =
    (await expiredInvitations(database, now, 1)).length + (await expiredTransformations(database, now, 1)).length === 0;
  if (isIdle) return 0;
  return database.mutation(async (tx) => {
    const invitations = await expiredInvitations({ read: tx }, now, BATCH);
    for (const each of invitations) await endInvitation(tx, each, { how: 'expired', at: now, author: SYSTEM });
    const transformations = await expiredTransformations({ read: tx }, now, BATCH - invitations.length);
    for (const each of transformations) await endTransformation(tx, each, { how: 'expired', at: now, author: SYSTEM });
    return invitations.length + transformations.length;
  });
}
