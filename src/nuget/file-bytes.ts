import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to bytes that do not change meanwhile: a file of any size, or a piece of memory in tests. */
export interface ByteSource {
  readonly size: number;
  /**
   * Exactly `length` bytes from `position`, or fewer where the source ends. The result is a view that is valid until
   * the next read. `ahead` says how much of what follows will be asked for next.
   */
  read(position: number, length: number, ahead?: number): Buffer;
}

const WINDOW_BYTES = 256 * 1024;
const SMALL_READ_BYTES = 4 * 1024;

/**
 * A file read through one window of 256 KiB, so that memory does not grow with the file. Reading is synchronous: it is
 * meant for worker threads, where a promise for each of a thousand headers would cost more than the reads.
 */
export class FileBytes implements ByteSource {
  readonly size: number;
  readonly #descriptor: number;
  readonly #window: Buffer<ArrayBuffer>;
  #start = 0;
  #filled = 0;

  /** Throws what `fs` throws when there is no such file. Close it. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
    this.#window = Buffer.allocUnsafeSlow(Math.min(WINDOW_BYTES, this.size));
  }

  read(position: number, length: number, ahead = 0): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    if (position >= this.#start && position + wanted <= this.#start + this.#filled) {
      return this.#window.subarray(position - this.#start, position - this.#start + wanted);
    }
    if (wanted > this.#window.length) return this.#readInto(Buffer.allocUnsafeSlow(wanted), position, wanted);
    const fill = Math.min(Math.max(wanted, SMALL_READ_BYTES, ahead), this.#window.length);
    const filled = this.#readInto(this.#window, position, fill);
    this.#start = position;
    this.#filled = filled.length;
    return filled.subarray(0, wanted);
  }

  /** Nothing that was read is valid afterwards: the window's memory is given back at once, not when it is collected. */
  close(): void {
    closeSync(this.#descriptor);
    this.#window.buffer.transfer(0);
  }

  #readInto(target: Buffer, position: number, length: number): Buffer {
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, target, done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return target.subarray(0, done);
  }
}

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { size: buffer.length, read: (position, length) => buffer.subarray(position, position + length) };
}
