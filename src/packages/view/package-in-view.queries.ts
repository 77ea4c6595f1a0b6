import type { Expression, SqlBool } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import type { PackageManifest, PackageParts } from '../../nuget/manifest.ts';
import type { Database, Rows } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { VersionState } from '../../storage/schema.ts';
import { isAmong, isApart, isOffered, isUnlisted, type StandingGroup } from './standings.queries.ts';
import type { Viewer } from '../visibility.ts';

type Readable = Pick<Database, 'read'>;

export interface RegistrationToView {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly revision: number;
  readonly isVerified: boolean;
  readonly lockedAt: Instant | null;
  readonly downloads: number;
  readonly offeredVersionKey: string | null;
}

/** Undefined for an id of which no version was ever accepted. */
export async function registrationToView({ read }: Readable, idKey: string): Promise<RegistrationToView | undefined> {
  const row = await read
    .selectFrom('registrations')
    .leftJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'registrations.id')
    .select([
      'registrations.id as registrationId',
      'registrations.id_key as idKey',
      'registrations.display_id as displayId',
      'registrations.revision',
      'registrations.is_verified as isVerified',
      'registrations.locked_at as lockedAt',
      'registration_downloads.count as downloads',
      'versions.version_key as offeredVersionKey',
    ])
    .where('registrations.id_key', '=', idKey)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, isVerified: row.isVerified === 1, downloads: row.downloads ?? 0 };
}

export interface VersionToView {
  readonly versionId: number;
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly fullVersion: string;
  readonly displayId: string;
  readonly isPrerelease: boolean;
  readonly semverLevel: 1 | 2;
  readonly state: VersionState;
  readonly listed: boolean;
  readonly listingReason: string | null;
  readonly deprecation: Deprecation | null;
  readonly manifest: PackageManifest;
  readonly parts: PackageParts;
  readonly publishedAt: Instant;
  readonly createdAt: Instant;
  readonly sizeBytes: number;
  readonly sha512: string;
  readonly downloads: number;
}

export async function versionToView(
  { read }: Readable,
  registrationId: number,
  versionKey: string,
): Promise<VersionToView | undefined> {
  const row = await versionsToView(read, registrationId).where('version_key', '=', versionKey).executeTakeFirst();
  return row === undefined ? undefined : readVersion(row);
}

/** The highest version that is in one of these groups. */
export async function highestVersion(
  { read }: Readable,
  registrationId: number,
  groups: readonly StandingGroup[],
): Promise<VersionToView | undefined> {
  const row = await versionsToView(read, registrationId)
    .where(isAmong(groups))
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : readVersion(row);
}

function versionsToView(read: Rows, registrationId: number) {
  return read
    .selectFrom('versions')
    .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
    .leftJoin('download_totals', 'download_totals.version_id', 'versions.id')
    .select([
      'versions.id as versionId',
      'version_key as versionKey',
      'normalized_version as normalizedVersion',
      'full_version as fullVersion',
      'display_id as displayId',
      'is_prerelease as isPrerelease',
      'semver_level as semverLevel',
      'state',
      'listed',
      'listing_reason as listingReason',
      'deprecation',
      'manifest',
      'parts',
      'published_at as publishedAt',
      'versions.created_at as createdAt',
      'size_bytes as sizeBytes',
      'sha512_key as sha512',
      'download_totals.count as downloads',
    ])
    .where('versions.registration_id', '=', registrationId);
}

type Row = Awaited<ReturnType<ReturnType<typeof versionsToView>['execute']>>[number];

function readVersion(row: Row): VersionToView {
  return {
    ...row,
    isPrerelease: row.isPrerelease === 1,
    listed: row.listed === 1,
    downloads: row.downloads ?? 0,
    deprecation: row.deprecation === null ? null : (JSON.parse(row.deprecation) as Deprecation),
    manifest: JSON.parse(row.manifest) as PackageManifest,
    parts: JSON.parse(row.parts) as PackageParts,
  };
}

/** How many versions are how, as far as the viewer is to know; a package of very many costs a scan. */
export async function countsOfListing(
  database: Database,
  registrationId: number,
  viewerKind: Viewer,
): Promise<{ listedCount: number; unlistedCount: number; apartCount: number }> {
  const count = async (standing: Expression<SqlBool>) => {
    const versions = (rows: Rows) =>
      rows.selectFrom('versions').where('registration_id', '=', registrationId).where(standing);
    const few = await versions(database.read).select('id').limit(ROWS_PER_READ).execute();
    if (few.length < ROWS_PER_READ) return few.length;
    const all = await versions(database.scan)
      .select((row) => row.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(all.count);
  };
  const [listedCount, unlistedCount, apartCount] = await Promise.all([
    count(isOffered()),
    count(isUnlisted()),
    viewerKind === 'anyone' ? 0 : count(isApart()),
  ]);
  return { listedCount, unlistedCount, apartCount };
}
