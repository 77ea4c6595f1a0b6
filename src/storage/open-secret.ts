import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { ServerSecret } from '../base/server-secret.ts';
import { syncFile, syncFolder } from './durable-files.ts';

const SECRET_BYTES = 32;
/** What is shorter was not written whole, or by nobody who meant it. */
const MIN_SECRET_LENGTH = 32;

/**
 * The secret that all others derive from: the operator's, or one made at the first start and kept in `keys/secret` of the
 * data folder, readable by this account alone.
 */
export async function openServerSecret(settings: {
  readonly dataFolder: string;
  readonly secret: Secret | undefined;
}): Promise<ServerSecret> {
  if (settings.secret !== undefined) return new ServerSecret(settings.secret);
  const file = path.join(settings.dataFolder, 'keys', 'secret');
  const text = (await readSecret(file)) ?? (await makeSecret(file));
  if (text.length < MIN_SECRET_LENGTH) {
    throw new Problem(
      'storage_unavailable',
      `${file} does not hold a secret: restore it from a copy of the data folder.`,
    );
  }
  return new ServerSecret(new Secret(text));
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, and once: of two processes that start together, both take what the first one made. */
async function makeSecret(file: string): Promise<string> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600 });
  await syncFile(temporary);
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await rm(temporary);
  await syncFolder(folder);
  return (await readSecret(file)) ?? '';
}
