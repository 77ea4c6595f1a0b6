import type { Insertable } from 'kysely';
import type { Tx } from '../storage/database.ts';
import type { VersionsTable } from '../storage/schema.ts';

export async function insertManifest(tx: Tx, manifest: string, entries: string): Promise<number> {
  const { id } = await tx
    .insertInto('manifests')
    .values({ manifest, entries })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Gives the row's number; a version that exists is a unique violation. */
export async function insertVersion(tx: Tx, version: Insertable<VersionsTable>): Promise<number> {
  const { id } = await tx.insertInto('versions').values(version).returning('id').executeTakeFirstOrThrow();
  return id;
}
