/**
 * Frameworks as terms of the index: those that a package names, and those whose projects could use it. Both hold
 * generations too, marked by a sign that no framework's name has.
 */
import { isCompatible } from '../nuget/framework-compatibility.ts';
import { type FrameworkGeneration, generationOf } from '../nuget/framework-generations.ts';
import { parseFrameworkFolder } from '../nuget/framework.ts';

/** Frameworks of a package that are looked at; hardly any has ten. */
const MAX_FRAMEWORKS = 40;
/** Sets of frameworks whose projects are remembered: most packages share a few dozen. */
const MAX_KEPT_SETS = 500;

/** What projects are made for. Whoever filters by another framework finds the packages that name it. */
export const knownProjects = [
  'net10.0 net9.0 net8.0 net7.0 net6.0 net5.0',
  'net10.0-windows net9.0-windows net8.0-windows net6.0-windows net10.0-android net9.0-android net8.0-android',
  'net10.0-ios net9.0-ios net8.0-ios net10.0-maccatalyst net9.0-maccatalyst net8.0-maccatalyst',
  'netcoreapp3.1 netcoreapp3.0 netcoreapp2.2 netcoreapp2.1 netcoreapp2.0 netcoreapp1.1 netcoreapp1.0',
  'netstandard2.1 netstandard2.0 netstandard1.6 netstandard1.5 netstandard1.4 netstandard1.3 netstandard1.2',
  'netstandard1.1 netstandard1.0',
  'net481 net48 net472 net471 net47 net463 net462 net461 net46 net452 net451 net45 net403 net40 net35 net20',
].flatMap((line) => line.split(' '));

export function generationTerm(generation: FrameworkGeneration): string {
  return `*${generation}`;
}

/** Of the frameworks that a package names. */
export function namedFrameworkTerms(names: readonly string[]): string[] {
  return withGenerations(names.slice(0, MAX_FRAMEWORKS));
}

const kept = new Map<string, readonly string[]>();

/** Of the known projects that could use a package with these frameworks, and of the frameworks themselves. */
export function usableFrameworkTerms(names: readonly string[]): readonly string[] {
  const looked = names.slice(0, MAX_FRAMEWORKS);
  const key = looked.join(' ');
  const known = kept.get(key);
  if (known !== undefined) return known;
  const offered = looked.map(parseFrameworkFolder);
  const projects = knownProjects.filter((project) =>
    offered.some((framework) => isCompatible(parseFrameworkFolder(project), framework)),
  );
  const terms = withGenerations([...looked, ...projects]);
  if (kept.size >= MAX_KEPT_SETS) kept.clear();
  kept.set(key, terms);
  return terms;
}

function withGenerations(names: readonly string[]): string[] {
  const generations = names.flatMap((name) => generationOf(parseFrameworkFolder(name)) ?? []);
  return [...new Set([...names, ...generations.map(generationTerm)])];
}
