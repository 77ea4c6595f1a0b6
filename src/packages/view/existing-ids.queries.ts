import { sql } from 'kysely';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { VersionState } from '../../storage/schema.ts';

/** Those of these ids, by their keys, that have a page for everybody here; at most 200 are asked for. */
export async function idsWithPages(
  { read }: Pick<Database, 'read'>,
  idKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const some = [...new Set(idKeys)].slice(0, ROWS_PER_READ);
  if (some.length === 0) return new Set();
  const rows = await read
    .selectFrom('registrations')
    .select('id_key as idKey')
    .where('id_key', 'in', some)
    .where((row) =>
      row.exists(
        row
          .selectFrom('versions')
          .select('versions.id')
          .whereRef('versions.registration_id', '=', 'registrations.id')
          .where('versions.state', '<>', sql.lit<VersionState>('held')),
      ),
    )
    .execute();
  return new Set(rows.map(({ idKey }) => idKey));
}
