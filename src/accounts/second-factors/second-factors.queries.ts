import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';

type Readable = Pick<Database, 'read'>;

export interface AuthenticatorAppRow {
  readonly sealedSecret: string;
  readonly lastStep: number;
  readonly createdAt: Instant;
}

/** Undefined for a person without one. */
export function authenticatorApp(rows: Readable, accountId: number): Promise<AuthenticatorAppRow | undefined> {
  return rows.read
    .selectFrom('authenticator_apps')
    .select(['sealed_secret as sealedSecret', 'last_step as lastStep', 'created_at as createdAt'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

export interface NewAuthenticatorApp {
  readonly accountId: number;
  readonly sealedSecret: string;
  /** The step of the code that confirmed it, which is used with that. */
  readonly lastStep: number;
  readonly at: Instant;
}

/** One a person: a new one takes the place of the one before. */
export async function putAuthenticatorApp(tx: Tx, app: NewAuthenticatorApp): Promise<void> {
  const values = { sealed_secret: app.sealedSecret, last_step: app.lastStep, created_at: app.at };
  await tx
    .insertInto('authenticator_apps')
    .values({ account_id: app.accountId, ...values })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
    .execute();
}

/** Uses a step up. False when it, or a later one, was used already, or the app is another by now. */
export async function takeStep(
  tx: Tx,
  accountId: number,
  { sealedSecret, step }: { readonly sealedSecret: string; readonly step: number },
): Promise<boolean> {
  const taken = await tx
    .updateTable('authenticator_apps')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('sealed_secret', '=', sealedSecret)
    .where('last_step', '<', step)
    .returning('account_id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Whether there was one. */
export async function deleteAuthenticatorApp(tx: Tx, accountId: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('authenticator_apps')
    .where('account_id', '=', accountId)
    .returning('account_id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function recoveryCodesLeft(rows: Readable, accountId: number): Promise<number> {
  const { left } = await rows.read
    .selectFrom('recovery_codes')
    .select((count) => count.fn.countAll<number | string>().as('left'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(left);
}

/** Puts these in the place of all that there were. */
export async function putRecoveryCodes(
  tx: Tx,
  accountId: number,
  { hashes, at }: { readonly hashes: readonly string[]; readonly at: Instant },
): Promise<void> {
  await deleteRecoveryCodes(tx, accountId);
  const rows = hashes.map((hash) => ({ account_id: accountId, hash_key: hash, created_at: at }));
  await tx.insertInto('recovery_codes').values(rows).execute();
}

export async function deleteRecoveryCodes(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
}

/** Whether there was such a code: it is gone with this. */
export async function takeRecoveryCode(tx: Tx, accountId: number, hash: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('recovery_codes')
    .where('account_id', '=', accountId)
    .where('hash_key', '=', hash)
    .returning('account_id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** A session in which somebody has just shown a second factor. */
export async function setSessionProven(tx: Tx, sessionPublicId: string): Promise<void> {
  await tx.updateTable('sessions').set({ has_second_factor: 1 }).where('public_id', '=', sessionPublicId).execute();
}

/** Who has no second factor any more has shown none. */
export async function setSessionsUnproven(tx: Tx, accountId: number): Promise<void> {
  await tx.updateTable('sessions').set({ has_second_factor: 0 }).where('account_id', '=', accountId).execute();
}
