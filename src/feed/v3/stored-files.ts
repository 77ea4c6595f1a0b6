/** Reads stored files for answers: small ones out of memory, since a key's bytes never change; large ones as streams. */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import type { PackedFile } from '../../nuget/manifest.ts';
import type { BlobKey } from '../../storage/blob-keys.ts';
import type { Blobs, ByteRange } from '../../storage/blobs.ts';

/** Memory for small files. */
const FILE_CACHE_BYTES = 32 * 1024 * 1024;
/** Files up to this size are kept in memory and sent at once; most packages are smaller. */
export const SMALL_FILE_BYTES = 64 * 1024;
const ENTRY_OVERHEAD_BYTES = 300;

const inflate = promisify(inflateRaw);

type ReadableBlobs = Pick<Blobs, 'readAll' | 'stream'>;

export class StoredFiles {
  readonly #blobs: ReadableBlobs;
  readonly #small: ByteLimitedCache<Uint8Array>;

  constructor(blobs: ReadableBlobs, limitBytes = FILE_CACHE_BYTES) {
    this.#blobs = blobs;
    this.#small = new ByteLimitedCache(limitBytes);
  }

  /** A file out of a package, inflated. What its place says was checked when the package was accepted. */
  async part(key: BlobKey, packed: PackedFile): Promise<Uint8Array> {
    const name = `${key}#${packed.offset}`;
    const held = this.#small.get(name);
    if (held !== undefined) return held;
    const { offset, packedLength, length, isDeflated } = packed;
    const taken = Buffer.alloc(packedLength);
    let at = 0;
    for await (const chunk of this.#blobs.stream(key, { start: offset, end: offset + packedLength })) {
      taken.set(chunk, at);
      at += chunk.byteLength;
    }
    const bytes = isDeflated ? await inflate(taken, { maxOutputLength: Math.max(1, length) }) : taken;
    if (bytes.byteLength <= SMALL_FILE_BYTES) this.#small.put(name, bytes, bytes.byteLength + ENTRY_OVERHEAD_BYTES);
    return bytes;
  }

  /**
   * The bytes of a range of a file of this size. A missing or unreadable file is a Problem here and not in the middle
   * of an answer: a stream's first bytes have been read when this resolves.
   */
  async range(key: BlobKey, sizeBytes: number, range: ByteRange): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    const held = this.#small.get(key);
    if (held !== undefined) return held.subarray(range.start, range.end);
    if (sizeBytes <= SMALL_FILE_BYTES) return (await this.#read(key)).subarray(range.start, range.end);
    return startedStream(this.#blobs.stream(key, range));
  }

  async #read(key: BlobKey): Promise<Uint8Array> {
    const bytes = await this.#blobs.readAll(key);
    if (bytes.byteLength <= SMALL_FILE_BYTES) this.#small.put(key, bytes, bytes.byteLength + ENTRY_OVERHEAD_BYTES);
    return bytes;
  }
}

/** `return()` closes the source also when nobody has begun to read, which a generator's would not do. */
async function startedStream(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = source[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Uint8Array>> | undefined = Promise.resolve(await iterator.next());
  const rest: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => rest,
    next() {
      const next = first ?? iterator.next();
      first = undefined;
      return next;
    },
    async return() {
      first = undefined;
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return rest;
}
