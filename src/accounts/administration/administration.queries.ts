import type { Database, Tx } from '../../storage/database.ts';

/** Whether an account is an administrator of the gallery and not locked. */
export async function isActiveAdministrator({ read }: Pick<Database, 'read'>, accountId: number): Promise<boolean> {
  const row = await read
    .selectFrom('accounts')
    .select('is_administrator')
    .where('id', '=', accountId)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row?.is_administrator === 1;
}

export async function saveIsAdministrator(tx: Tx, accountId: number, isAdministrator: boolean): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ is_administrator: isAdministrator ? 1 : 0 })
    .where('id', '=', accountId)
    .execute();
}
