/** What nobody came back to: accounts that never confirmed their address, and invitations to the gallery. */
import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { eraseAccount } from '../deletion/erase-account.ts';
import { SYSTEM } from '../principal.ts';
import { takeExpiredGalleryInvitations } from './gallery-invitations.queries.ts';
import { unconfirmedPeople } from './people.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long an account waits for the confirmation of its address. */
export const UNCONFIRMED_DAYS = 30;
/** So many in one transaction: others wait for it. */
const BATCH = 50;
const NOWHERE = { address: '', userAgent: '' };

/**
 * Ends accounts that were made a month ago and never confirmed, and says how many. They could do nothing, so their names
 * are free again: otherwise anybody could take all the good ones with addresses that nobody reads.
 */
export async function expireUnconfirmedPeople(deps: Deps): Promise<number> {
  let ended = 0;
  while (true) {
    const count = await expireBatch(deps);
    ended += count;
    if (count < BATCH) return ended;
  }
}

async function expireBatch(deps: Deps): Promise<number> {
  const before = deps.clock.now() - UNCONFIRMED_DAYS * MICROSECONDS_PER_DAY;
  if ((await unconfirmedPeople(deps.database, before, 1)).length === 0) return 0;
  return deps.database.mutation(async (tx) => {
    const people = await unconfirmedPeople({ read: tx }, before, BATCH);
    for (const account of people) await eraseAccount(deps, tx, { account, author: SYSTEM, origin: NOWHERE });
    return people.length;
  });
}

/** Ends invitations to the gallery that nobody used in time, and says how many. */
export async function expireGalleryInvitations({ database, clock }: Deps): Promise<number> {
  return database.mutation(async (tx) => {
    const at = clock.now();
    const ended = await takeExpiredGalleryInvitations(tx, at);
    for (let each = 0; each < ended; each += 1) {
      const data = { how: 'expired' };
      await appendEvent(tx, { at, kind: 'invitation_ended', ...SYSTEM, subject: 'gallery', data });
    }
    return ended;
  });
}
