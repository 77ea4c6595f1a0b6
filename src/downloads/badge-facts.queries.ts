import { statesShownOn } from '../packages/visibility.ts';
import type { Database } from '../storage/database.ts';

export interface BadgeFacts {
  /** The version that the id offers. */
  readonly version: string;
  readonly downloads: number;
}

/** Undefined for an id that offers nothing: a badge names no version that is not listed. */
export async function badgeFacts({ read }: Pick<Database, 'read'>, idKey: string): Promise<BadgeFacts | undefined> {
  const row = await read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.id', 'registrations.offered_version_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'registrations.id')
    .select(['normalized_version as version', 'registration_downloads.count as downloads'])
    .where('id_key', '=', idKey)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, downloads: row.downloads ?? 0 };
}

/** The highest listed version, previews among them. */
export async function highestListed({ read }: Pick<Database, 'read'>, idKey: string): Promise<string | undefined> {
  const row = await read
    .selectFrom('registrations')
    .innerJoin('versions', 'versions.registration_id', 'registrations.id')
    .select('normalized_version as version')
    .where('id_key', '=', idKey)
    .where('listed', '=', 1)
    .where('state', 'in', statesShownOn('discovery'))
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version;
}
