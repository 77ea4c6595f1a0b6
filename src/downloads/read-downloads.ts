/** What the kept sums say of downloads. Nobody who reads ever adds up versions. */
import type { Database } from '../storage/database.ts';
import { everyDay, type DayCount } from './days.ts';
import { registrationDays } from './statistics.queries.ts';

/** Downloads of an id on each of these days, its unlisted versions among them: `downloadsByDay(database, id, lastDays(now, 90))`. */
export async function downloadsByDay(
  database: Pick<Database, 'read'>,
  registrationId: number,
  days: readonly string[],
): Promise<DayCount[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  return everyDay(days, await registrationDays(database, registrationId, { first, last }));
}
