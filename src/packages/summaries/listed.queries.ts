/** What of a gallery is listed, for pages and documents that lead to packages. Whatever is not listed is in none of them. */
import type { Instant } from '../../base/clock.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import { statesShownOn } from '../visibility.ts';

/** How those of at most 200 packages that offer a version are spelled, in the order given. */
export async function offeredIds(
  database: Pick<Database, 'read'>,
  registrationIds: readonly number[],
): Promise<string[]> {
  if (registrationIds.length === 0) return [];
  const rows = await database.read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .select(['registrations.id', 'versions.display_id as displayId'])
    .where('registrations.id', 'in', registrationIds.slice(0, ROWS_PER_READ))
    .execute();
  const byId = new Map(rows.map(({ id, displayId }) => [id, displayId]));
  return registrationIds.flatMap((id) => byId.get(id) ?? []);
}

/** How many packages of an account offer a version, and how often those were downloaded. */
export async function totalsOfOwner(
  database: Pick<Database, 'scan'>,
  accountId: number,
): Promise<{ readonly packages: number; readonly downloads: number }> {
  const row = await database.scan
    .selectFrom('owners')
    .innerJoin('registrations', 'registrations.id', 'owners.registration_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'registrations.id')
    .select((of) => [
      of.fn.countAll<number | string>().as('packages'),
      of.fn.sum<number | string | null>('count').as('downloads'),
    ])
    .where('owners.account_id', '=', accountId)
    .where('registrations.offered_version_id', 'is not', null)
    .executeTakeFirstOrThrow();
  return { packages: Number(row.packages), downloads: Number(row.downloads ?? 0) };
}

export interface OfferedId {
  readonly displayId: string;
  readonly publishedAt: Instant;
}

/** Packages that offer a version, of the registrations with these numbers, `first` and `last` included. */
export function offeredIdsBetween(database: Pick<Database, 'scan'>, first: number, last: number): Promise<OfferedId[]> {
  return database.scan
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .select(['versions.display_id as displayId', 'versions.published_at as publishedAt'])
    .where('registrations.id', '>=', first)
    .where('registrations.id', '<=', last)
    .orderBy('registrations.id')
    .execute();
}

/** The largest number of a registration; 0 where there is none. */
export async function lastRegistration(database: Pick<Database, 'read'>): Promise<number> {
  const row = await database.read
    .selectFrom('registrations')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

export interface ListedVersion {
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly fullVersion: string;
  readonly publishedAt: Instant;
  readonly manifest: PackageManifest;
}

/** The highest listed versions of a package, the highest first; none of an id that does not exist. */
export async function highestListedVersions(
  database: Pick<Database, 'read'>,
  { idKey, isStableOnly, most }: { readonly idKey: string; readonly isStableOnly: boolean; readonly most: number },
): Promise<ListedVersion[]> {
  const rows = await database.read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.registration_id', 'registrations.id')
    .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
    .select([
      'versions.display_id as displayId',
      'versions.normalized_version as normalizedVersion',
      'versions.full_version as fullVersion',
      'versions.published_at as publishedAt',
      'manifests.manifest',
    ])
    .where('registrations.id_key', '=', idKey)
    .where('versions.listed', '=', 1)
    .where('versions.state', 'in', statesShownOn('discovery'))
    .where('versions.is_prerelease', '<=', isStableOnly ? 0 : 1)
    .orderBy('versions.sort_key', 'desc')
    .orderBy('versions.version_key', 'desc')
    .limit(Math.min(most, ROWS_PER_READ))
    .execute();
  return rows.map(({ manifest, ...row }) => ({ ...row, manifest: JSON.parse(manifest) as PackageManifest }));
}

/** When an account began to be, and whether it may be shown: undefined for one that is deleted or never was. */
export async function accountInView(
  database: Pick<Database, 'read'>,
  nameKey: string,
): Promise<AccountInView | undefined> {
  const row = await database.read
    .selectFrom('accounts')
    .select(['id', 'name', 'kind', 'status', 'created_at as createdAt'])
    .where('name_key', '=', nameKey)
    .where('status', '<>', 'deleted')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { status, ...account } = row;
  return { ...account, isLocked: status === 'locked' };
}

export interface AccountInView {
  readonly id: number;
  readonly name: string;
  readonly kind: 'person' | 'organization';
  readonly createdAt: Instant;
  readonly isLocked: boolean;
}
