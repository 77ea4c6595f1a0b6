/**
 * A catalog leaf: what was true of one version at one commit. A pure function of the entry's stored state, the version's
 * immutable manifest and the URLs, so the document is the same for ever.
 */
import type { PackageManifest } from '../nuget/manifest.ts';
import { dependencyGroupDocuments } from './dependency-groups.ts';
import { deprecationDocument } from './deprecation.ts';
import { catalogLeafUrl, catalogTime, NEVER, UNLISTED_PUBLISHED } from './entry.ts';
import type { CatalogLeaf, CatalogUrls } from './entry.ts';
import { fragment } from './fragment.ts';

export function catalogLeafDocument(leaf: CatalogLeaf, urls: CatalogUrls): object {
  const url = catalogLeafUrl(urls, leaf);
  return leaf.kind === 'delete' ? deleteDocument(leaf, url) : detailsDocument(leaf, url);
}

function deleteDocument(leaf: CatalogLeaf, url: string): object {
  return {
    '@id': url,
    '@type': ['PackageDelete', 'catalog:Permalink'],
    ...commitMembers(leaf),
    id: leaf.displayId,
    originalId: leaf.displayId,
    published: catalogTime(leaf.at),
    version: leaf.fullVersion,
    '@context': leafContext,
  };
}

function detailsDocument(leaf: CatalogLeaf, url: string): object {
  const { state } = leaf;
  return {
    '@id': url,
    '@type': ['PackageDetails', 'catalog:Permalink'],
    ...commitMembers(leaf),
    id: leaf.displayId,
    version: leaf.fullVersion,
    created: catalogTime(state.created),
    lastEdited: state.edited === null ? NEVER : catalogTime(state.edited),
    published: state.listed ? catalogTime(state.published) : UNLISTED_PUBLISHED,
    listed: state.listed,
    isPrerelease: leaf.isPrerelease,
    packageHash: Buffer.from(leaf.sha512, 'hex').toString('base64'),
    packageHashAlgorithm: 'SHA512',
    packageSize: leaf.sizeBytes,
    ...manifestMembers(leaf.manifest),
    ...groupMembers(leaf.manifest, url),
    ...(state.deprecation === null ? {} : { deprecation: deprecationDocument(state.deprecation, url) }),
    packageEntries: packageEntryDocuments(leaf, url),
    '@context': leafContext,
  };
}

function commitMembers({ commitId, at }: CatalogLeaf): object {
  return { 'catalog:commitId': commitId, 'catalog:commitTimeStamp': catalogTime(at) };
}

/** What the author wrote, in one order; `JSON.stringify` leaves out what is undefined. */
function manifestMembers(manifest: PackageManifest): object {
  const { license } = manifest;
  return {
    verbatimVersion: manifest.version,
    title: manifest.title,
    authors: manifest.authors,
    description: manifest.description,
    summary: manifest.summary,
    releaseNotes: manifest.releaseNotes,
    copyright: manifest.copyright,
    language: manifest.language,
    ...(manifest.tags.length === 0 ? {} : { tags: manifest.tags }),
    projectUrl: manifest.projectUrl,
    iconUrl: manifest.iconUrl,
    iconFile: manifest.icon,
    licenseUrl: manifest.licenseUrl,
    licenseExpression: license?.type === 'expression' ? license.value : undefined,
    licenseFile: license?.type === 'file' ? license.value : undefined,
    readmeFile: manifest.readme,
    requireLicenseAcceptance: manifest.requireLicenseAcceptance,
    ...(manifest.developmentDependency ? { developmentDependency: true } : {}),
    ...(manifest.serviceable ? { serviceable: true } : {}),
    minClientVersion: manifest.minClientVersion,
    repository: manifest.repository,
  };
}

function groupMembers(manifest: PackageManifest, url: string): object {
  const { dependencyGroups, packageTypes } = manifest;
  const assemblies = frameworkAssemblyGroups(manifest, url);
  return {
    ...(packageTypes.length === 0
      ? {}
      : {
          packageTypes: packageTypes.map((type) => ({
            '@id': `${url}#packagetypes/${fragment(type.name)}`,
            '@type': 'PackageType',
            ...type,
          })),
        }),
    ...(dependencyGroups.length === 0
      ? {}
      : { dependencyGroups: dependencyGroupDocuments(dependencyGroups, { parentUrl: url, asWritten: true }) }),
    ...(assemblies.length === 0 ? {} : { frameworkAssemblyGroup: assemblies }),
  };
}

function frameworkAssemblyGroups({ frameworkAssemblies }: PackageManifest, url: string): object[] {
  const byFramework = new Map<string, string[]>();
  for (const { assemblyName, targetFrameworks } of frameworkAssemblies) {
    for (const framework of targetFrameworks.length === 0 ? [''] : targetFrameworks) {
      byFramework.set(framework, [...(byFramework.get(framework) ?? []), assemblyName]);
    }
  }
  return [...byFramework].map(([framework, assembly]) => ({
    '@id': `${url}#frameworkassemblygroup${framework === '' ? '' : `/${fragment(framework)}`}`,
    assembly,
    ...(framework === '' ? {} : { targetFramework: framework }),
  }));
}

function packageEntryDocuments({ files }: CatalogLeaf, url: string): object[] {
  return files.map(({ fullName, length, compressedLength }) => ({
    '@id': `${url}#${fragment(fullName)}`,
    '@type': 'PackageEntry',
    compressedLength,
    fullName,
    length,
    name: fullName.slice(fullName.lastIndexOf('/') + 1),
  }));
}

const set = (id: string) => ({ '@id': id, '@container': '@set' });
const dateTime = { '@type': 'xsd:dateTime' };

const leafContext = {
  '@vocab': 'http://schema.nuget.org/schema#',
  catalog: 'http://schema.nuget.org/catalog#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dependencies: set('dependency'),
  dependencyGroups: set('dependencyGroup'),
  packageEntries: set('packageEntry'),
  packageTypes: set('packageType'),
  reasons: { '@container': '@set' },
  tags: set('tag'),
  created: dateTime,
  lastEdited: dateTime,
  published: dateTime,
  'catalog:commitTimeStamp': dateTime,
};
