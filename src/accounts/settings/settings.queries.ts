import type { Database } from '../../storage/database.ts';

/** Undefined while nobody has changed it. */
export async function settingValue(rows: Pick<Database, 'read'>, name: string): Promise<string | undefined> {
  const row = await rows.read.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}
