import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../base/problem.ts';
import type { ByteRange } from './blobs.ts';
import { orFileFailure } from './file-errors.ts';

/** Big enough that a download is not made of system calls, small enough for a thousand of them at once. */
export const CHUNK_BYTES = 256 * 1024;

/**
 * A file's bytes in chunks, the next one being read while the last is sent. Closes the file at the end, and when the
 * reader stops before it.
 */
export async function* streamFile(handle: FileHandle, range?: ByteRange): AsyncIterable<Uint8Array> {
  let ahead: Promise<Uint8Array> | undefined;
  try {
    const start = range?.start ?? 0;
    const end = range?.end ?? (await orFileFailure(() => handle.stat())).size;
    const readFrom = (position: number) =>
      position < end ? readChunk(handle, position, Math.min(CHUNK_BYTES, end - position)) : undefined;
    ahead = readFrom(start);
    for (let position = start; ahead !== undefined;) {
      const chunk = await ahead;
      position += chunk.length;
      ahead = readFrom(position);
      yield chunk;
    }
  } finally {
    // A read that is under way uses the handle; its result or failure is nobody's any more.
    if (ahead !== undefined) await Promise.allSettled([ahead]);
    await handle.close();
  }
}

async function readChunk(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await orFileFailure(() => handle.read(buffer, 0, length, position));
  if (bytesRead === 0) throw new Problem('storage_unavailable', 'A stored file is shorter than it was.');
  return bytesRead === length ? buffer : buffer.subarray(0, bytesRead);
}
