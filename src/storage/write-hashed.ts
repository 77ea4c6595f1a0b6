import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { orFileFailure } from './file-errors.ts';

/** What a file turned out to be while it was written. */
export interface HashedFile {
  readonly sizeBytes: number;
  readonly sha512Hex: string;
}

/**
 * Writes what arrives to a file, counting and hashing in the same pass. `flag` is that of `open`: `wx` for a new file, `w`
 * to begin again. Errors of the file are Problems, those of `chunks` stay what they are; the file is the caller's to remove.
 */
export async function writeHashed(
  path: string,
  flag: 'w' | 'wx',
  chunks: AsyncIterable<Uint8Array>,
): Promise<HashedFile> {
  const hash = createHash('sha512');
  let sizeBytes = 0;
  const file = await orFileFailure(() => open(path, flag, 0o600));
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      await orFileFailure(() => file.writeFile(chunk));
    }
  } finally {
    await file.close();
  }
  return { sizeBytes, sha512Hex: hash.digest('hex') };
}
