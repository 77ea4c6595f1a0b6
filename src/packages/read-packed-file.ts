import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { PackedFile } from '../nuget/manifest.ts';
import type { BlobKey } from '../storage/blob-keys.ts';
import type { Blobs } from '../storage/blobs.ts';

const inflate = promisify(inflateRaw);

/**
 * A file out of a stored package, inflated. What its place says was checked when the package was accepted. Undefined where
 * it is larger than `mostBytes`: then nothing of it is read.
 */
export async function readPackedFile(
  blobs: Pick<Blobs, 'stream'>,
  key: BlobKey,
  { offset, packedLength, length, isDeflated }: PackedFile,
  mostBytes: number,
): Promise<Uint8Array | undefined> {
  if (length > mostBytes) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.stream(key, { start: offset, end: offset + packedLength })) chunks.push(chunk);
  const taken = Buffer.concat(chunks);
  return isDeflated ? inflate(taken, { maxOutputLength: Math.max(1, length) }) : taken;
}
