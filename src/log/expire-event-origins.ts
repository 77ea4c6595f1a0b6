import type { Clock } from '../base/clock.ts';
import type { Database } from '../storage/database.ts';
import { deleteExpiredOrigins } from './events.queries.ts';

/**
 * Forgets the addresses and user agents of events whose time is over, and says how many. The events stay as they are:
 * that is why these lie apart.
 */
export function expireEventOrigins(deps: { readonly database: Database; readonly clock: Clock }): Promise<number> {
  return deps.database.transaction((tx) => deleteExpiredOrigins(tx, deps.clock.now()));
}
