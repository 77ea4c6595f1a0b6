import { globMatches, isGlob } from '../accounts/keys/scopes.ts';
import { parsePackageId, type PackageId } from '../nuget/package-id.ts';

/** Which ids an import is about. */
export interface IdSelection {
  has(id: PackageId): boolean;
  /** The ids themselves, when each pattern is a whole id: then nobody needs to list the source. */
  readonly exactly: readonly PackageId[] | undefined;
  /** The same text for the same selection, whatever order and case it was written in. */
  readonly key: string;
}

/** No pattern means every id. Gives the patterns that are none where there are any. */
export function parseIdPatterns(patterns: readonly string[]): IdSelection | { readonly wrong: readonly string[] } {
  const wrong = patterns.filter((pattern) => !isGlob(pattern));
  if (wrong.length > 0) return { wrong };
  const exactly = patterns.flatMap((pattern) => parsePackageId(pattern) ?? []);
  return {
    has: (id) => patterns.length === 0 || patterns.some((pattern) => globMatches(pattern, id.key)),
    exactly: patterns.length > 0 && exactly.length === patterns.length ? exactly : undefined,
    key: patterns
      .map((pattern) => pattern.toLowerCase())
      .sort()
      .join(' '),
  };
}
