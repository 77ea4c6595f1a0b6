import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { deleteInvitations, expiredInvitations } from './owners.queries.ts';

/** Of one transaction; a node that stops in the middle leaves the rest to the next round. */
const INVITATIONS_PER_TRANSACTION = 200;

/** Says of every invitation that nobody answered in time that it holds no more, and gives how many. May run on every node. */
export async function expireOwnerInvitations(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<number> {
  let expired = 0;
  while (true) {
    const count = await expireSome(deps);
    expired += count;
    if (count < INVITATIONS_PER_TRANSACTION) return expired;
  }
}

async function expireSome({ database, clock }: { database: Database; clock: Clock }): Promise<number> {
  const now = clock.now();
  // A look before the lock, since there are none nearly always.
  if ((await expiredInvitations(database, now, 1)).length === 0) return 0;
  return database.mutation(async (tx) => {
    const rows = await expiredInvitations({ read: tx }, now, INVITATIONS_PER_TRANSACTION);
    if (rows.length === 0) return 0;
    await deleteInvitations(
      tx,
      rows.map((row) => row.id),
    );
    for (const { idKey, accountPublicId } of rows) {
      await appendEvent(tx, {
        at: now,
        kind: 'owner_invitation_ended',
        actor: null,
        onBehalfOf: null,
        credential: 'system',
        subject: `package:${idKey}`,
        data: { account: accountPublicId, how: 'expired' },
      });
    }
    return rows.length;
  });
}
