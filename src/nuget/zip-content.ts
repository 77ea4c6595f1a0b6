/**
 * Takes the data of an entry out of its archive: counted while it inflates, stopped at the first byte more than the
 * directory states, and held against the CRC. Small entries go through one call, large ones through bounded buffers.
 */
import { finished } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { InflateRaw } from 'node:zlib';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';
import { ZIP_STORED } from './zip-directory.ts';
import type { ZipEntry } from './zip.ts';

const CHUNK_BYTES = 64 * 1024;
const AHEAD_BYTES = 256 * 1024;
/** Above either, an entry is streamed: below, one call is ten times faster than a stream. */
const AT_ONCE_COMPRESSED_BYTES = AHEAD_BYTES;
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
    // Larger than what Buffer takes out of its shared pool: the memory is this call's own and can be given back.
    const chunkSize = Math.max(Buffer.poolSize, entry.length + 1);
    const options = { chunkSize, maxOutputLength: entry.length + 1, info: true };
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as Inflated;
    sink.add(buffer);
    // Left to the collector, the outputs of a few hundred entries pile up before it looks: 60 MB for each thread.
    if (buffer.buffer.byteLength === chunkSize) buffer.buffer.transfer(0);
    return sink.finish(engine.bytesWritten);
  } catch (error) {
    return { finding: inflateFault(error, entry) };
  }
}

/** What `info: true` makes the synchronous calls return; the type declarations do not know the option. */
interface Inflated {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly engine: { readonly bytesWritten: number };
}

async function inflateInChunks(source: ByteSource, entry: ZipEntry, sink: EntrySink): Promise<EntryContent> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  inflate.on('data', (chunk: Buffer) => {
    sink.add(chunk);
    if (sink.isOver) inflate.destroy(new OverlongError());
  });
  const ended: Promise<unknown> = finished(inflate).then(
    () => undefined,
    (error: unknown) => error,
  );
  await feed(inflate, chunksOf(source, entry), ended);
  const error = await ended;
  return error === undefined ? sink.finish(inflate.bytesWritten) : { finding: inflateFault(error, entry) };
}

/**
 * One chunk after the other: a view of the source is valid only until the next is read. A stream that breaks never says
 * that it took the chunk it broke at, so the end of the stream ends the wait too.
 */
async function feed(inflate: InflateRaw, chunks: Iterable<Uint8Array>, ended: Promise<unknown>): Promise<void> {
  for (const chunk of chunks) {
    if (inflate.destroyed) return;
    await Promise.race([new Promise((resolve) => inflate.write(chunk, resolve)), ended]);
  }
  inflate.end();
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
