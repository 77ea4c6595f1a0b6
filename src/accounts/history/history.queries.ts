import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { AccountLabel } from './history-entry.ts';

/** Who has these row numbers or public ids; a label for each that there is. */
export async function accountLabels(
  { read }: Pick<Database, 'read'>,
  { ids, publicIds }: { readonly ids: readonly number[]; readonly publicIds: readonly string[] },
): Promise<(AccountLabel & { readonly id: number })[]> {
  const select = () =>
    read.selectFrom('accounts').select(['id', 'public_id', 'name', 'kind', 'status', 'is_administrator']);
  const found = [];
  for (const some of batches(ids)) found.push(...(await select().where('id', 'in', some).execute()));
  for (const some of batches(publicIds)) found.push(...(await select().where('public_id', 'in', some).execute()));
  return found.map(({ id, name, kind, status, ...row }) => ({
    id,
    publicId: row.public_id,
    name,
    kind,
    isDeleted: status === 'deleted',
    isAdministrator: row.is_administrator === 1,
  }));
}

/** What API keys are called, by public id; where an account is given, only keys that are its own or that it acts with. */
export async function keyNames(
  { read }: Pick<Database, 'read'>,
  publicIds: readonly string[],
  accountId?: number,
): Promise<ReadonlyMap<string, string>> {
  if (publicIds.length === 0) return new Map();
  let query = read
    .selectFrom('api_keys')
    .select(['public_id', 'name'])
    .where('public_id', 'in', [...new Set(publicIds)]);
  if (accountId !== undefined) {
    query = query.where((row) => row.or([row('owner_id', '=', accountId), row('person_id', '=', accountId)]));
  }
  const found = await query.execute();
  return new Map(found.map((key) => [key.public_id, key.name]));
}

function batches<T>(keys: readonly T[]): T[][] {
  const distinct = [...new Set(keys)];
  return Array.from({ length: Math.ceil(distinct.length / ROWS_PER_READ) }, (_, batch) =>
    distinct.slice(batch * ROWS_PER_READ, (batch + 1) * ROWS_PER_READ),
  );
}
