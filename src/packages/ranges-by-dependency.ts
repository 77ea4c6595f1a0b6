import { lowerInvariant } from '../nuget/lower-case.ts';
import type { PackageManifest } from '../nuget/manifest.ts';

/** The keys of the ids that a package depends on, each with the distinct ranges of all its dependency groups. */
export function rangesByDependency({
  dependencyGroups,
}: Pick<PackageManifest, 'dependencyGroups'>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { id, range } of dependencyGroups.flatMap(({ dependencies }) => dependencies)) {
    const key = lowerInvariant(id);
    found.set(key, (found.get(key) ?? new Set()).add(range));
  }
  return found;
}
