import { statesShownOn } from '../packages/visibility.ts';
import type { Database, Rows } from '../storage/database.ts';
import type { VersionState } from '../storage/schema.ts';
import type { DayRange } from './statistics.queries.ts';

/** A version with all its downloads. */
export interface CountedVersion {
  readonly versionId: number;
  readonly version: string;
  readonly versionKey: string;
  readonly listed: boolean;
  readonly state: VersionState;
  readonly total: number;
}

export interface VersionsWish {
  readonly registrationId: number;
  /** Also those that are unlisted or withdrawn: for who manages the package. */
  readonly isEverything: boolean;
  readonly limit: number;
}

/** The most downloaded versions of an id: a sort of all of them. */
export async function mostDownloaded(rows: Rows, wish: VersionsWish): Promise<CountedVersion[]> {
  const found = await versionsOf(rows, wish)
    .orderBy((row) => row.fn.coalesce('download_totals.count', row.lit(0)), 'desc')
    .orderBy('versions.id')
    .execute();
  return found.map(readVersion);
}

/** The highest versions of an id, by an index. */
export async function highest(rows: Rows, wish: VersionsWish): Promise<CountedVersion[]> {
  const found = await versionsOf(rows, wish).orderBy('sort_key', 'desc').orderBy('version_key', 'desc').execute();
  return found.map(readVersion);
}

function versionsOf(rows: Rows, { registrationId, isEverything, limit }: VersionsWish) {
  return rows
    .selectFrom('versions')
    .leftJoin('download_totals', 'download_totals.version_id', 'versions.id')
    .select(['versions.id as versionId', 'normalized_version as version', 'version_key as versionKey'])
    .select(['listed', 'state', 'download_totals.count as total'])
    .where('versions.registration_id', '=', registrationId)
    .$if(!isEverything, (query) => query.where('listed', '=', 1).where('state', 'in', statesShownOn('discovery')))
    .limit(limit);
}

function readVersion(row: {
  readonly versionId: number;
  readonly version: string;
  readonly versionKey: string;
  readonly listed: number;
  readonly state: VersionState;
  readonly total: number | null;
}): CountedVersion {
  return { ...row, listed: row.listed === 1, total: row.total ?? 0 };
}

export interface VersionClientCount {
  readonly versionId: number;
  readonly client: string;
  readonly count: number;
}

/** Downloads of some versions by client: a range of the primary key for each. */
export async function versionClients(
  rows: Rows,
  versionIds: readonly number[],
  { first, last }: DayRange,
): Promise<VersionClientCount[]> {
  if (versionIds.length === 0) return [];
  const found = await rows
    .selectFrom('downloads')
    .select(['version_id as versionId', 'client', (row) => row.fn.sum<number | string>('count').as('count')])
    .where('version_id', 'in', versionIds)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .groupBy(['version_id', 'client'])
    .execute();
  return found.map((row) => ({ ...row, count: Number(row.count) }));
}

export interface ReportWish {
  readonly registrationId: number;
  readonly isEverything: boolean;
  readonly day: string;
}

/** What was downloaded of an id on a day, by version and client, the highest version first. */
export async function downloadsOfDay(
  { scan }: Pick<Database, 'scan'>,
  { registrationId, isEverything, day }: ReportWish,
): Promise<{ version: string; client: string; count: number }[]> {
  return scan
    .selectFrom('versions')
    .innerJoin('downloads', 'downloads.version_id', 'versions.id')
    .select(['normalized_version as version', 'client', 'count'])
    .where('registration_id', '=', registrationId)
    .where('day', '=', day)
    .$if(!isEverything, (query) => query.where('listed', '=', 1).where('state', 'in', statesShownOn('discovery')))
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .orderBy('client')
    .execute();
}

/** What was downloaded of an id on a day, by client. */
export async function registrationDayClients(
  { read }: Pick<Database, 'read'>,
  registrationId: number,
  day: string,
): Promise<{ client: string; count: number }[]> {
  return read
    .selectFrom('registration_days')
    .select(['client', 'count'])
    .where('registration_id', '=', registrationId)
    .where('day', '=', day)
    .orderBy('client')
    .execute();
}

/** What was downloaded of a version, by day and client. */
export async function versionDayClients(
  { scan }: Pick<Database, 'scan'>,
  versionId: number,
  { first, last }: DayRange,
): Promise<{ day: string; client: string; count: number }[]> {
  return scan
    .selectFrom('downloads')
    .select(['day', 'client', 'count'])
    .where('version_id', '=', versionId)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .orderBy('day')
    .orderBy('client')
    .execute();
}
