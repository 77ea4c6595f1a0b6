import { Problem } from '../base/problem.ts';
import type { PackageEntry, PackageManifest } from '../nuget/manifest.ts';
import { nupkgBlobKey, partBlobKey, type PackagePart } from '../storage/blob-keys.ts';
import type { Blobs } from '../storage/blobs.ts';

/** A file that arrived whole in the blobs' temporary folder. */
export interface ArrivedFile {
  readonly temporaryPath: string;
  readonly sha512Hex: string;
  readonly sizeBytes: number;
}

/** What inspection gave of a package that may be accepted. */
export interface AcceptablePackage {
  readonly manifest: PackageManifest;
  readonly entries: readonly PackageEntry[];
  readonly parts: Readonly<Partial<Record<PackagePart, Uint8Array>>>;
}

/**
 * Makes the bytes durable under their final keys, before any row names them. If nothing ever does, they are orphans, and
 * the sweep removes them after a day.
 */
export async function storePackage(
  blobs: Blobs,
  publicId: string,
  file: ArrivedFile,
  accepted: AcceptablePackage,
): Promise<void> {
  const parts = Object.entries(accepted.parts) as [PackagePart, Uint8Array | undefined][];
  await Promise.all([
    blobs.putFile(nupkgBlobKey(file.sha512Hex), file.temporaryPath),
    ...parts.flatMap(([part, bytes]) =>
      bytes === undefined ? [] : [blobs.putBytes(partBlobKey(publicId, part), bytes)],
    ),
  ]);
}

/**
 * Throws `busy` when the package is not under its key. Asked inside the mutation, although it looks at the disk for a
 * moment: the sweep removes equal bytes that an older, failed push left behind inside a mutation of its own, so from here
 * on they stay.
 */
export async function requireStored(blobs: Blobs, file: ArrivedFile): Promise<void> {
  if ((await blobs.sizeOf(nupkgBlobKey(file.sha512Hex))) === undefined) {
    throw new Problem('busy', 'The package was swept away while it was published: push it again.');
  }
}
