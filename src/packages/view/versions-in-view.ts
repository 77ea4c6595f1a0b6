import { parseVersion } from '../../nuget/version.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { PackageInView } from './package-in-view.ts';
import { standingsSeenAs } from './standings.ts';
import { versionList, type VersionBound, type VersionInList } from './versions-in-view.queries.ts';

export type { VersionInList };

export interface VersionsPage {
  /** The highest first. */
  readonly versions: readonly VersionInList[];
  /** The key of the last one, where lower ones follow: what `before` is for the next page. */
  readonly next: string | undefined;
}

interface VersionsWish {
  /** Where the page begins: see `versionBound`. */
  readonly before: VersionBound | undefined;
  readonly limit: number;
}

/** The versions that somebody may see in a list, a page at a time. */
export async function versionsInView(
  database: Database,
  { registrationId, viewerKind, unlistedCount }: Pick<PackageInView, 'registrationId' | 'viewerKind' | 'unlistedCount'>,
  { before, limit }: VersionsWish,
): Promise<VersionsPage> {
  // Where very many are hidden, they are walked over to find those that are not.
  const isLong = viewerKind === 'anyone' && unlistedCount >= ROWS_PER_READ;
  const found = await versionList(isLong ? database.scan : database.read, {
    registrationId,
    groups: standingsSeenAs('versionTable', viewerKind),
    limit: limit + 1,
    ...(before === undefined ? {} : { before }),
  });
  const versions = found.slice(0, limit);
  return { versions, next: found.length > limit ? versions.at(-1)?.versionKey : undefined };
}

/**
 * The place below a version that was asked for by its text. Of a number that is not whole it is the place below all that
 * begin so: `3` and `3.1` lead to the highest of them, and so does a version itself when `isIncluded`.
 */
export function versionBound(text: string, isIncluded: boolean): VersionBound | undefined {
  const version = parseVersion(text);
  if (version === undefined) return undefined;
  if (!isIncluded) return { sortKey: versionSortKey(version), versionKey: version.key };
  const numbers = /^\s*[0-9]+(?:\.[0-9]+)?\s*$/.test(text) ? text.trim().split('.').map(Number) : undefined;
  if (numbers === undefined) return { sortKey: versionSortKey(version), versionKey: `${version.key}\u{10ffff}` };
  const next = parseVersion([...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join('.'));
  // Without the byte that tells a version from its previews it comes before both.
  return next === undefined ? undefined : { sortKey: versionSortKey(next).slice(0, -1) };
}
