import { closeSync, fdatasync, fsync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { fileErrorCode } from './file-errors.ts';

/**
 * Opening and closing a file that was just used takes microseconds on the calling thread; handing each to another thread
 * and back costs ten times that, and a push does it several times. What may wait for the disk never runs here.
 */
const sync = { bytes: promisify(fdatasync), names: promisify(fsync) };

/** Waits until a file's bytes are on the disk. */
export async function syncFile(path: string): Promise<void> {
  await syncPath(path, 'bytes');
}

/** Waits until a folder's names are on the disk: a file that was only fsynced can lose its name in a crash. */
export async function syncFolder(path: string): Promise<void> {
  await syncPath(path, 'names');
}

async function syncPath(path: string, what: keyof typeof sync): Promise<void> {
  const file = openSync(path, 'r');
  try {
    await sync[what](file);
  } finally {
    closeSync(file);
  }
}

/** Folders remembered as durable; each is asked of the disk once a process. */
const REMEMBERED = 8192;

/** Makes folders whose names survive a crash. */
export class DurableFolders {
  readonly #root: string;
  readonly #made = new Map<string, Promise<void>>();

  /** `root` exists and is durable; every folder lies below it. */
  constructor(root: string) {
    this.#root = root;
  }

  ensure(folder: string): Promise<void> {
    if (folder === this.#root) return Promise.resolve();
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    const made = this.#make(folder);
    this.#remember(folder, made);
    return made;
  }

  async #make(folder: string): Promise<void> {
    try {
      await this.ensure(dirname(folder));
      await makeFolder(folder);
      // Also when it was there: who made it may not have come this far.
      await syncFolder(dirname(folder));
    } catch (error) {
      this.#made.delete(folder);
      throw error;
    }
  }

  #remember(folder: string, made: Promise<void>): void {
    this.#made.set(folder, made);
    if (this.#made.size <= REMEMBERED) return;
    for (const oldest of this.#made.keys().take(1)) this.#made.delete(oldest);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw error;
  }
}
