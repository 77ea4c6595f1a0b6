import { sha512OfBlobKey, type BlobKey } from '../storage/blob-keys.ts';
import type { Rows } from '../storage/database.ts';

/** Whether a version needs these bytes, as every one does that has not been destroyed, or an upload that waits. */
export async function isBlobReferenced(rows: Rows, key: BlobKey): Promise<boolean> {
  const sha512 = sha512OfBlobKey(key);
  const version = await rows
    .selectFrom('versions')
    .select('id')
    .where('sha512_key', '=', sha512)
    .where('state', '!=', 'destroyed')
    .limit(1)
    .executeTakeFirst();
  if (version !== undefined) return true;
  const upload = await rows.selectFrom('uploads').select('id').where('sha512_key', '=', sha512).executeTakeFirst();
  return upload !== undefined;
}
