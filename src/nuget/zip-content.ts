/**
 * Takes the data of an entry out of its archive: counted while it inflates, stopped at the first byte more than the
 * directory states, and held against the CRC. Small entries go through one call, large ones through bounded buffers.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';
import { ZIP_STORED } from './zip-directory.ts';
import type { ZipEntry } from './zip.ts';

const CHUNK_BYTES = 64 * 1024;
const AHEAD_BYTES = 256 * 1024;
/** Above either, an entry is streamed: below, one call is ten times faster than a stream. */
const AT_ONCE_COMPRESSED_BYTES = 1024 * 1024;
const AT_ONCE_INFLATED_BYTES = 4 * 1024 * 1024;

export interface EntryContent {
  /** The bytes, when they were asked for and are whole. */
  readonly bytes?: Uint8Array;
  readonly finding?: Finding;
}

/**
 * Checks one entry's data, and keeps it when `keep` says so. The caller makes sure that what it keeps is small: at most
 * the entry's stated length is ever held.
 */
export async function readEntry(source: ByteSource, entry: ZipEntry, keep: boolean): Promise<EntryContent> {
  const isSmall = entry.compressedLength <= AT_ONCE_COMPRESSED_BYTES && entry.length <= AT_ONCE_INFLATED_BYTES;
  if (isSmall) return readAtOnce(source, entry, keep);
  const sink = new EntrySink(entry, keep);
  if (entry.method === ZIP_STORED) {
    for (const chunk of chunksOf(source, entry)) sink.add(chunk);
    return sink.finish(entry.compressedLength);
  }
  return inflateInChunks(source, entry, sink);
}

function readAtOnce(source: ByteSource, entry: ZipEntry, keep: boolean): EntryContent {
  const packed = source.read(entry.dataOffset, entry.compressedLength, AHEAD_BYTES);
  const sink = new EntrySink(entry, keep);
  if (entry.method === ZIP_STORED) {
    sink.add(packed);
    return sink.finish(packed.length);
  }
  try {
    const chunkSize = Math.max(64, entry.length + 1);
    const inflated = inflateRawSync(packed, {
      chunkSize,
      maxOutputLength: chunkSize,
      info: true,
    }) as unknown as Inflated;
    sink.add(inflated.buffer);
    return sink.finish(inflated.engine.bytesWritten);
  } catch (error) {
    return { finding: inflateFault(error, entry) };
  }
}

/** What `info: true` makes the synchronous calls return; the type declarations do not know the option. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

async function inflateInChunks(source: ByteSource, entry: ZipEntry, sink: EntrySink): Promise<EntryContent> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  try {
    await pipeline(Readable.from(copiesOf(chunksOf(source, entry))), inflate, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        sink.add(chunk);
        if (sink.isOver) throw new OverlongError();
      }
    });
  } catch (error) {
    return { finding: inflateFault(error, entry) };
  }
  return sink.finish(inflate.bytesWritten);
}

function* chunksOf(source: ByteSource, entry: ZipEntry): Generator<Uint8Array> {
  for (let done = 0; done < entry.compressedLength;) {
    const length = Math.min(CHUNK_BYTES, entry.compressedLength - done);
    const chunk = source.read(entry.dataOffset + done, length, AHEAD_BYTES);
    if (chunk.length === 0) return;
    yield chunk;
    done += chunk.length;
  }
}

/** The stream holds its input longer than a view of the source is valid. */
function* copiesOf(chunks: Iterable<Uint8Array>): Generator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

class OverlongError extends Error {}

/** Counts, sums up and, if asked, keeps what comes out of one entry. */
class EntrySink {
  readonly #entry: ZipEntry;
  readonly #kept: Buffer | undefined;
  #length = 0;
  #crc32 = 0;

  constructor(entry: ZipEntry, keep: boolean) {
    this.#entry = entry;
    this.#kept = keep ? Buffer.allocUnsafeSlow(entry.length) : undefined;
  }

  get isOver(): boolean {
    return this.#length > this.#entry.length;
  }

  add(chunk: Uint8Array): void {
    if (this.#length + chunk.length <= this.#entry.length) this.#kept?.set(chunk, this.#length);
    this.#length += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
  }

  /** `consumed` is how many packed bytes were needed: behind the end of a deflate stream nothing may hide. */
  finish(consumed: number): EntryContent {
    const entry = this.#entry;
    if (this.#length !== entry.length || consumed !== entry.compressedLength) return { finding: sizeMismatch(entry) };
    if (this.#crc32 !== entry.crc32) return { finding: wrongCrc(entry) };
    return this.#kept === undefined ? {} : { bytes: new Uint8Array(this.#kept.buffer) };
  }
}

function inflateFault(error: unknown, entry: ZipEntry): Finding {
  if (error instanceof OverlongError) return sizeMismatch(entry);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return sizeMismatch(entry);
  if (code.startsWith('Z_')) return brokenDeflate(entry);
  throw error;
}

function sizeMismatch(entry: ZipEntry): Finding {
  const detail = 'An entry has another size than the archive says: pack it again.';
  return finding('safety', 'zip_size_mismatch', detail, entry.rawName);
}

function brokenDeflate(entry: ZipEntry): Finding {
  return finding('safety', 'zip_deflate', 'An entry cannot be inflated: pack it again.', entry.rawName);
}

function wrongCrc(entry: ZipEntry): Finding {
  return finding('safety', 'zip_crc', 'An entry does not match its checksum: pack and send it again.', entry.rawName);
}
