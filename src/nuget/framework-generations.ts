/** Families of frameworks as people know them, and what a package says of those that it is for. */
import { lowerInvariant } from './lower-case.ts';
import { compareFrameworkVersions, isNet5Era, parseFrameworkFolder, type NuGetFramework } from './framework.ts';
import type { PackageManifest } from './manifest.ts';

/** By the names that nuget.org's own search has. */
export const frameworkGenerations = {
  net: '.NET',
  netcoreapp: '.NET Core',
  netstandard: '.NET Standard',
  netframework: '.NET Framework',
} as const;

export type FrameworkGeneration = keyof typeof frameworkGenerations;

/** Undefined for a framework of another family: Xamarin, UWP, portable sets. */
export function generationOf(framework: NuGetFramework): FrameworkGeneration | undefined {
  switch (framework.identifier) {
    case '.NETCoreApp':
      return isNet5Era(framework) ? 'net' : 'netcoreapp';
    case '.NETStandard':
      return 'netstandard';
    case '.NETFramework':
      return 'netframework';
    default:
      return undefined;
  }
}

/** Short names in lower case: of the frameworks that its files serve; without any, those that it has dependencies for. */
export function packageFrameworks(
  manifest: Pick<PackageManifest, 'supportedFrameworks' | 'dependencyGroups'>,
): string[] {
  const { supportedFrameworks, dependencyGroups } = manifest;
  const names =
    supportedFrameworks.length > 0
      ? supportedFrameworks
      : dependencyGroups.flatMap(({ targetFramework }) => (targetFramework === undefined ? [] : [targetFramework]));
  return [...new Set(names.map(lowerInvariant))];
}

/** The lowest of each generation, in the order of the generations: what a list has room for. */
export function lowestFrameworks(names: readonly string[]): string[] {
  const lowest = new Map<FrameworkGeneration, { name: string; framework: NuGetFramework }>();
  for (const name of names) {
    const framework = parseFrameworkFolder(name);
    const generation = generationOf(framework);
    if (generation === undefined) continue;
    const known = lowest.get(generation);
    if (known === undefined || compareFrameworkVersions(framework.version, known.framework.version) < 0) {
      lowest.set(generation, { name, framework });
    }
  }
  return (Object.keys(frameworkGenerations) as FrameworkGeneration[]).flatMap((each) => lowest.get(each)?.name ?? []);
}
