import type { Instant } from '../../base/clock.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import type { Database } from '../../storage/database.ts';
import { offeredVersions, ownersOfEach } from './package-summaries.queries.ts';

/** A package as lists of packages show it: by the version that it offers, which is listed and available. */
export interface PackageSummary {
  readonly registrationId: number;
  readonly displayId: string;
  readonly idKey: string;
  readonly version: string;
  readonly versionKey: string;
  /** Whether an owner holds a reserved prefix that the id begins with. */
  readonly isVerified: boolean;
  readonly publishedAt: Instant;
  readonly deprecation: Deprecation | null;
  /** All downloads of the id. */
  readonly downloads: number;
  readonly owners: readonly { readonly name: string; readonly kind: 'person' | 'organization' }[];
  readonly hasIcon: boolean;
  /** What the package says of itself: hostile until it is shown as text. */
  readonly manifest: PackageManifest;
}

/**
 * What lists show of these packages, in the order given; at most 200. An id that offers nothing any more is left out, so a
 * list that an index or a count made never shows what is hidden.
 */
export async function packageSummaries(
  database: Pick<Database, 'read'>,
  registrationIds: readonly number[],
): Promise<PackageSummary[]> {
  const [rows, owners] = await Promise.all([
    offeredVersions(database, registrationIds),
    ownersOfEach(database, registrationIds),
  ]);
  const byId = new Map(rows.map((row) => [row.registrationId, row]));
  return registrationIds.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { normalizedVersion, parts, ...summary } = row;
    return [
      { ...summary, version: normalizedVersion, hasIcon: parts.icon !== undefined, owners: owners.get(id) ?? [] },
    ];
  });
}
