import type { Database } from '../../storage/database.ts';

/** What keys are called, by public id; at most 200. */
export async function apiKeyNames(
  { read }: Pick<Database, 'read'>,
  publicIds: readonly string[],
): Promise<Map<string, string>> {
  if (publicIds.length === 0) return new Map();
  const rows = await read
    .selectFrom('api_keys')
    .select(['public_id as publicId', 'name'])
    .where('public_id', 'in', publicIds)
    .execute();
  return new Map(rows.map(({ publicId, name }) => [publicId, name]));
}
