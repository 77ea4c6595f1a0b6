import type { Database } from '../storage/database.ts';

/** How many packages each of these accounts owns; an account that owns none is not in it. */
export async function ownedCounts(
  { scan }: Pick<Database, 'scan'>,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (accountIds.length === 0) return new Map();
  const rows = await scan
    .selectFrom('owners')
    .select((row) => ['account_id as id', row.fn.countAll<number | string>().as('count')])
    .where('account_id', 'in', accountIds)
    .groupBy('account_id')
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}
