import type { Clock } from '../base/clock.ts';
import { appendEvent } from '../log/append-event.ts';
import type { Database } from '../storage/database.ts';
import { setAccountStatus } from './accounts.queries.ts';
import { authorship, type OperatorPrincipal } from './principal.ts';
import { requireAccount } from './require-account.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Locks or unlocks an account: while it is locked, every key that is its own or acts for it is refused. */
export async function setLocked(
  { database, clock }: Deps,
  principal: OperatorPrincipal,
  { name, locked }: { name: string; locked: boolean },
): Promise<void> {
  const status = locked ? 'locked' : 'active';
  await database.mutation(async (tx) => {
    const account = await requireAccount({ read: tx }, name);
    if (account.status === status) return;
    await setAccountStatus(tx, account.id, status);
    const subject = `account:${account.publicId}`;
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'account_changed',
      ...authorship(principal),
      subject,
      data: { changed: ['status'], status },
    });
  });
}
