import type { PackageManifest } from '../../src/nuget/manifest.ts';

/** What a package says of itself that says nothing but its id and version, and `more`. */
export function bareManifest(id: string, version: string, more: Partial<PackageManifest> = {}): PackageManifest {
  return {
    id,
    version,
    tags: [],
    requireLicenseAcceptance: false,
    developmentDependency: false,
    serviceable: false,
    packageTypes: [],
    dependencyGroups: [],
    frameworkAssemblies: [],
    frameworkReferences: [],
    references: [],
    contentFiles: [],
    supportedFrameworks: [],
    isSigned: false,
    ...more,
  };
}
