/**
 * Reads what lies inside of stored packages, out of the packages' own bytes: directory and files by ranges, so that no
 * package is ever read whole for one of its files. Every archive was checked when it was accepted (nuget/zip.ts); what
 * comes out of it is counted all the same, and stops where the directory says that it ends.
 */
import { Readable, pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import { Problem } from '../../base/problem.ts';
import { packageLimits } from '../../nuget/limits.ts';
import type { PackedFile } from '../../nuget/manifest.ts';
import { packagePath } from '../../nuget/zip-names.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { Blobs } from '../../storage/blobs.ts';
import { readStoredDirectory } from './read-stored-directory.ts';

/** A package as it is stored. */
export interface StoredPackage {
  readonly sha512: string;
  readonly sizeBytes: number;
}

/** One file of a package. */
export interface ContentFile {
  /** Unescaped, with `/`. */
  readonly path: string;
  readonly length: number;
  readonly compressedLength: number;
  readonly crc32: number;
  readonly isDeflated: boolean;
  /** Where its own record begins. */
  readonly headerOffset: number;
}

export interface FileHead {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Memory for directories. */
const DIRECTORY_CACHE_BYTES = 32 * 1024 * 1024;
const BYTES_PER_FILE = 160;
const LOCAL_RECORD_BYTES = 30;

type ReadableBlobs = Pick<Blobs, 'stream'>;

export class PackageContents {
  readonly #blobs: ReadableBlobs;
  readonly #directories = new ByteLimitedCache<readonly ContentFile[]>(DIRECTORY_CACHE_BYTES);

  constructor(blobs: ReadableBlobs) {
    this.#blobs = blobs;
  }

  /** Every file, in the order of the archive. */
  async files(of: StoredPackage): Promise<readonly ContentFile[]> {
    const held = this.#directories.get(of.sha512);
    if (held !== undefined) return held;
    const records = await readStoredDirectory((start, end) => this.#bytes(of, start, end), of.sizeBytes);
    const files = records
      .filter(({ rawName }) => !/[/\\]$/.test(rawName))
      .map(({ rawName, length, compressedLength, crc32, method, headerOffset }): ContentFile => {
        return { path: packagePath(rawName), length, compressedLength, crc32, isDeflated: method !== 0, headerOffset };
      });
    const sizeBytes = files.reduce((sum, { path }) => sum + path.length + BYTES_PER_FILE, 0);
    this.#directories.put(of.sha512, files, sizeBytes);
    return files;
  }

  /** The file of that path; a spelling that differs in case alone finds it too, where only one does. */
  async find(of: StoredPackage, path: string): Promise<ContentFile | undefined> {
    const files = await this.files(of);
    const exact = files.find((file) => file.path === path);
    if (exact !== undefined) return exact;
    const lower = path.toLowerCase();
    const alike = files.filter((file) => file.path.toLowerCase() === lower);
    return alike.length === 1 ? alike[0] : undefined;
  }

  /** The file's bytes as they come: never more than the directory states. */
  async *stream(of: StoredPackage, file: ContentFile): AsyncGenerator<Uint8Array> {
    const local = await this.#bytes(of, file.headerOffset, file.headerOffset + LOCAL_RECORD_BYTES);
    if (local.length < LOCAL_RECORD_BYTES) throw unreadable();
    const offset = file.headerOffset + LOCAL_RECORD_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    const { compressedLength: packedLength, length, isDeflated } = file;
    yield* this.#inflated(of, { offset, packedLength, length, isDeflated });
  }

  /** The first bytes of a file, or all of them. */
  async head(of: StoredPackage, file: ContentFile, maxBytes: number): Promise<FileHead> {
    return headOf(this.stream(of, file), maxBytes);
  }

  /** The first bytes of a part, whose place is known without the directory. */
  async partHead(of: StoredPackage, part: PackedFile, maxBytes: number): Promise<FileHead> {
    return headOf(this.#inflated(of, part), maxBytes);
  }

  async *#inflated(of: StoredPackage, place: PackedFile): AsyncGenerator<Uint8Array> {
    const { offset, packedLength, length, isDeflated } = place;
    const packed = this.#blobs.stream(nupkgBlobKey(of.sha512), { start: offset, end: offset + packedLength });
    let left = length;
    for await (const chunk of isDeflated ? inflate(packed) : packed) {
      if (chunk.byteLength > left) throw unreadable();
      left -= chunk.byteLength;
      yield chunk;
    }
  }

  async #bytes(of: StoredPackage, start: number, end: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#blobs.stream(nupkgBlobKey(of.sha512), { start, end })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

/** Whoever stops reading closes the source too. */
function inflate(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflater = createInflateRaw();
  pipeline(Readable.from(packed, { objectMode: false }), inflater, () => undefined);
  return inflater as AsyncIterable<Uint8Array>;
}

async function headOf(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<FileHead> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) break;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, maxBytes), isWhole: sizeBytes <= maxBytes };
}

function unreadable(): Problem {
  return new Problem(
    'storage_unavailable',
    'A stored package cannot be read: an administrator must look at the storage.',
  );
}

/** The most that a directory may have; larger ones were never accepted. */
export const MAX_FILES = packageLimits.entries;
