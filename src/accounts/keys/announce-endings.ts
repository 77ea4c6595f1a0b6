import { MICROSECONDS_PER_DAY, type Clock, type Instant } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { SYSTEM } from '../principal.ts';
import { holdersOfEndingKeys, markWarned, type EndingKey, type KeyHolder } from './ending-keys.queries.ts';
import { EXPIRY_WARNING_DAYS } from './expiry-warning.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** What ended longer ago is no news any more: after a long pause, and for keys of before anybody was told. */
const NEWS_DAYS = 7;
/** Keys of one holder that one event names; the next round tells of the others. */
const KEYS_AT_ONCE = 100;

/**
 * Tells the log, and by it each holder, once which keys end within ten days and once which have ended. Keys that last ten
 * days or less are told of only when they have ended. Gives how many keys it told of; a second run tells of none.
 */
export async function announceKeyEndings({ database, clock }: Deps): Promise<number> {
  const now = clock.now();
  const window = {
    now,
    soon: now + EXPIRY_WARNING_DAYS * MICROSECONDS_PER_DAY,
    longAgo: now - NEWS_DAYS * MICROSECONDS_PER_DAY,
    shortDays: EXPIRY_WARNING_DAYS,
    most: KEYS_AT_ONCE,
  };
  let told = 0;
  for (const holder of await holdersOfEndingKeys(database, window)) {
    // Of two nodes that come to this at once, the first marks the keys and the second finds none left.
    told += await database.mutation(async (tx) => {
      const keys = await markWarned(tx, holder, window);
      if (keys.length > 0) await tellHolder(tx, holder, keys, now);
      return keys.length;
    });
  }
  return told;
}

async function tellHolder(tx: Tx, holder: KeyHolder, keys: readonly EndingKey[], now: Instant): Promise<void> {
  await appendEvent(tx, {
    at: now,
    kind: 'keys_expiring',
    ...SYSTEM,
    subject: `account:${holder.publicId}`,
    data: {
      keys: keys.map(({ publicId, name, owner, expiresAt }) => ({ key: publicId, name, owner, expiresAt })),
    },
  });
}
