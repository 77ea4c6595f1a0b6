import type { Database } from '../../storage/database.ts';
import type { VersionStanding } from '../visibility.ts';

export interface NamedStanding extends VersionStanding {
  readonly normalizedVersion: string;
}

/** How these versions of an id stand, by their keys; at most 200 are asked for. */
export async function standingsAmong(
  { read }: Pick<Database, 'read'>,
  registrationId: number,
  versionKeys: readonly string[],
): Promise<ReadonlyMap<string, NamedStanding>> {
  if (versionKeys.length === 0) return new Map();
  const rows = await read
    .selectFrom('versions')
    .select(['version_key as versionKey', 'normalized_version as normalizedVersion', 'state', 'listed'])
    .where('registration_id', '=', registrationId)
    .where('version_key', 'in', versionKeys)
    .execute();
  return new Map(rows.map(({ versionKey, ...row }) => [versionKey, { ...row, listed: row.listed === 1 }]));
}
