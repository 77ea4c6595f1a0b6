import type { Database, Tx } from '../../storage/database.ts';
import { parseMutedMail, type MailTopic } from './mail-topics.ts';

/** What an account has turned off. */
export async function mutedMailOf(rows: Pick<Database, 'read'>, accountId: number): Promise<MailTopic[]> {
  const row = await rows.read
    .selectFrom('accounts')
    .select('muted_mail')
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row === undefined ? [] : parseMutedMail(row.muted_mail);
}

export async function setMutedMail(tx: Tx, accountId: number, muted: readonly MailTopic[]): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ muted_mail: JSON.stringify(muted) })
    .where('id', '=', accountId)
    .execute();
}
