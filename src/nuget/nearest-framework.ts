/**
 * Which of a package's frameworks a project gets: NuGet.Frameworks' FrameworkReducer.GetNearest. Each step throws out
 * what is worse than something else that is left; the steps and their order are the client's.
 */
import { equivalentFrameworksOf, isCompatible, sameName, sameText } from './framework-compatibility.ts';
import { packageBasedIdentifiers, precedence } from './framework-mappings.ts';
import {
  compareFrameworkVersions,
  frameworkKey,
  isAny,
  isNet5Era,
  isPortable,
  isUnsupported,
  portableMembers,
  sameFramework,
  shortFolderName,
  type NuGetFramework,
} from './framework.ts';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';

type Frameworks = readonly NuGetFramework[];

/** The nearest of the candidates that a project may use; undefined when it may use none of them. */
export function nearestFramework(project: NuGetFramework, candidates: Frameworks): NuGetFramework | undefined {
  const possible = unlessAll(candidates, isUnsupported);
  const exact = possible.find((candidate) => sameFramework(project, candidate));
  if (exact !== undefined) return exact;
  let left = highest(possible.filter((candidate) => isCompatible(project, candidate)));
  for (const step of [preferName, preferNoPortable, preferNotPackageBased, preferProfile, preferPlatform]) {
    if (left.length > 1) left = step(project, left);
  }
  return left.toSorted(compareByPrecedence)[0];
}

/** Drops those that match, unless that would be all. */
function unlessAll(frameworks: Frameworks, predicate: (framework: NuGetFramework) => boolean): Frameworks {
  return frameworks.every(predicate) ? frameworks : frameworks.filter((framework) => !predicate(framework));
}

/** Drops each that another one covers without being covered by it, and the versionless twin of one with a version. */
function highest(frameworks: Frameworks): Frameworks {
  const specific = unlessAll(frameworks, isAny);
  const distinct = [...new Map(specific.map((framework) => [frameworkKey(framework), framework])).values()];
  return distinct
    .filter((framework) => !distinct.some((other) => framework !== other && isCoveredBy(framework, other)))
    .toSorted(compareNames);
}

function isCoveredBy(framework: NuGetFramework, other: NuGetFramework): boolean {
  if (!isCompatible(other, framework)) return false;
  if (!isCompatible(framework, other)) return true;
  return sameName(framework, other) && isVersionless(framework) && !isVersionless(other);
}

function isVersionless({ version }: NuGetFramework): boolean {
  return version.every((part) => part === 0);
}

/** Net 6 and higher took Xamarin's Android and Tizen over, so these two stay beside the project's own name. */
function isLegacyPlatform({ identifier }: NuGetFramework): boolean {
  return identifier === 'MonoAndroid' || identifier === 'Tizen';
}

function isNet6WithPlatform(project: NuGetFramework): boolean {
  return isNet5Era(project) && project.version[0] >= 6 && project.platform !== '';
}

function preferName(project: NuGetFramework, left: Frameworks): Frameworks {
  if (!left.some((framework) => sameName(framework, project))) return left;
  const keepsLegacy = isNet6WithPlatform(project);
  return left.filter((framework) => sameName(framework, project) || (keepsLegacy && isLegacyPlatform(framework)));
}

function preferNoPortable(project: NuGetFramework, left: Frameworks): Frameworks {
  if (!left.every(isPortable)) return left.filter((framework) => !isPortable(framework));
  const nearest = isPortable(project) ? votedPortables(project, left) : portablesWithNearest(project, left);
  return nearest.length < 2
    ? nearest
    : [nearest.reduce((best, other) => (isBetterPortable(other, best) ? other : best))];
}

function membersOf(portable: NuGetFramework): Frameworks {
  return portableMembers(portable.profile, true) ?? [];
}

/** The sets that hold the framework which is nearest to the project among all the members of all sets. */
function portablesWithNearest(project: NuGetFramework, left: Frameworks): Frameworks {
  const nearest = nearestFramework(project, left.flatMap(membersOf));
  return left.filter((portable) => nearest !== undefined && holds(portable, nearest));
}

/** Each framework of the project's own set votes for the sets that hold the one nearest to it. */
function votedPortables(project: NuGetFramework, left: Frameworks): Frameworks {
  const all = left.flatMap(membersOf);
  const nearest = withoutEquivalents(membersOf(project)).map((member) => nearestFramework(member, all));
  const votes = left.map((portable) => nearest.filter((one) => one !== undefined && holds(portable, one)).length);
  const most = Math.max(...votes);
  return left.filter((_, index) => votes[index] === most);
}

function holds(portable: NuGetFramework, framework: NuGetFramework): boolean {
  return membersOf(portable).some((member) => sameFramework(member, framework));
}

function withoutEquivalents(frameworks: Frameworks): Frameworks {
  const order = rank(precedence.equivalent);
  const seen = new Set<string>();
  const ordered = frameworks.toSorted((a, b) => order(a) - order(b) || -compareParts(a, b));
  return ordered.filter((framework) => {
    if (seen.has(frameworkKey(framework))) return false;
    for (const same of [framework, ...equivalentFrameworksOf(framework)]) seen.add(frameworkKey(same));
    return true;
  });
}

/** A set of fewer frameworks allows more; then higher versions win, .NET Framework's first; then the name decides. */
function isBetterPortable(candidate: NuGetFramework, best: NuGetFramework): boolean {
  const members = portableMembers(candidate.profile, false) ?? [];
  const bestMembers = portableMembers(best.profile, false) ?? [];
  if (members.length !== bestMembers.length) return members.length < bestMembers.length;
  const shared = members.flatMap((member) => {
    const first = members.find((other) => sameName(other, member)) ?? member;
    const counterpart = bestMembers.find((other) => sameName(other, member));
    return counterpart === undefined
      ? []
      : [{ first, order: compareFrameworkVersions(first.version, counterpart.version) }];
  });
  const balance = shared.reduce((sum, { order }) => sum + Math.sign(order), 0);
  const net = shared.find(({ first }) => first.identifier === '.NETFramework')?.order ?? 0;
  if (balance !== 0 || net !== 0) return (balance || net) > 0;
  return compareText(shortFolderName(candidate), shortFolderName(best)) < 0;
}

function isPackageBased({ identifier, version }: NuGetFramework): boolean {
  return packageBasedIdentifiers.has(identifier) || (identifier === '.NETCore' && version[0] >= 5);
}

function preferNotPackageBased(project: NuGetFramework, left: Frameworks): Frameworks {
  return isPackageBased(project) ? left : unlessAll(left, isPackageBased);
}

function preferProfile(project: NuGetFramework, left: Frameworks): Frameworks {
  if (left.some(isPortable)) return left;
  const sameProfile = left.filter(
    (framework) => sameName(project, framework) && sameText(project.profile, framework.profile),
  );
  const kept = project.profile !== '' && sameProfile.length > 0 ? sameProfile : left;
  return kept.length > 1 ? unlessAll(kept, ({ profile }) => profile !== '') : kept;
}

function preferPlatform(project: NuGetFramework, left: Frameworks): Frameworks {
  if (project.platform === '') return left;
  const own = left.filter((framework) => sameName(project, framework));
  if (!isNet6WithPlatform(project) || own.some(({ version }) => version[0] >= 6)) {
    // The highest version, which is likely to be the one without a platform.
    const [best] = own.toSorted((a, b) => compareFrameworkVersions(b.version, a.version));
    return own.filter(({ version }) => best !== undefined && compareFrameworkVersions(version, best.version) === 0);
  }
  const legacy = left.filter(isLegacyPlatform);
  return legacy.length === 0 ? left : legacy;
}

function compareByPrecedence(a: NuGetFramework, b: NuGetFramework): number {
  const [aIsLate, bIsLate] = [packageBasedIdentifiers.has(a.identifier), packageBasedIdentifiers.has(b.identifier)];
  if (aIsLate !== bIsLate) return aIsLate ? 1 : -1;
  const order = rank(aIsLate ? precedence.packageBased : precedence.notPackageBased);
  return order(a) - order(b) || -compareParts(a, b);
}

function rank(identifiers: readonly string[]): (framework: NuGetFramework) => number {
  return ({ identifier }) => {
    const index = identifiers.indexOf(identifier);
    return index < 0 ? identifiers.length : index;
  };
}

/** The client's order of frameworks for no other reason than to have one. */
function compareParts(a: NuGetFramework, b: NuGetFramework): number {
  if (isAny(a) !== isAny(b)) return isAny(a) ? -1 : 1;
  return (
    compareText(a.identifier, b.identifier) ||
    compareFrameworkVersions(a.version, b.version) ||
    compareText(a.profile, b.profile) ||
    compareText(a.platform, b.platform) ||
    compareFrameworkVersions(a.platformVersion, b.platformVersion)
  );
}

function compareNames(a: NuGetFramework, b: NuGetFramework): number {
  return compareText(a.identifier, b.identifier) || compareText(shortFolderName(a), shortFolderName(b));
}

function compareText(a: string, b: string): number {
  const [aKey, bKey] = [ordinalIgnoreCaseKey(a), ordinalIgnoreCaseKey(b)];
  if (aKey === bKey) return 0;
  return aKey < bKey ? -1 : 1;
}
