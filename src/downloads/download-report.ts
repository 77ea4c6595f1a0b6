/** Every count of a package or a version, day by day. */
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Database } from '../storage/database.ts';
import { rangeOf } from './read-downloads.ts';
import {
  downloadsOfDay,
  registrationDayClients,
  versionDayClients,
  type ReportWish,
} from './version-statistics.queries.ts';

export interface ReportLine {
  readonly day: string;
  /** Null: of all versions together that are not listed. */
  readonly version: string | null;
  readonly client: string;
  readonly count: number;
}

/** So many days are read in one go: keyed reads come back at once, and years of them would keep everybody else waiting. */
const DAYS_IN_A_GO = 30;

/** The lines of each day, the oldest first; together they are the package's total of that day. */
export async function* packageReportRows(
  database: Pick<Database, 'read' | 'scan'>,
  wish: Pick<ReportWish, 'registrationId' | 'isEverything'>,
  days: readonly string[],
): AsyncGenerator<ReportLine[], void> {
  for (const [at, day] of days.entries()) {
    if (at % DAYS_IN_A_GO === DAYS_IN_A_GO - 1) await othersFirst();
    const all = await registrationDayClients(database, wish.registrationId, day);
    if (all.length === 0) continue;
    const shown = await downloadsOfDay(database, { ...wish, day });
    const rest = new Map(all.map(({ client, count }) => [client, count]));
    for (const { client, count } of shown) rest.set(client, (rest.get(client) ?? 0) - count);
    const unlisted = [...rest].filter(([, count]) => count > 0);
    yield [
      ...shown.map((line) => ({ day, ...line })),
      ...unlisted.map(([client, count]) => ({ day, version: null, client, count })),
    ];
  }
}

const DAYS_PER_READ = 366;

export async function* versionReportRows(
  database: Pick<Database, 'scan'>,
  { versionId, normalizedVersion }: { readonly versionId: number; readonly normalizedVersion: string },
  days: readonly string[],
): AsyncGenerator<ReportLine[], void> {
  for (let start = 0; start < days.length; start += DAYS_PER_READ) {
    const rows = await versionDayClients(database, versionId, rangeOf(days.slice(start, start + DAYS_PER_READ)));
    yield rows.map((row) => ({ version: normalizedVersion, ...row }));
  }
}
