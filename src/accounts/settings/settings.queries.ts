import type { Insertable } from 'kysely';
import type { Database, Tx } from '../../storage/database.ts';
import type { SettingsTable } from '../../storage/schema.ts';

/** Undefined while nobody has changed it. */
export async function settingValue(rows: Pick<Database, 'read'>, name: string): Promise<string | undefined> {
  const row = await rows.read.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

export async function saveSetting(tx: Tx, setting: Insertable<SettingsTable>): Promise<void> {
  const { value, updated_at } = setting;
  await tx
    .insertInto('settings')
    .values(setting)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at }))
    .execute();
}
