import { Problem } from '../base/problem.ts';
import { nupkgBlobKey } from '../storage/blob-keys.ts';
import type { BlobOutcome, Blobs } from '../storage/blobs.ts';
import type { HashedFile } from '../storage/write-hashed.ts';

/** A file that arrived whole in the blobs' temporary folder. */
export interface ArrivedFile extends HashedFile {
  readonly temporaryPath: string;
}

/**
 * Makes the bytes durable under their final key, before any row names them. If nothing ever does, they are an orphan, and
 * the sweep removes it after a day. Files out of the package are served from these same bytes.
 */
export function storePackage(blobs: Blobs, file: ArrivedFile): Promise<BlobOutcome> {
  return blobs.putFile(nupkgBlobKey(file.sha512Hex), file.temporaryPath);
}

/**
 * Throws `busy` when a package whose bytes were here before is no longer under its key. Asked inside the mutation, although
 * it looks at the disk for a moment: the sweep removes what an older, failed push left behind inside a mutation of its own,
 * so from here on it stays.
 */
export async function requireStored(
  blobs: Blobs,
  file: Pick<HashedFile, 'sha512Hex'>,
  outcome: BlobOutcome,
): Promise<void> {
  if (outcome === 'reused' && (await blobs.sizeOf(nupkgBlobKey(file.sha512Hex))) === undefined) {
    throw new Problem('busy', 'The package was swept away while it was published: push it again.');
  }
}
