import { MICROSECONDS_PER_DAY, type Clock } from '../base/clock.ts';
import type { Database } from '../storage/database.ts';
import { EVENT_ORIGIN_DAYS } from './append-event.ts';
import { deleteOriginsBefore } from './events.queries.ts';

/** A transaction forgets no more than this: a setting that was shortened may end the time of millions at once. */
const ORIGINS_PER_TRANSACTION = 2_000;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Forgets the addresses and user agents of events that are more than `days` old, and says how many. The events stay as they
 * are: that is why these lie apart.
 *
 * A row knows when it would expire by the default, since it does not know what the setting will be by then.
 */
export async function expireEventOrigins({ database, clock }: Deps, days: number): Promise<number> {
  const expiry = clock.now() + (EVENT_ORIGIN_DAYS - days) * MICROSECONDS_PER_DAY;
  let removed = 0;
  while (true) {
    const count = await database.transaction((tx) => deleteOriginsBefore(tx, expiry, ORIGINS_PER_TRANSACTION));
    removed += count;
    if (count < ORIGINS_PER_TRANSACTION) return removed;
  }
}
