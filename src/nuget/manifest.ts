/**
 * What a package says of itself, read once out of its nuspec and archive: plain data, stored as JSON for ever.
 * Absent elements are absent members; nothing here is empty text.
 */

export interface ManifestDependency {
  readonly id: string;
  /** Normal form of the range, `(, )` for any version. */
  readonly range: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface ManifestDependencyGroup {
  /** Short folder name as NuGet prints it (`net8.0`); absent for any framework. */
  readonly targetFramework?: string;
  /** As the nuspec spells it, where that differs. */
  readonly written?: string;
  readonly dependencies: readonly ManifestDependency[];
}

export interface PackageManifest {
  readonly id: string;
  /** Exactly as in the nuspec. */
  readonly version: string;
  readonly title?: string;
  readonly authors?: string;
  readonly description?: string;
  readonly summary?: string;
  readonly releaseNotes?: string;
  readonly copyright?: string;
  readonly language?: string;
  readonly tags: readonly string[];
  readonly projectUrl?: string;
  readonly iconUrl?: string;
  readonly licenseUrl?: string;
  readonly license?: { readonly type: 'expression' | 'file'; readonly value: string; readonly version?: string };
  /** Path in the archive, `/` as separator. */
  readonly icon?: string;
  readonly readme?: string;
  readonly requireLicenseAcceptance: boolean;
  readonly developmentDependency: boolean;
  readonly serviceable: boolean;
  readonly minClientVersion?: string;
  readonly repository?: {
    readonly type?: string;
    readonly url?: string;
    readonly branch?: string;
    readonly commit?: string;
  };
  readonly packageTypes: readonly { readonly name: string; readonly version?: string }[];
  readonly dependencyGroups: readonly ManifestDependencyGroup[];
  readonly frameworkAssemblies: readonly {
    readonly assemblyName: string;
    readonly targetFrameworks: readonly string[];
  }[];
  readonly frameworkReferences: readonly { readonly targetFramework: string; readonly names: readonly string[] }[];
  readonly references: readonly { readonly targetFramework?: string; readonly files: readonly string[] }[];
  readonly contentFiles: readonly {
    readonly include: string;
    readonly exclude?: string;
    readonly buildAction?: string;
    readonly copyToOutput?: boolean;
    readonly flatten?: boolean;
  }[];
  /** Short names of the frameworks that the archive's own folders serve, by NuGet's asset patterns. */
  readonly supportedFrameworks: readonly string[];
  readonly isSigned: boolean;
}

/** One file of the archive; `fullName` unescaped, with `/`. */
export interface PackageEntry {
  readonly fullName: string;
  readonly length: number;
  readonly compressedLength: number;
}

/** Files of a package that are served by themselves, unchanged. */
export type PackagePart = 'nuspec' | 'icon' | 'readme' | 'license';

/**
 * Where a file lies in the bytes of its package: at `offset`, `packedLength` bytes long, and `length` when inflated. Bytes
 * of a package never change, so its parts are read from there and stored nowhere else.
 */
export interface PackedFile {
  readonly offset: number;
  readonly packedLength: number;
  readonly length: number;
  readonly isDeflated: boolean;
}

export type PackageParts = Readonly<Partial<Record<PackagePart, PackedFile>>>;
