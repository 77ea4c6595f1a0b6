/** Rows, bytes and the secret of one gallery, opened together as the settings name them. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Secret } from '../base/secret.ts';
import type { ServerSecret } from '../base/server-secret.ts';
import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { openServerSecret } from './open-secret.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

export interface StorageSettings {
  readonly database:
    { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: Secret };
  readonly blobFolder: string;
  readonly dataFolder: string;
  /** The operator's own; without one it lies in the data folder. */
  readonly secret: Secret | undefined;
}

export interface Storage {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly secret: ServerSecret;
  close(): Promise<void>;
}

/** Makes what is not there yet and migrates what is older; refuses what a newer Lode wrote. */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  const database = await openDatabase(settings);
  try {
    const blobs = await openFolderBlobs(settings.blobFolder);
    const secret = await openServerSecret(settings);
    return { database, blobs, secret, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase({ database }: StorageSettings): Promise<Database> {
  if (database.kind === 'postgres') return openPostgres(database.url.reveal());
  await mkdir(path.dirname(database.file), { recursive: true });
  return openSqlite(database.file);
}
