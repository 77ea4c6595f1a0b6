import { contentOfBlobKey, type BlobKey } from '../storage/blob-keys.ts';
import type { Rows, Tx } from '../storage/database.ts';

/** Whether a version needs these bytes: every one that has not been destroyed. */
export async function isBlobReferenced(rows: Rows | Tx, key: BlobKey): Promise<boolean> {
  const named = contentOfBlobKey(key);
  const versions = rows.selectFrom('versions').select('id').where('state', '!=', 'destroyed').limit(1);
  const query =
    named.kind === 'nupkg'
      ? versions.where('sha512_key', '=', named.sha512Hex)
      : versions.where('public_id', '=', named.versionPublicId);
  return (await query.executeTakeFirst()) !== undefined;
}
