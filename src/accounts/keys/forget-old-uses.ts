import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { settingInForce } from '../settings/settings.ts';
import { forgetUsesBefore } from './keys.queries.ts';

/** Where a key was last used from is kept as long as the addresses of the history. Gives how many were forgotten. */
export async function forgetOldKeyUses({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<number> {
  const days = await settingInForce(database, 'origin-days');
  const before = clock.now() - days * MICROSECONDS_PER_DAY;
  return database.transaction((tx) => forgetUsesBefore(tx, before));
}
