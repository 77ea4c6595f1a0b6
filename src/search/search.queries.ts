/** What search reads: packages to put into the index, and how often they were downloaded. */
import type { PackageManifest } from '../nuget/manifest.ts';
import { statesShownOn } from '../packages/visibility.ts';
import type { Database, Rows } from '../storage/database.ts';
import { parameter } from '../storage/prepared.ts';
import type { DownloadTotal } from './index-file.queries.ts';
import type { IndexedPackage } from './package-documents.ts';
import { isInView, type ViewIndex } from './search-view.ts';

/** Numbers of those ids that exist; at most 200 of them. */
export async function registrationIdsOf(rows: Rows, idKeys: readonly string[]): Promise<number[]> {
  if (idKeys.length === 0) return [];
  const found = await rows.selectFrom('registrations').select('id').where('id_key', 'in', idKeys).execute();
  return found.map((row) => row.id);
}

/** The next registrations by number. */
export async function registrationIdsAfter(rows: Rows, after: number, limit: number): Promise<number[]> {
  const found = await rows
    .selectFrom('registrations')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return found.map((row) => row.id);
}

/** Numbers of the accounts with these names; at most 200 of them. */
export async function accountIdsOf(rows: Rows, nameKeys: readonly string[]): Promise<number[]> {
  if (nameKeys.length === 0) return [];
  const found = await rows.selectFrom('accounts').select('id').where('name_key', 'in', nameKeys).execute();
  return found.map((row) => row.id);
}

/** When a download was last counted; undefined before the first. */
export async function lastDownloadTime(rows: Rows): Promise<number | undefined> {
  const last = await rows
    .selectFrom('download_totals')
    .select('updated_at')
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.updated_at;
}

export interface TotalsSlice {
  /** Packages that were downloaded at or after this time, in microseconds. */
  readonly since: number;
  /** Only registrations with a larger number. */
  readonly after: number;
  readonly limit: number;
}

/** Totals of packages by the number of their registration. */
export async function downloadTotalsSince(scan: Rows, { since, after, limit }: TotalsSlice): Promise<DownloadTotal[]> {
  const downloaded = scan
    .selectFrom('download_totals')
    .select('registration_id')
    .distinct()
    .where('updated_at', '>=', since)
    .where('registration_id', '>', after)
    .orderBy('registration_id')
    .limit(limit);
  const rows = await scan
    .selectFrom('download_totals')
    .select(['registration_id as registrationId', (row) => row.fn.sum<number | string>('count').as('downloads')])
    .where('registration_id', 'in', downloaded)
    .groupBy('registration_id')
    .orderBy('registration_id')
    .execute();
  return rows.map((row) => ({ registrationId: row.registrationId, downloads: Number(row.downloads) }));
}

/** The reads that every change of a package makes, compiled once. */
export interface IndexReads {
  /** As the index is to show it now. Undefined for a registration that does not exist. */
  indexedPackage(registrationId: number): Promise<IndexedPackage | undefined>;
}

interface NewestVersion {
  readonly versionKey: string;
  readonly isPrerelease: number;
  readonly semVerLevel: 1 | 2;
  readonly manifestId: number;
  readonly publishedAt: number;
  readonly deprecation: string | null;
}

export function prepareIndexReads(database: Database): IndexReads {
  const registration = database.prepare((rows) =>
    rows
      .selectFrom('registrations')
      .select(['id_key as idKey', 'display_id as displayId'])
      .where('id', '=', parameter<number>('id'))
      .compile(),
  );
  const owners = database.prepare((rows) =>
    rows
      .selectFrom('owners')
      .select('account_id as accountId')
      .where('registration_id', '=', parameter<number>('id'))
      .compile(),
  );
  const newest = database.prepare<NewestVersion>((rows) => newestStatement(rows).compile());
  const manifest = database.prepare((rows) =>
    rows.selectFrom('manifests').select('manifest').where('id', '=', parameter<number>('id')).compile(),
  );
  const newestIn = (registrationId: number) => async (view: ViewIndex) =>
    newest.first(registrationId, view & 1, (view & 2) === 0 ? 1 : 2);
  return {
    async indexedPackage(registrationId) {
      const head = await registration.first(registrationId);
      if (head === undefined) return undefined;
      const versions = await newestByView(newestIn(registrationId));
      return {
        registrationId,
        ...head,
        ownerIds: (await owners.all(registrationId)).map((owner) => owner.accountId),
        newest: await Promise.all(
          versions.map(async ({ views, version: { versionKey, manifestId, publishedAt, deprecation } }) => {
            const row = await manifest.first(manifestId);
            const said = JSON.parse(row?.manifest ?? '') as PackageManifest;
            return { views, versionKey, manifest: said, publishedAt, isDeprecated: deprecation !== null };
          }),
        ),
      };
    },
  };
}

/** Reads one row out of thousands of versions: the order is that of an index. */
function newestStatement(rows: Rows) {
  return rows
    .selectFrom('versions')
    .select([
      'version_key as versionKey',
      'is_prerelease as isPrerelease',
      'semver_level as semVerLevel',
      'manifest_id as manifestId',
      'published_at as publishedAt',
      'deprecation',
    ])
    .where('registration_id', '=', parameter<number>('registration'))
    .where('is_prerelease', '<=', parameter<0 | 1>('prerelease'))
    .where('semver_level', '<=', parameter<1 | 2>('level'))
    .where('state', 'in', statesShownOn('discovery'))
    .where('listed', '=', 1)
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .limit(1);
}

interface NewestInViews {
  readonly version: NewestVersion;
  readonly views: ViewIndex[];
}

/**
 * Asks for as few views as possible: the newest version of a view is also that of each narrower view that has it. For
 * nearly every package one question is enough.
 */
async function newestByView(ask: (view: ViewIndex) => Promise<NewestVersion | undefined>): Promise<NewestInViews[]> {
  const found: NewestInViews[] = [];
  for (const view of [3, 1, 2, 0] as const) {
    const known = found.find(
      ({ views, version }) =>
        views.some((wider) => (wider & view) === view) &&
        isInView({ isPrerelease: version.isPrerelease === 1, semVerLevel: version.semVerLevel }, view),
    );
    if (known !== undefined) {
      known.views.push(view);
      continue;
    }
    const version = await ask(view);
    if (version !== undefined) add(found, version, view);
  }
  return found;
}

function add(found: NewestInViews[], version: NewestVersion, view: ViewIndex): void {
  const same = found.find((each) => each.version.versionKey === version.versionKey);
  if (same === undefined) found.push({ version, views: [view] });
  else same.views.push(view);
}
