import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileErrorCode } from './file-errors.ts';

/** Waits until a file's bytes are on the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Waits until a folder's names are on the disk: a file that was only fsynced can lose its name in a crash. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
