import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';

type Readable = Pick<Database, 'read'>;

/** What is said of every version of an id in a range, of those that come later too. */
export interface DeprecationRule {
  readonly publicId: string;
  readonly range: string;
  /** JSON of `Deprecation`. */
  readonly deprecation: string;
  readonly createdAt: Instant;
}

/** The newest first. */
export async function deprecationRules({ read }: Readable, registrationId: number): Promise<DeprecationRule[]> {
  return read
    .selectFrom('deprecation_rules')
    .select(['public_id as publicId', 'range', 'deprecation', 'created_at as createdAt'])
    .where('registration_id', '=', registrationId)
    .orderBy('id', 'desc')
    .execute();
}

export async function insertDeprecationRule(
  tx: Tx,
  rule: DeprecationRule & { readonly registrationId: number; readonly createdBy: number | null },
): Promise<void> {
  await tx
    .insertInto('deprecation_rules')
    .values({
      public_id: rule.publicId,
      registration_id: rule.registrationId,
      range: rule.range,
      deprecation: rule.deprecation,
      created_at: rule.createdAt,
      created_by: rule.createdBy,
    })
    .execute();
}

export async function deleteDeprecationRule(tx: Tx, publicId: string): Promise<void> {
  await tx.deleteFrom('deprecation_rules').where('public_id', '=', publicId).execute();
}

/** The id as it is shown, when a version of it can be restored; with a `versionKey`, when that one can. */
export async function availableId(
  { read }: Readable,
  idKey: string,
  versionKey?: string,
): Promise<{ readonly displayId: string; readonly normalizedVersion: string } | undefined> {
  let found = read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.registration_id', 'registrations.id')
    .select(['registrations.display_id as displayId', 'normalized_version as normalizedVersion'])
    .where('id_key', '=', idKey)
    .where('state', '=', 'available')
    .limit(1);
  if (versionKey !== undefined) found = found.where('version_key', '=', versionKey);
  return found.executeTakeFirst();
}
