import type { Insertable } from 'kysely';
import type { Tx } from '../storage/database.ts';
import type { ManifestsTable, VersionsTable } from '../storage/schema.ts';

/**
 * A version that exists is a unique violation, here or at the latest with the commit.
 *
 * Mutations run one after the other, so the newest manifest is the one that was just sent: nobody waits for its number.
 */
export async function insertVersion(
  tx: Tx,
  manifest: Insertable<ManifestsTable>,
  version: Omit<Insertable<VersionsTable>, 'manifest_id'>,
): Promise<void> {
  await tx.insertInto('manifests').values(manifest).execute();
  await tx
    .insertInto('versions')
    .values((row) => ({
      ...version,
      manifest_id: row.selectFrom('manifests').select((of) => of.fn.max('id').as('id')),
    }))
    .execute();
}
