import type { Clock } from '../base/clock.ts';
import type { Database } from '../storage/database.ts';
import {
  lockCounts,
  rebuildGalleryDays,
  rebuildRegistrationDays,
  rebuildRegistrations,
  rebuildTotals,
} from './rebuild.queries.ts';

/**
 * Makes every sum anew out of the counts of versions, days and clients, in one transaction: readers see the old sums or the
 * new ones, and what is downloaded meanwhile is counted behind it. Search takes the totals over as if they had all grown.
 */
export async function rebuildStatistics({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  await database.transaction(async (tx) => {
    if (database.dialect === 'postgres') await lockCounts(tx);
    await rebuildTotals(tx, clock.now());
    await rebuildRegistrationDays(tx);
    await rebuildGalleryDays(tx);
    await rebuildRegistrations(tx);
  });
}
