import { expressionBuilder } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import { packageFrameworks } from '../../nuget/framework-generations.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import type { Rows } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { Schema, VersionState } from '../../storage/schema.ts';
import { isAmong, type StandingGroup } from './standings.queries.ts';

/** A version as tables of versions show it. */
export interface VersionInList {
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly isPrerelease: boolean;
  readonly state: VersionState;
  readonly listed: boolean;
  readonly listingReason: string | null;
  readonly publishedAt: Instant;
  readonly deprecation: Deprecation | null;
  /** Short names of what it is for. */
  readonly frameworks: readonly string[];
  readonly downloads: number;
}

/** Below this place in the order of versions; without a key, below all that begin with these bytes. */
export interface VersionBound {
  readonly sortKey: Uint8Array;
  readonly versionKey?: string;
}

export interface VersionListWish {
  readonly registrationId: number;
  readonly groups: readonly StandingGroup[];
  readonly before?: VersionBound;
  /** At most 200. */
  readonly limit: number;
}

const versions = expressionBuilder<Schema, 'versions'>();

/** The highest versions first. */
export async function versionList(rows: Rows, wish: VersionListWish): Promise<VersionInList[]> {
  let statement = rows
    .selectFrom('versions')
    .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
    .leftJoin('download_totals', 'download_totals.version_id', 'versions.id')
    .select([
      'version_key as versionKey',
      'normalized_version as normalizedVersion',
      'is_prerelease as isPrerelease',
      'state',
      'listed',
      'listing_reason as listingReason',
      'published_at as publishedAt',
      'deprecation',
      'manifest',
      'download_totals.count as downloads',
    ])
    .where('versions.registration_id', '=', wish.registrationId)
    .where(isAmong(wish.groups))
    .orderBy('versions.sort_key', 'desc')
    .orderBy('versions.version_key', 'desc')
    .limit(Math.min(wish.limit, ROWS_PER_READ));
  if (wish.before !== undefined) statement = statement.where(isBelow(wish.before));
  const found = await statement.execute();
  return found.map(({ manifest, ...row }) => ({
    ...row,
    isPrerelease: row.isPrerelease === 1,
    listed: row.listed === 1,
    downloads: row.downloads ?? 0,
    deprecation: row.deprecation === null ? null : (JSON.parse(row.deprecation) as Deprecation),
    frameworks: packageFrameworks(JSON.parse(manifest) as PackageManifest),
  }));
}

/** Most versions rank for themselves, so the first comparison finds the place in the index. */
function isBelow({ sortKey, versionKey }: VersionBound) {
  if (versionKey === undefined) return versions('versions.sort_key', '<', sortKey);
  return versions.and([
    versions('versions.sort_key', '<=', sortKey),
    versions.or([versions('versions.sort_key', '<', sortKey), versions('versions.version_key', '<', versionKey)]),
  ]);
}
