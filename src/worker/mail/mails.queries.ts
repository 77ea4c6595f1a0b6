/** The queue of mails: the only statements that write it. */
import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Rows, Tx } from '../../storage/database.ts';
import type { MailsTable } from '../../storage/schema.ts';

export interface MailRow {
  readonly id: number;
  readonly messageKey: string;
  readonly template: string;
  readonly accountId: number | null;
  readonly address: string;
  /** JSON of `MailData`. */
  readonly data: string;
  readonly createdAt: Instant;
  readonly attempts: number;
}

const COLUMNS = [
  'id',
  'message_key as messageKey',
  'template',
  'account_id as accountId',
  'address',
  'data',
  'created_at as createdAt',
  'attempts',
] as const;

/** Does nothing where the same mail is there already. */
export async function insertMail(
  tx: Tx,
  mail: Omit<Insertable<MailsTable>, 'attempts' | 'sent_at' | 'failed_at' | 'last_error'>,
): Promise<void> {
  await tx
    .insertInto('mails')
    .values({ ...mail, attempts: 0, sent_at: null, failed_at: null, last_error: null })
    .onConflict((conflict) => conflict.column('message_key').doNothing())
    .execute();
}

export interface MailGroup {
  readonly accountId: number;
  readonly address: string;
  readonly template: string;
}

/** A mail that still waits for more of the same: nobody has tried to send it, and its time has not come. */
export function gatheringMail(
  tx: Tx,
  { accountId, address, template }: MailGroup,
  now: Instant,
): Promise<Pick<MailRow, 'id' | 'data' | 'createdAt'> | undefined> {
  return tx
    .selectFrom('mails')
    .select(['id', 'data', 'created_at as createdAt'])
    .where('account_id', '=', accountId)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('address', '=', address)
    .where('template', '=', template)
    .where('attempts', '=', 0)
    .where('next_attempt_at', '>', now)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether it was still open: a sender that took it meanwhile sends what it had. */
export async function growMail(tx: Tx, id: number, data: string, nextAttemptAt: Instant): Promise<boolean> {
  const grown = await tx
    .updateTable('mails')
    .set({ data, next_attempt_at: nextAttemptAt })
    .where('id', '=', id)
    .where('attempts', '=', 0)
    .where('sent_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return grown !== undefined;
}

/** Those whose turn it is, oldest first, without claiming them. */
export async function hasDueMail(rows: Rows, now: Instant): Promise<boolean> {
  const due = await rows
    .selectFrom('mails')
    .select('id')
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}

export interface Claim {
  readonly now: Instant;
  /** Until when nobody else takes them. */
  readonly until: Instant;
  readonly limit: number;
  /** One that is left alone this time. */
  readonly except: number | undefined;
}

/** Takes due mails, oldest first, so that no other process does before the claim is over. */
export async function claimMails(tx: Tx, { now, until, limit, except }: Claim): Promise<MailRow[]> {
  const due = tx
    .selectFrom('mails')
    .select('id')
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .where('id', '<>', except ?? 0)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit);
  const claimed = await tx
    .updateTable('mails')
    .set((row) => ({ next_attempt_at: until, attempts: row('attempts', '+', 1) }))
    .where('id', 'in', due)
    // Asked again of the row as it is: another process that claimed it first has moved its time.
    .where('next_attempt_at', '<=', now)
    .where('sent_at', 'is', null)
    .returning(COLUMNS)
    .execute();
  return claimed.sort((a, b) => a.id - b.id);
}

/** Done. What went to somebody without an account here is forgotten at once, address and all. */
export async function markSent(tx: Tx, { id, accountId }: MailRow, now: Instant): Promise<void> {
  if (accountId === null) await tx.deleteFrom('mails').where('id', '=', id).execute();
  else await tx.updateTable('mails').set({ sent_at: now, last_error: null }).where('id', '=', id).execute();
}

export async function markFailed(tx: Tx, id: number, error: string, now: Instant): Promise<void> {
  await tx.updateTable('mails').set({ failed_at: now, last_error: error }).where('id', '=', id).execute();
}

export async function putOff(tx: Tx, id: number, error: string, nextAttemptAt: Instant): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ next_attempt_at: nextAttemptAt, last_error: error })
    .where('id', '=', id)
    .execute();
}

/** As if nobody had taken it: its turn is where it was. */
export async function giveBack(tx: Tx, { id, attempts, createdAt }: MailRow, error: string | null): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ next_attempt_at: createdAt, attempts: attempts - 1, ...(error === null ? {} : { last_error: error }) })
    .where('id', '=', id)
    .execute();
}

/** How many wait to be sent. Scans them. */
export async function countWaitingMails(scan: Rows): Promise<number> {
  const row = await scan
    .selectFrom('mails')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Forgets what was sent or given up before a moment; says how many. */
export async function deleteMailsBefore(tx: Tx, before: Instant): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('mails')
    .where((is) => is.or([is('sent_at', '<', before), is('failed_at', '<', before)]))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Sent or not: nobody may be written to, or remembered here, who has gone. */
export async function deleteMailsOf(tx: Tx, accountPublicId: string): Promise<void> {
  await tx
    .deleteFrom('mails')
    .where('account_id', 'in', (of) => of.selectFrom('accounts').select('id').where('public_id', '=', accountPublicId))
    .execute();
}
