import type { Insertable } from 'kysely';
import type { Tx } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import type { DependenciesTable } from '../storage/gallery-tables.ts';
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

/** What the version that was just inserted depends on. */
export async function insertDependencies(
  tx: Tx,
  dependencies: readonly Omit<Insertable<DependenciesTable>, 'version_id' | 'is_offered'>[],
): Promise<void> {
  for (let at = 0; at < dependencies.length; at += ROWS_PER_READ) {
    await tx
      .insertInto('dependencies')
      .values((row) =>
        dependencies.slice(at, at + ROWS_PER_READ).map((dependency) => ({
          ...dependency,
          version_id: row.selectFrom('versions').select((of) => of.fn.max('id').as('id')),
          is_offered: 0,
        })),
      )
      .execute();
  }
}
