/**
 * What is stored of a nuspec: its texts without what could do harm, its ids, ranges and frameworks in their normal form.
 *
 * Everything that cannot be read becomes what the client's reader makes of it (an unreadable range is any version), and
 * what the client could not use at all is left out. So an old package that breaks today's rules still has a manifest.
 */
import { parseFramework, isAny, shortFolderName } from './framework.ts';
import type { ManifestDependency, ManifestDependencyGroup, PackageManifest } from './manifest.ts';
import type { NuspecDependency, NuspecDependencyGroup } from './nuspec-dependencies.ts';
import type { NuspecGroup } from './nuspec-items.ts';
import type { Nuspec } from './nuspec.ts';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';
import { plainLine, plainText } from './plain-text.ts';
import { supportedFrameworks } from './supported-frameworks.ts';
import { formatVersionRange, isFloating, parseVersionRange } from './version-range.ts';
import { parseVersion } from './version.ts';
import { parseRepositoryUrl, parseWebUrl } from './web-url.ts';
import { trimWhiteSpace } from './white-space.ts';

/** What the archive adds to what the nuspec says. */
export interface ArchiveFacts {
  /** Paths of all files. */
  readonly paths: readonly string[];
  readonly isSigned: boolean;
}

const ANY_VERSION = '(, )';

export function describePackage(nuspec: Nuspec, archive: ArchiveFacts): PackageManifest {
  const { packageTypes } = nuspec;
  const hasLicense = nuspec.license !== undefined || nuspec.licenseUrl !== '';
  return {
    id: nuspec.id,
    version: trimWhiteSpace(nuspec.version),
    ...optional('title', plainLine(nuspec.title)),
    ...optional('authors', plainLine(nuspec.authors)),
    ...optional('description', plainText(nuspec.description)),
    ...optional('summary', plainText(nuspec.summary)),
    ...optional('releaseNotes', plainText(nuspec.releaseNotes)),
    ...optional('copyright', plainLine(nuspec.copyright)),
    ...optional('language', plainLine(nuspec.language)),
    tags: tagsOf(nuspec.tags),
    ...optional('projectUrl', parseWebUrl(nuspec.projectUrl)),
    ...optional('iconUrl', parseWebUrl(nuspec.iconUrl)),
    ...optional('licenseUrl', parseWebUrl(nuspec.licenseUrl)),
    ...licenseOf(nuspec),
    ...optional('icon', partPath(nuspec.icon)),
    ...optional('readme', partPath(nuspec.readme)),
    requireLicenseAcceptance: nuspec.requireLicenseAcceptance && hasLicense,
    developmentDependency: nuspec.developmentDependency,
    serviceable: nuspec.serviceable,
    ...optional('minClientVersion', readableVersion(nuspec.minClientVersion)),
    ...repositoryOf(nuspec),
    packageTypes: packageTypes.map(({ name, version }) => ({ name: plainLine(name), ...optional('version', version) })),
    dependencyGroups: nuspec.dependencyGroups.map(describeGroup),
    frameworkAssemblies: nuspec.frameworkAssemblies.flatMap(({ assemblyName, targetFrameworks }) =>
      assemblyName === ''
        ? []
        : [{ assemblyName: plainLine(assemblyName), targetFrameworks: shortNames(targetFrameworks) }],
    ),
    frameworkReferences: nuspec.frameworkReferences.flatMap(describeFrameworkReferences),
    references: nuspec.references.map(({ targetFramework, names }) => ({
      ...frameworkMembers(targetFramework),
      files: names.map(plainLine),
    })),
    contentFiles: nuspec.contentFiles,
    supportedFrameworks: supportedFrameworks(archive.paths, { id: nuspec.id, packageTypes }),
    isSigned: archive.isSigned,
  };
}

/** A path out of a nuspec as the archive names it: forward slashes, nothing in front. */
export function partPath(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : trimWhiteSpace(text)
        .replaceAll('\\', '/')
        .replace(/^(?:\.?\/)+/u, '');
}

/** Tags in their order, each once; nuget.org parts them at commas and semicolons too. */
function tagsOf(text: string): string[] {
  const tags = plainLine(text).split(/[\s,;]+/u);
  return [...new Set(tags)].filter((tag) => tag !== '');
}

function licenseOf({ license }: Nuspec): Pick<PackageManifest, 'license'> {
  if (license === undefined || license.value === '') return {};
  const value = license.type === 'file' ? (partPath(license.value) ?? '') : plainLine(license.value);
  return { license: { type: license.type, value, ...optional('version', plainLine(license.version ?? '')) } };
}

function repositoryOf({ repository }: Nuspec): Pick<PackageManifest, 'repository'> {
  if (repository === undefined) return {};
  const members = {
    ...optional('type', plainLine(repository.type)),
    ...optional('url', parseRepositoryUrl(repository.url)),
    ...optional('branch', plainLine(repository.branch)),
    ...optional('commit', plainLine(repository.commit)),
  };
  return Object.keys(members).length === 0 ? {} : { repository: members };
}

function readableVersion(text: string | undefined): string | undefined {
  return text === undefined || parseVersion(text) === undefined ? undefined : trimWhiteSpace(text);
}

function describeGroup({ targetFramework, dependencies }: NuspecDependencyGroup): ManifestDependencyGroup {
  const distinct = new Map<string, ManifestDependency>();
  for (const dependency of dependencies.flatMap(describeDependency)) {
    const { id, range, include = [], exclude = [] } = dependency;
    const key = ordinalIgnoreCaseKey(JSON.stringify([id, range, include, exclude]));
    if (!distinct.has(key)) distinct.set(key, dependency);
  }
  return { ...frameworkMembers(targetFramework), dependencies: [...distinct.values()] };
}

function describeDependency({ id = '', range, include, exclude }: NuspecDependency): ManifestDependency[] {
  if (id === '') return [];
  return [
    {
      id: plainLine(id),
      range: normalRange(range),
      ...(include.length === 0 ? {} : { include: include.map(plainLine) }),
      ...(exclude.length === 0 ? {} : { exclude: exclude.map(plainLine) }),
    },
  ];
}

/** Nothing that is stored floats: clients take the lower bound of such a range. */
function normalRange(text: string | undefined): string {
  const range = text === undefined || text === '' ? undefined : parseVersionRange(text);
  if (range === undefined) return ANY_VERSION;
  if (!isFloating(range)) return formatVersionRange(range);
  const { float: _float, ...fixed } = range;
  return formatVersionRange(fixed);
}

function describeFrameworkReferences({ targetFramework, names }: NuspecGroup): PackageManifest['frameworkReferences'] {
  if (targetFramework === undefined) return [];
  const distinct = new Map<string, string>();
  for (const name of names) {
    const key = ordinalIgnoreCaseKey(name);
    if (!distinct.has(key)) distinct.set(key, plainLine(name));
  }
  return [{ targetFramework: shortFolderName(parseFramework(targetFramework)), names: [...distinct.values()] }];
}

function frameworkMembers(text: string | undefined): Pick<ManifestDependencyGroup, 'targetFramework' | 'written'> {
  if (text === undefined) return {};
  const framework = parseFramework(text);
  const name = isAny(framework) ? undefined : shortFolderName(framework);
  return { ...optional('targetFramework', name), ...(name === text ? {} : { written: plainLine(text) }) };
}

function shortNames(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => shortFolderName(parseFramework(text))))];
}

/** The member, unless there is nothing to say: nothing in a manifest is empty text. */
function optional<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  return (value === undefined || value === '' ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}
