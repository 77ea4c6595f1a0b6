import type { Instant } from '../base/clock.ts';
import type { BlobKey } from './blob-keys.ts';

/** Half-open: `start` inclusive, `end` exclusive, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ListedBlob {
  readonly key: BlobKey;
  readonly sizeBytes: number;
  /** When it was last written or reused. */
  readonly usedAt: Instant;
}

/**
 * `reused`: the key was taken. The sweep may have chosen that blob just before, and it removes only inside of a mutation:
 * so who got `reused` asks `sizeOf` once more inside its own mutation, and puts again if the blob is gone.
 */
export type BlobOutcome = 'stored' | 'reused';

/**
 * Bytes under keys. A key's bytes never change.
 *
 * What a `put…` promise resolved for is durable (file and folder are on the disk) and whole; before that, nothing can be
 * read under the key. Every failure of the medium is a Problem: `storage_full` (full or read-only) or
 * `storage_unavailable`.
 */
export interface Blobs {
  /** A path for a file that is still to arrive: whoever asks makes it, and what is left there is swept a day later. */
  temporaryFile(): string;
  /** Writes an arrived file through to the disk while somebody reads it, so that `putFile` has less to wait for. */
  flush(temporaryPath: string): Promise<void>;
  /** Moves a temporary file under its key. Where the key is taken, the file is dropped and the blob's time refreshed. */
  putFile(key: BlobKey, temporaryPath: string): Promise<BlobOutcome>;
  /** Undefined when there is no such blob. */
  sizeOf(key: BlobKey): Promise<number | undefined>;
  /** All bytes, or a Problem (`storage_unavailable`) when a blob that a row names is missing. */
  readAll(key: BlobKey): Promise<Uint8Array>;
  /** The bytes as they come, for whole files and ranges alike. */
  stream(key: BlobKey, range?: ByteRange): AsyncIterable<Uint8Array>;
  remove(key: BlobKey): Promise<void>;
  /** Removes a blob unless it was written or reused since `before`. Whether it did. */
  removeUnused(key: BlobKey, before: Instant): Promise<boolean>;
  /** Every blob, in no order, for sweeps and checks. */
  list(): AsyncIterable<ListedBlob>;
  /** Removes temporary files older than `before` that nobody put, and says how many. */
  removeTemporaryFiles(before: Instant): Promise<number>;
  /** Throws a Problem when nothing can be written. */
  ping(): Promise<void>;
}
