import { writeFile } from 'node:fs/promises';
import type { BlobKey } from '../../src/storage/blob-keys.ts';
import type { BlobOutcome, Blobs } from '../../src/storage/blobs.ts';

/** Stores bytes under a key, the way an upload is stored. */
export async function putBytes(blobs: Blobs, key: BlobKey, bytes: Uint8Array): Promise<BlobOutcome> {
  const path = blobs.temporaryFile();
  await writeFile(path, bytes);
  return blobs.putFile(key, path);
}
