import type { Instant } from '../base/clock.ts';
import type { Database } from '../storage/database.ts';

/** The cursor of an import that was begun, or undefined. */
export async function importCursor({ read }: Pick<Database, 'read'>, sourceKey: string): Promise<string | undefined> {
  const row = await read.selectFrom('imports').select('cursor').where('source_key', '=', sourceKey).executeTakeFirst();
  return row?.cursor;
}

export async function saveImportCursor(
  database: Pick<Database, 'transaction'>,
  { sourceKey, cursor, at }: { sourceKey: string; cursor: string; at: Instant },
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx
      .insertInto('imports')
      .values({ source_key: sourceKey, cursor, updated_at: at })
      .onConflict((conflict) => conflict.column('source_key').doUpdateSet({ cursor, updated_at: at }))
      .execute();
  });
}

export interface KnownVersion {
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly sha512: string;
}

/** A version whose package has exactly these bytes. */
export async function versionWithBytes(
  { read }: Pick<Database, 'read'>,
  sha512Hex: string,
): Promise<KnownVersion | undefined> {
  return read
    .selectFrom('versions')
    .select(['display_id as displayId', 'normalized_version as normalizedVersion', 'sha512_key as sha512'])
    .where('sha512_key', '=', sha512Hex)
    .limit(1)
    .executeTakeFirst();
}

export async function versionByKeys(
  { read }: Pick<Database, 'read'>,
  idKey: string,
  versionKey: string,
): Promise<KnownVersion | undefined> {
  return read
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .select([
      'versions.display_id as displayId',
      'versions.normalized_version as normalizedVersion',
      'versions.sha512_key as sha512',
    ])
    .where('registrations.id_key', '=', idKey)
    .where('versions.version_key', '=', versionKey)
    .executeTakeFirst();
}
