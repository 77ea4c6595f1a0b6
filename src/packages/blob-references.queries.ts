import { sha512OfBlobKey, type BlobKey } from '../storage/blob-keys.ts';
import type { Rows } from '../storage/database.ts';

/** Whether a version needs these bytes: every one that has not been destroyed. */
export async function isBlobReferenced(rows: Rows, key: BlobKey): Promise<boolean> {
  const version = await rows
    .selectFrom('versions')
    .select('id')
    .where('sha512_key', '=', sha512OfBlobKey(key))
    .where('state', '!=', 'destroyed')
    .limit(1)
    .executeTakeFirst();
  return version !== undefined;
}
