import type { PackageManifest, PackageParts } from '../../nuget/manifest.ts';

/** The members of `PackageInView` that files and readme need. */
export interface PackageInQuestion {
  readonly displayId: string;
  readonly mayManage: boolean;
  readonly version: {
    readonly versionId: number;
    readonly normalizedVersion: string;
    readonly manifest: PackageManifest;
    readonly parts: PackageParts;
    readonly sha512: string;
    readonly sizeBytes: number;
  };
}
