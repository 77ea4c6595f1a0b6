/**
 * Blobs as files below one folder, named by their keys. What arrives is written to `tmp/`, fsynced, renamed, and the
 * folder fsynced: a key never shows half a file, and a promise that resolved survives the power going out.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, open, opendir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Instant } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { parseBlobKey, type BlobKey } from './blob-keys.ts';
import type { BlobOutcome, Blobs, ByteRange, ListedBlob } from './blobs.ts';
import { DurableFolders, syncFile, syncFolder } from './durable-files.ts';
import { fileErrorCode, orFileFailure } from './file-errors.ts';
import { streamFile } from './stream-file.ts';

const TEMPORARY = 'tmp';

/** Opens the folder, or makes it; only its owner may look inside. */
export async function openFolderBlobs(folder: string): Promise<Blobs> {
  const root = resolve(folder);
  await orFileFailure(async () => {
    const first = await mkdir(root, { recursive: true, mode: 0o700 });
    if (first !== undefined) {
      for (let path = root; path.length >= first.length; path = dirname(path)) await syncFolder(dirname(path));
    }
    await mkdir(join(root, TEMPORARY), { recursive: true, mode: 0o700 });
  });
  return new FolderBlobs(root);
}

class FolderBlobs implements Blobs {
  readonly #root: string;
  readonly #folders: DurableFolders;

  constructor(root: string) {
    this.#root = root;
    this.#folders = new DurableFolders(root);
  }

  temporaryFile(): string {
    return join(this.#root, TEMPORARY, randomUUID());
  }

  flush(temporaryPath: string): Promise<void> {
    return orFileFailure(() => syncFile(temporaryPath));
  }

  putFile(key: BlobKey, temporaryPath: string): Promise<BlobOutcome> {
    return orFileFailure(() => this.#put(key, temporaryPath));
  }

  async sizeOf(key: BlobKey): Promise<number | undefined> {
    return orFileFailure(async () => (await statOf(this.#path(key)))?.size);
  }

  async readAll(key: BlobKey): Promise<Uint8Array> {
    return orFileFailure(async () => {
      try {
        return await readFile(this.#path(key));
      } catch (error) {
        throw isMissing(error) ? missing(key, error) : error;
      }
    });
  }

  async *stream(key: BlobKey, range?: ByteRange): AsyncIterable<Uint8Array> {
    const handle = await orFileFailure(async () => {
      try {
        return await open(this.#path(key), 'r');
      } catch (error) {
        throw isMissing(error) ? missing(key, error) : error;
      }
    });
    yield* streamFile(handle, range);
  }

  async remove(key: BlobKey): Promise<void> {
    await orFileFailure(async () => {
      if (await removeFile(this.#path(key))) await syncFolder(dirname(this.#path(key)));
    });
  }

  async removeUnused(key: BlobKey, before: Instant): Promise<boolean> {
    const found = await orFileFailure(() => statOf(this.#path(key)));
    if (found === undefined || instantOf(found.mtimeMs) >= before) return false;
    await this.remove(key);
    return true;
  }

  async *list(): AsyncIterable<ListedBlob> {
    for await (const path of filesBelow(this.#root, [TEMPORARY])) {
      const key = parseBlobKey(relative(this.#root, path).split(sep).join('/'));
      const found = key === undefined ? undefined : await orFileFailure(() => statOf(path));
      if (key === undefined || found === undefined) continue;
      yield { key, sizeBytes: found.size, usedAt: instantOf(found.mtimeMs) };
    }
  }

  async removeTemporaryFiles(before: Instant): Promise<number> {
    let removed = 0;
    for await (const path of filesBelow(join(this.#root, TEMPORARY), [])) {
      const found = await orFileFailure(() => statOf(path));
      if (found === undefined || instantOf(found.mtimeMs) >= before) continue;
      if (await orFileFailure(() => removeFile(path))) removed += 1;
    }
    return removed;
  }

  async ping(): Promise<void> {
    await orFileFailure(async () => {
      const path = join(this.#root, TEMPORARY, randomUUID());
      try {
        const handle = await open(path, 'wx', 0o600);
        try {
          await handle.writeFile('ping');
        } finally {
          await handle.close();
        }
      } finally {
        await removeFile(path);
      }
    });
  }

  #path(key: BlobKey): string {
    return join(this.#root, key);
  }

  async #put(key: BlobKey, temporaryPath: string): Promise<BlobOutcome> {
    const path = this.#path(key);
    const [sent, found] = [statSync(temporaryPath), statSync(path, { throwIfNoEntry: false })];
    // Of another size it is damaged: equal keys mean equal bytes.
    if (found?.size === sent.size && (await refreshTime(path))) {
      // Who put it there may have died before these, or be about to wait for them.
      await Promise.all([syncFile(path), this.#folders.ensure(dirname(path))]);
      await Promise.all([syncFolder(dirname(path)), unlink(temporaryPath)]);
      return 'reused';
    }
    await Promise.all([syncFile(temporaryPath), this.#folders.ensure(dirname(path))]);
    await rename(temporaryPath, path);
    await syncFolder(dirname(path));
    return found === undefined ? 'stored' : 'reused';
  }
}

function missing(key: BlobKey, cause: unknown): Problem {
  return new Problem('storage_unavailable', `The storage has lost ${key}.`, { cause });
}

function isMissing(error: unknown): boolean {
  return fileErrorCode(error) === 'ENOENT' || fileErrorCode(error) === 'ENOTDIR';
}

async function statOf(path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether the file is still there. */
async function refreshTime(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Whether there was one. */
async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function instantOf(milliseconds: number): Instant {
  return Math.floor(milliseconds * 1000);
}

async function* filesBelow(folder: string, except: readonly string[]): AsyncIterable<string> {
  const entries = await orFileFailure(() => opendir(folder));
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !except.includes(entry.name)) yield* filesBelow(path, []);
    else if (entry.isFile()) yield path;
  }
}
