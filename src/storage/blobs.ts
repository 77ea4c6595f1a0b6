import type { BlobKey } from './blob-keys.ts';

/** Half-open: `start` inclusive, `end` exclusive, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Bytes under keys. A key's bytes never change.
 *
 * What a `put…` promise resolved for is durable (file and folder are on the disk) and whole; before that, nothing can be
 * read under the key. Every failure of the medium is a Problem: `storage_full` (full or read-only) or
 * `storage_unavailable`.
 */
export interface Blobs {
  /** The path of a new empty file on the blobs' own file system, for bytes that are still arriving. Swept after a day. */
  temporaryFile(): Promise<string>;
  /** Moves a temporary file under its key. Where the key is taken, the file is dropped and the blob's time refreshed. */
  putFile(key: BlobKey, temporaryPath: string): Promise<void>;
  putBytes(key: BlobKey, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is no such blob. */
  sizeOf(key: BlobKey): Promise<number | undefined>;
  /** All bytes, or a Problem (`storage_unavailable`) when a blob that a row names is missing. */
  readAll(key: BlobKey): Promise<Uint8Array>;
  /** The bytes as they come, for whole files and ranges alike. */
  stream(key: BlobKey, range?: ByteRange): AsyncIterable<Uint8Array>;
  remove(key: BlobKey): Promise<void>;
  /** Every key with the time it was last written or reused (microseconds), for sweeps and checks. */
  list(): AsyncIterable<{ readonly key: BlobKey; readonly sizeBytes: number; readonly usedAt: number }>;
  /** Throws a Problem when nothing can be written. */
  ping(): Promise<void>;
}
