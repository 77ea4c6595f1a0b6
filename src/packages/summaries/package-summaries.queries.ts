import type { Deprecation } from '../../catalog/deprecation.ts';
import type { Instant } from '../../base/clock.ts';
import type { PackageManifest, PackageParts } from '../../nuget/manifest.ts';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';

/** The version that an id offers, with what a list says of it. */
export interface OfferedRow {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly isVerified: boolean;
  readonly normalizedVersion: string;
  readonly versionKey: string;
  readonly publishedAt: Instant;
  readonly deprecation: Deprecation | null;
  readonly manifest: PackageManifest;
  readonly parts: PackageParts;
  readonly downloads: number;
}

/** At most 200 of them, in no order; none for an id that offers nothing. */
export async function offeredVersions(
  database: Pick<Database, 'read'>,
  registrationIds: readonly number[],
): Promise<OfferedRow[]> {
  if (registrationIds.length === 0) return [];
  const rows = await database.read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'registrations.id')
    .select([
      'registrations.id as registrationId',
      'registrations.id_key as idKey',
      'registrations.is_verified as isVerified',
      'versions.display_id as displayId',
      'versions.normalized_version as normalizedVersion',
      'versions.version_key as versionKey',
      'versions.published_at as publishedAt',
      'versions.deprecation',
      'versions.parts',
      'manifests.manifest',
      'registration_downloads.count as downloads',
    ])
    .where('registrations.id', 'in', registrationIds.slice(0, ROWS_PER_READ))
    .execute();
  return rows.map((row) => ({
    ...row,
    isVerified: row.isVerified === 1,
    downloads: row.downloads ?? 0,
    deprecation: row.deprecation === null ? null : (JSON.parse(row.deprecation) as Deprecation),
    manifest: JSON.parse(row.manifest) as PackageManifest,
    parts: JSON.parse(row.parts) as PackageParts,
  }));
}

/** Who owns each of at most 200 packages, by name; locked accounts too, deleted ones not. */
export async function ownersOfEach(
  database: Pick<Database, 'read'>,
  registrationIds: readonly number[],
): Promise<Map<number, { readonly name: string; readonly kind: 'person' | 'organization' }[]>> {
  const owners = new Map<number, { readonly name: string; readonly kind: 'person' | 'organization' }[]>();
  if (registrationIds.length === 0) return owners;
  const rows = await database.read
    .selectFrom('owners')
    .innerJoin('accounts', 'accounts.id', 'owners.account_id')
    .select(['owners.registration_id as registrationId', 'accounts.name', 'accounts.kind'])
    .where('owners.registration_id', 'in', registrationIds.slice(0, ROWS_PER_READ))
    .where('accounts.status', '<>', 'deleted')
    .orderBy('accounts.name_key')
    .execute();
  for (const { registrationId, name, kind } of rows) {
    owners.set(registrationId, [...(owners.get(registrationId) ?? []), { name, kind }]);
  }
  return owners;
}
