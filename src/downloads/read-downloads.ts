/** What the kept sums say of downloads by day. */
import type { Database } from '../storage/database.ts';
import { everyDay, type DayCount } from './days.ts';
import { galleryDays, registrationDays, versionDays, type DayRange } from './statistics.queries.ts';

/** What the serving thread reads at once; more days are for the thread that scans. */
const DAYS_PER_READ = 100;

/** Downloads of an id on each of these days, its unlisted versions among them: `downloadsByDay(database, id, lastDays(now, 90))`. */
export async function downloadsByDay(
  database: Pick<Database, 'read' | 'scan'>,
  registrationId: number,
  days: readonly string[],
): Promise<DayCount[]> {
  const rows = days.length <= DAYS_PER_READ ? database.read : database.scan;
  return everyDay(days, await registrationDays(rows, registrationId, rangeOf(days)));
}

/** The same for one version. */
export async function versionDownloadsByDay(
  database: Pick<Database, 'read' | 'scan'>,
  versionId: number,
  days: readonly string[],
): Promise<DayCount[]> {
  const rows = days.length <= DAYS_PER_READ ? database.read : database.scan;
  return everyDay(days, await versionDays(rows, versionId, rangeOf(days)));
}

/** The same for all of the gallery. */
export async function galleryDownloadsByDay(
  database: Pick<Database, 'read'>,
  days: readonly string[],
): Promise<DayCount[]> {
  return everyDay(days, await galleryDays(database, rangeOf(days)));
}

/** Days follow each other without gaps. */
export function rangeOf(days: readonly string[]): DayRange {
  return { first: days[0] ?? '', last: days.at(-1) ?? '' };
}
