/**
 * Whether a project of one framework may use assets of another, as NuGet.Frameworks' CompatibilityProvider decides it.
 *
 * The project is expanded into everything that it stands for by the tables, the candidate into everything that is the
 * same as it; they are compatible if any of the former has the name, the profile and at least the version of any of
 * the latter.
 */
import { equivalentFrameworks } from './framework-names.ts';
import { equivalentProfiles, oneWayMappings, subsets } from './framework-mappings.ts';
import {
  compareFrameworkVersions,
  equivalentsOf,
  frameworkKey,
  isAny,
  isNet5Era,
  isPortable,
  isUnsupported,
  makeFramework,
  parseFrameworkFolder,
  portableMembers,
  portableProfileNumber,
  sameFramework,
  type FrameworkVersion,
  type NuGetFramework,
} from './framework.ts';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';
import { portableProfiles } from './portable-profiles.ts';

/** Expansions are kept for as many projects; those that occur are few, but nothing bounds what a stranger may write. */
const MAX_KEPT_EXPANSIONS = 500;

interface OneWayMapping {
  readonly project: NuGetFramework;
  readonly candidates: readonly NuGetFramework[];
}

/** Whether a project of the first framework may use assets of the second. */
export function isCompatible(project: NuGetFramework, candidate: NuGetFramework): boolean {
  if (sameFramework(project, candidate) || isAny(project) || isAny(candidate)) return true;
  if (isUnsupported(project)) return false;
  if (candidate.identifier === 'Agnostic') return true;
  if (isUnsupported(candidate)) return false;
  if (isPortable(candidate)) return isCompatibleWithPortable(project, candidate);
  const same = equivalentClosure(candidate);
  return expand(project).some((meaning) => same.some((framework) => covers(meaning, framework)));
}

/** Every framework of the project must find one in the candidate's set. */
function isCompatibleWithPortable(project: NuGetFramework, candidate: NuGetFramework): boolean {
  const wanted = isPortable(project) ? (portableMembers(project.profile, false) ?? []) : [project];
  // With the optional ones: the larger the set, the more it serves.
  const offered = portableMembers(candidate.profile, true) ?? [];
  if (wanted.length > offered.length) return false;
  return wanted.every((framework) => offered.some((other) => isCompatible(framework, other)));
}

function covers(project: NuGetFramework, candidate: NuGetFramework): boolean {
  const hasSameName = sameName(project, candidate);
  if (isNet5Era(project) && project.version[0] >= 6 && project.platform !== '' && !hasSameName) {
    return coversLegacyPlatform(project, candidate);
  }
  if (!hasSameName || !isVersionCovered(project.version, candidate.version)) return false;
  if (!sameText(project.profile, candidate.profile)) return false;
  if (!isNet5Era(project) || candidate.platform === '') return true;
  return (
    sameText(project.platform, candidate.platform) &&
    isVersionCovered(project.platformVersion, candidate.platformVersion)
  );
}

/** Of Xamarin's frameworks, net6.0 and higher took over these two alone. */
function coversLegacyPlatform(project: NuGetFramework, candidate: NuGetFramework): boolean {
  if (candidate.identifier === 'MonoAndroid') return sameText(project.platform, 'android');
  return candidate.identifier === 'Tizen' && sameText(project.platform, 'tizen');
}

function isVersionCovered(project: FrameworkVersion, candidate: FrameworkVersion): boolean {
  return compareFrameworkVersions(candidate, project) <= 0;
}

export function sameName(a: NuGetFramework, b: NuGetFramework): boolean {
  return sameText(a.identifier, b.identifier);
}

export function sameText(a: string, b: string): boolean {
  return ordinalIgnoreCaseKey(a) === ordinalIgnoreCaseKey(b);
}

const expansions = new Map<string, readonly NuGetFramework[]>();

/** The framework and all that a project of it may use by the tables, directly or through each other. */
function expand(framework: NuGetFramework): readonly NuGetFramework[] {
  const key = frameworkKey(framework);
  const known = expansions.get(key);
  if (known !== undefined) return known;
  // A portable set stands for .NET Standard, but not for what .NET Standard in turn would stand for.
  const expansion = [...closure(framework, expandOnce), ...portableStandards(framework)];
  if (expansions.size >= MAX_KEPT_EXPANSIONS) expansions.clear();
  expansions.set(key, expansion);
  return expansion;
}

function equivalentClosure(framework: NuGetFramework): readonly NuGetFramework[] {
  return closure(framework, equivalentFrameworksOf);
}

function closure(
  start: NuGetFramework,
  next: (framework: NuGetFramework) => readonly NuGetFramework[],
): readonly NuGetFramework[] {
  const seen = new Map([[frameworkKey(start), start]]);
  // A map's iteration reaches what is added while it runs.
  for (const framework of seen.values()) {
    for (const found of next(framework)) {
      if (!seen.has(frameworkKey(found))) seen.set(frameworkKey(found), found);
    }
  }
  return [...seen.values()];
}

function expandOnce(framework: NuGetFramework): readonly NuGetFramework[] {
  const subset = framework.profile === '' ? subsets.get(framework.identifier) : undefined;
  return [
    ...equivalentFrameworksOf(framework),
    ...equivalentBelow(framework),
    ...(subset === undefined ? [] : [makeFramework(subset, framework.version)]),
    ...mappings().flatMap(({ project, candidates }) => (isAtLeast(framework, project) ? candidates : [])),
  ];
}

/** The same framework under other names, profiles and versions; itself not included. */
export function equivalentFrameworksOf(framework: NuGetFramework): readonly NuGetFramework[] {
  const byName = equivalentsOf(framework);
  const byProfile = byName.flatMap(({ identifier, version, profile }) =>
    equivalentProfiles.flatMap(([of, a, b]) => {
      if (identifier !== of) return [];
      return [
        ...(sameText(profile, a) ? [makeFramework(identifier, version, b)] : []),
        ...(sameText(profile, b) ? [makeFramework(identifier, version, a)] : []),
      ];
    }),
  );
  return [...byName, ...byProfile].filter((other) => !sameFramework(other, framework));
}

/** What is the same as any lower version of the framework in the table of equivalents. */
function equivalentBelow(framework: NuGetFramework): readonly NuGetFramework[] {
  return equivalents()
    .filter((other) => isAtLeast(framework, other))
    .flatMap(equivalentFrameworksOf);
}

/** Same name and profile, and no lower version. */
function isAtLeast(framework: NuGetFramework, least: NuGetFramework): boolean {
  if (framework.identifier !== least.identifier || !sameText(framework.profile, least.profile)) return false;
  return compareFrameworkVersions(framework.version, least.version) >= 0;
}

function portableStandards(framework: NuGetFramework): readonly NuGetFramework[] {
  if (!isPortable(framework)) return [];
  const number = portableProfileNumber(framework.profile);
  const highest = portableProfiles.find((profile) => profile.number === number)?.netstandard;
  return highest === undefined ? [] : [parseFrameworkFolder(highest)];
}

let allEquivalents: readonly NuGetFramework[] | undefined;

function equivalents(): readonly NuGetFramework[] {
  allEquivalents ??= equivalentFrameworks.flat().map(parseFrameworkFolder);
  return allEquivalents;
}

let allMappings: readonly OneWayMapping[] | undefined;

function mappings(): readonly OneWayMapping[] {
  allMappings ??= oneWayMappings
    .trim()
    .split('\n')
    .map((line) => {
      const [project = '', ...ranges] = line.split(/\s+/);
      const candidates = ranges.flatMap((range) => range.split('..')).map(parseFrameworkFolder);
      return { project: parseFrameworkFolder(project), candidates };
    });
  return allMappings;
}
