import { inflateRawSync } from 'node:zlib';
import type { PackedFile } from '../../src/nuget/manifest.ts';

/** A file out of a package's bytes, by its place in them. */
export function packedBytes(nupkg: Uint8Array, packed: PackedFile | undefined): Buffer {
  if (packed === undefined) return Buffer.alloc(0);
  const taken = nupkg.subarray(packed.offset, packed.offset + packed.packedLength);
  return packed.isDeflated ? inflateRawSync(taken) : Buffer.from(taken);
}
