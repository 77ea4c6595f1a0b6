import { sql } from 'kysely';
import type { Database, Rows } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { Flag } from '../../storage/flag.ts';

export interface DependentRow {
  readonly registrationId: number;
  readonly registrationKey: string;
  /** Distinct ones, normalized: one for each way in which it names the package. */
  readonly ranges: readonly string[];
}

/** Packages whose offered version depends on an id, by their own ids; at most 200. */
export async function dependentsOf(
  { read }: Pick<Database, 'read'>,
  dependencyKey: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<DependentRow[]> {
  let statement = dependents(read, dependencyKey)
    .select(['registration_id as registrationId', 'registration_key as registrationKey', 'ranges'])
    .orderBy('registration_key')
    .limit(Math.min(limit, ROWS_PER_READ));
  if (after !== undefined) statement = statement.where('registration_key', '>', after);
  const rows = await statement.execute();
  return rows.map((row) => ({ ...row, ranges: JSON.parse(row.ranges) as string[] }));
}

/** How many there are, counted up to `most`. */
export async function countDependents(
  { read }: Pick<Database, 'read'>,
  dependencyKey: string,
  most: number,
): Promise<number> {
  const row = await read
    .selectFrom(dependents(read, dependencyKey).select('registration_key').limit(most).as('some'))
    .select((some) => some.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The value is in the statement: `dependents_offered` is an index of those rows only. */
function dependents(rows: Rows, dependencyKey: string) {
  return rows
    .selectFrom('dependencies')
    .where('dependency_key', '=', dependencyKey)
    .where('is_offered', '=', sql.lit<Flag>(1));
}
