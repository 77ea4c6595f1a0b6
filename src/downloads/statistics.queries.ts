import { expressionBuilder } from 'kysely';
import { statesShownOn } from '../packages/visibility.ts';
import type { Database, Rows } from '../storage/database.ts';
import type { Schema, VersionState } from '../storage/schema.ts';
import type { DayCount } from './days.ts';

export interface DayRange {
  readonly first: string;
  readonly last: string;
}

export interface ClientCount {
  readonly client: string;
  readonly count: number;
}

/** One range of the primary key, a few clients a day. */
function countsOf(rows: Rows, registrationId: number, { first, last }: DayRange) {
  return rows
    .selectFrom('registration_days')
    .select((row) => row.fn.sum<number | string>('count').as('count'))
    .where('registration_id', '=', registrationId)
    .where('day', '>=', first)
    .where('day', '<=', last);
}

/** Days on which an id was downloaded, in order. */
export async function registrationDays(rows: Rows, registrationId: number, range: DayRange): Promise<DayCount[]> {
  const found = await countsOf(rows, registrationId, range).select('day').groupBy('day').orderBy('day').execute();
  return found.map(({ day, count }) => ({ day, count: Number(count) }));
}

/** The clients that downloaded an id, the most frequent first. */
export async function registrationClients(rows: Rows, registrationId: number, range: DayRange): Promise<ClientCount[]> {
  const found = await countsOf(rows, registrationId, range).select('client').groupBy('client').execute();
  return mostFrequent(found);
}

/** The first day on which an id was downloaded. */
export async function firstDayOf(
  { read }: Pick<Database, 'read'>,
  registrationId: number,
): Promise<string | undefined> {
  const row = await read
    .selectFrom('registration_days')
    .select('day')
    .where('registration_id', '=', registrationId)
    .orderBy('day')
    .limit(1)
    .executeTakeFirst();
  return row?.day;
}

export async function versionDays(rows: Rows, versionId: number, { first, last }: DayRange): Promise<DayCount[]> {
  const found = await rows
    .selectFrom('downloads')
    .select(['day', (row) => row.fn.sum<number | string>('count').as('count')])
    .where('version_id', '=', versionId)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .groupBy('day')
    .orderBy('day')
    .execute();
  return found.map(({ day, count }) => ({ day, count: Number(count) }));
}

export async function galleryDays({ read }: Pick<Database, 'read'>, { first, last }: DayRange): Promise<DayCount[]> {
  const found = await read
    .selectFrom('gallery_days')
    .select(['day', (row) => row.fn.sum<number | string>('count').as('count')])
    .where('day', '>=', first)
    .where('day', '<=', last)
    .groupBy('day')
    .orderBy('day')
    .execute();
  return found.map(({ day, count }) => ({ day, count: Number(count) }));
}

export async function galleryClients(
  { read }: Pick<Database, 'read'>,
  { first, last }: DayRange,
): Promise<ClientCount[]> {
  const found = await read
    .selectFrom('gallery_days')
    .select(['client', (row) => row.fn.sum<number | string>('count').as('count')])
    .where('day', '>=', first)
    .where('day', '<=', last)
    .groupBy('client')
    .execute();
  return mostFrequent(found);
}

/** Everything that was ever downloaded, how many ids offer something, and how many versions are listed. */
export async function countAll({
  scan,
}: Pick<Database, 'scan'>): Promise<{ downloads: number; packages: number; versions: number }> {
  const downloads = await scan
    .selectFrom('gallery_days')
    .select((row) => row.fn.sum<number | string | null>('count').as('count'))
    .executeTakeFirstOrThrow();
  const packages = await scan
    .selectFrom('registrations')
    .select((row) => row.fn.countAll<number | string>().as('count'))
    .where('offered_version_id', 'is not', null)
    .executeTakeFirstOrThrow();
  const versions = await scan
    .selectFrom('versions')
    .select((row) => row.fn.countAll<number | string>().as('count'))
    .where(isListed())
    .executeTakeFirstOrThrow();
  return {
    downloads: Number(downloads.count ?? 0),
    packages: Number(packages.count),
    versions: Number(versions.count),
  };
}

/** Where a list in the order of downloads goes on: behind this count and number. */
export interface TopPlace {
  readonly count: number;
  readonly id: number;
}

export interface TopPackageRow extends TopPlace {
  readonly displayId: string;
  readonly isOffered: boolean;
}

/** The next ids by their downloads, also those that offer nothing: an index in its order. */
export async function packagesInOrder(
  { read }: Pick<Database, 'read'>,
  after: TopPlace | undefined,
  limit: number,
): Promise<TopPackageRow[]> {
  const rows = await read
    .selectFrom('registration_downloads')
    .innerJoin('registrations', 'registrations.id', 'registration_downloads.registration_id')
    .leftJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .select([
      'registration_downloads.registration_id as id',
      'count',
      'registrations.display_id as displayId',
      'versions.display_id as offered',
    ])
    .$if(after !== undefined, (query) =>
      query
        .where('count', '<=', after?.count ?? 0)
        .where((row) =>
          row.or([
            row('count', '<', after?.count ?? 0),
            row('registration_downloads.registration_id', '>', after?.id ?? 0),
          ]),
        ),
    )
    .orderBy('count', 'desc')
    .orderBy('registration_downloads.registration_id')
    .limit(limit)
    .execute();
  return rows.map(({ offered, ...row }) => ({
    ...row,
    displayId: offered ?? row.displayId,
    isOffered: offered !== null,
  }));
}

export interface TopVersionRow extends TopPlace {
  readonly displayId: string;
  readonly version: string;
  readonly listed: boolean;
  readonly state: VersionState;
}

/** The next versions by their downloads, whatever their state: an index in its order. */
export async function versionsInOrder(
  { read }: Pick<Database, 'read'>,
  after: TopPlace | undefined,
  limit: number,
): Promise<TopVersionRow[]> {
  const rows = await read
    .selectFrom('download_totals')
    .innerJoin('versions', 'versions.id', 'download_totals.version_id')
    .select([
      'version_id as id',
      'count',
      'display_id as displayId',
      'normalized_version as version',
      'listed',
      'state',
    ])
    .$if(after !== undefined, (query) =>
      query
        .where('count', '<=', after?.count ?? 0)
        .where((row) => row.or([row('count', '<', after?.count ?? 0), row('version_id', '>', after?.id ?? 0)])),
    )
    .orderBy('count', 'desc')
    .orderBy('version_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, listed: row.listed === 1 }));
}

function mostFrequent(rows: readonly { readonly client: string; readonly count: number | string }[]): ClientCount[] {
  return rows
    .map(({ client, count }) => ({ client, count: Number(count) }))
    .sort((a, b) => b.count - a.count || (a.client < b.client ? -1 : 1));
}

/** What discovery shows: public statistics name no other version. */
function isListed() {
  const build = expressionBuilder<Schema, 'versions'>();
  return build.and([build('versions.listed', '=', 1), build('versions.state', 'in', statesShownOn('discovery'))]);
}
