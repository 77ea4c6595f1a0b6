/** What differs between two versions of a package: files, dependencies, and what it says of itself. Pure. */
import type { ManifestDependencyGroup, PackageManifest } from '../../nuget/manifest.ts';
import type { ContentFile } from './package-contents.ts';

export interface ChangedFile {
  readonly path: string;
  readonly before: ContentFile | undefined;
  readonly after: ContentFile | undefined;
}

export interface FileChanges {
  readonly added: readonly ChangedFile[];
  readonly removed: readonly ChangedFile[];
  readonly changed: readonly ChangedFile[];
  readonly unchangedCount: number;
}

/** Parts that every packing makes anew, under names that say nothing: they would differ always. */
const packingParts =
  /^(?:_rels\/|package\/services\/metadata\/core-properties\/|\[Content_Types\]\.xml$|\.signature\.p7s$)/;

/** Files of one path are the same when length and checksum are; the parts of the packing itself are left out. */
export function compareFiles(before: readonly ContentFile[], after: readonly ContentFile[]): FileChanges {
  const [old, now] = [byPath(before), byPath(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  const pairs = paths.map((path): ChangedFile => ({ path, before: old.get(path), after: now.get(path) }));
  const both = pairs.filter((pair) => pair.before !== undefined && pair.after !== undefined);
  const changed = both.filter(
    (pair) => pair.before?.crc32 !== pair.after?.crc32 || pair.before?.length !== pair.after?.length,
  );
  return {
    added: pairs.filter((pair) => pair.before === undefined),
    removed: pairs.filter((pair) => pair.after === undefined),
    changed,
    unchangedCount: both.length - changed.length,
  };
}

function byPath(files: readonly ContentFile[]): Map<string, ContentFile> {
  return new Map(files.filter(({ path }) => !packingParts.test(path)).map((file) => [file.path, file]));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

export interface ChangedFact {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One line for each dependency that came, went or has another range, by framework. */
export function compareDependencies(before: PackageManifest, after: PackageManifest): ChangedFact[] {
  const [old, now] = [rangesOf(before.dependencyGroups), rangesOf(after.dependencyGroups)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  return differing(names.map((name) => ({ name, before: old.get(name)?.text, after: now.get(name)?.text }))).map(
    ({ name, ...values }) => ({ ...values, name: old.get(name)?.name ?? now.get(name)?.name ?? name }),
  );
}

interface NamedRange {
  readonly name: string;
  readonly text: string;
}

function rangesOf(groups: readonly ManifestDependencyGroup[]): Map<string, NamedRange> {
  const found = groups.flatMap(({ targetFramework, dependencies }) => {
    const framework = targetFramework ?? 'any framework';
    return dependencies.map(({ id, range }): [string, NamedRange] => {
      return [`${framework} ${id.toLowerCase()}`, { name: `${id}, ${framework}`, text: range }];
    });
  });
  return new Map(found);
}

/** What the versions say of themselves differently; owners are not among it, since they belong to the id. */
export function compareFacts(before: PackageManifest, after: PackageManifest): ChangedFact[] {
  const names = Object.keys(facts);
  return differing(names.map((name) => ({ name, before: facts[name]?.(before), after: facts[name]?.(after) })));
}

const facts: Readonly<Record<string, (of: PackageManifest) => string | undefined>> = {
  Title: ({ title }) => title,
  Authors: ({ authors }) => authors,
  Description: ({ description }) => description,
  Licence: ({ license, licenseUrl }) => license?.value ?? licenseUrl,
  'Licence must be accepted': ({ requireLicenseAcceptance }) => (requireLicenseAcceptance ? 'yes' : 'no'),
  Frameworks: ({ supportedFrameworks }) => listed(supportedFrameworks),
  'Package types': ({ packageTypes }) => listed(packageTypes.map(({ name }) => name)),
  'Project site': ({ projectUrl }) => projectUrl,
  Repository: ({ repository }) => repository?.url,
  Branch: ({ repository }) => repository?.branch,
  Commit: ({ repository }) => repository?.commit,
  Tags: ({ tags }) => listed(tags),
  Copyright: ({ copyright }) => copyright,
  Icon: ({ icon, iconUrl }) => icon ?? iconUrl,
  Readme: ({ readme }) => readme,
  'Least NuGet client': ({ minClientVersion }) => minClientVersion,
  'Development dependency': ({ developmentDependency }) => (developmentDependency ? 'yes' : 'no'),
  'Framework assemblies': ({ frameworkAssemblies }) => listed(frameworkAssemblies.map((each) => each.assemblyName)),
  Signed: ({ isSigned }) => (isSigned ? 'yes' : 'no'),
};

function listed(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(', ');
}

function differing(all: readonly ChangedFact[]): ChangedFact[] {
  return all.filter(({ before, after }) => before !== after);
}
