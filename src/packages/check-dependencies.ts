import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { anyFramework, frameworkKey, isUnsupported, parseFramework } from '../nuget/framework.ts';
import { metadataLimits } from '../nuget/limits.ts';
import { lowerInvariant } from '../nuget/lower-case.ts';
import type { NuspecDependency, NuspecDependencyGroup } from '../nuget/nuspec-dependencies.ts';
import type { Nuspec } from '../nuget/nuspec.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import { isFloating, parseVersionRange } from '../nuget/version-range.ts';

/** Groups that restore can tell apart, and in each of them ids and ranges that it can read. */
export function checkDependencies(nuspec: Nuspec): Finding[] {
  return [
    ...checkGroups(nuspec.dependencyGroups),
    ...nuspec.dependencyGroups.flatMap(({ dependencies }) => checkGroup(dependencies, nuspec.id)),
    ...checkFlattened(nuspec.dependencyGroups),
  ];
}

function checkGroups(groups: readonly NuspecDependencyGroup[]): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { targetFramework } of groups) {
    const framework = targetFramework === undefined ? anyFramework : parseFramework(targetFramework);
    const place = targetFramework ?? 'any';
    const key = frameworkKey(framework);
    if (isUnsupported(framework)) {
      const detail = 'A group of dependencies has a target framework that NuGet does not know: correct it.';
      findings.push(finding('rule', 'framework_unsupported', detail, place));
    } else if (seen.has(key)) {
      const detail = 'Two groups of dependencies have the same target framework: put their dependencies into one.';
      findings.push(finding('rule', 'dependency_group_duplicate', detail, place));
    }
    seen.add(key);
  }
  return findings;
}

function checkGroup(dependencies: readonly NuspecDependency[], ownId: string): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const dependency of dependencies) {
    const id = dependency.id ?? '';
    const key = lowerInvariant(id);
    if (seen.has(key)) {
      const detail = 'A package is there twice in one group of dependencies: keep one.';
      findings.push(finding('rule', 'dependency_duplicate', detail, id));
    }
    seen.add(key);
    if (key === lowerInvariant(ownId)) {
      const detail = 'The package depends on itself: remove the dependency.';
      findings.push(finding('warning', 'dependency_on_itself', detail, id));
    }
    findings.push(...checkDependencyId(id), ...checkRange(dependency.range, id));
  }
  return findings;
}

function checkDependencyId(id: string): Finding[] {
  if (parsePackageId(id) !== undefined) return [];
  const detail = 'A dependency has an id that is none: write the id of a package.';
  return [finding('rule', 'dependency_id', detail, id)];
}

function checkRange(text: string | undefined, id: string): Finding[] {
  if (text === undefined || text === '') return [];
  const range = text.length > metadataLimits.dependencyRange ? undefined : parseVersionRange(text);
  if (range === undefined) {
    return [
      finding('rule', 'dependency_range', 'A dependency has a version range that NuGet cannot read: correct it.', id),
    ];
  }
  if (isFloating(range)) {
    const detail = 'A dependency has a floating version, which only project files may have: write a range.';
    return [finding('rule', 'dependency_floats', detail, id)];
  }
  const metadata = `${range.min?.metadata ?? ''}${range.max?.metadata ?? ''}`;
  if (metadata === '') return [];
  const detail = 'A dependency has build metadata in its range, which says nothing there: remove it.';
  return [finding('rule', 'dependency_metadata', detail, id)];
}

function checkFlattened(groups: readonly NuspecDependencyGroup[]): Finding[] {
  const flattened = groups
    .flatMap(({ targetFramework = '', dependencies }) =>
      dependencies.map(({ id = '', range = '' }) => `${id}:${range}:${targetFramework}`),
    )
    .join('|');
  if (flattened.length <= metadataLimits.flattenedDependencies) return [];
  const detail = `The dependencies take more than ${metadataLimits.flattenedDependencies} characters: have fewer.`;
  return [finding('rule', 'dependencies_too_long', detail, 'dependencies')];
}
