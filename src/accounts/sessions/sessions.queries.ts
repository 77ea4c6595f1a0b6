import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { SessionsTable } from '../../storage/schema.ts';

export async function insertSession(tx: Tx, session: Insertable<SessionsTable>): Promise<void> {
  await tx.insertInto('sessions').values(session).execute();
}

export interface SessionRow {
  readonly id: number;
  readonly publicId: string;
  readonly accountId: number;
  readonly accountPublicId: string;
  readonly name: string;
  readonly status: string;
  readonly isAdministrator: number;
  readonly emailConfirmedAt: Instant | null;
  readonly authenticatedAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  readonly hasSecondFactor: number;
}

/** Undefined when no session has this hash. */
export function sessionByHash(rows: Pick<Database, 'read'>, hash: string): Promise<SessionRow | undefined> {
  return rows.read
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select([
      'sessions.id as id',
      'sessions.public_id as publicId',
      'accounts.id as accountId',
      'accounts.public_id as accountPublicId',
      'accounts.name as name',
      'accounts.status as status',
      'accounts.is_administrator as isAdministrator',
      'accounts.email_confirmed_at as emailConfirmedAt',
      'authenticated_at as authenticatedAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
      'has_second_factor as hasSecondFactor',
    ])
    .where('hash_key', '=', hash)
    .executeTakeFirst();
}

/** Whether a person has a passkey or an authenticator app. */
export async function hasSecondFactor(rows: Pick<Database, 'read'>, accountId: number): Promise<boolean> {
  const ofPasskeys = rows.read.selectFrom('passkeys').select('account_id').where('account_id', '=', accountId);
  const ofApps = rows.read.selectFrom('authenticator_apps').select('account_id').where('account_id', '=', accountId);
  return (await ofPasskeys.unionAll(ofApps).limit(1).executeTakeFirst()) !== undefined;
}

export async function touchSession(tx: Tx, sessionId: number, now: Instant): Promise<void> {
  await tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', sessionId).execute();
}

export async function deleteExpiredSessions(tx: Tx, now: Instant): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export interface SessionRenewal {
  readonly publicId: string;
  readonly accountId: number;
  readonly hash: string;
  /** When the person has just proved who they are, and whether a second factor was part of it. */
  readonly proof: { readonly at: Instant; readonly hasSecondFactor: boolean } | undefined;
}

/** Gives a session another text. False when there is no such session of the account. */
export async function replaceSessionText(tx: Tx, renewal: SessionRenewal): Promise<boolean> {
  const { publicId, accountId, hash, proof } = renewal;
  const changed = await tx
    .updateTable('sessions')
    .set({
      hash_key: hash,
      ...(proof === undefined ? {} : { authenticated_at: proof.at }),
      ...(proof?.hasSecondFactor === true ? { has_second_factor: 1 as const } : {}),
    })
    .where('public_id', '=', publicId)
    .where('account_id', '=', accountId)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

export interface ListedSession {
  readonly publicId: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly address: string;
  readonly userAgent: string;
}

/** Those that have not ended, the last used first. */
export function sessionsOfAccount(
  rows: Pick<Database, 'read'>,
  accountId: number,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<ListedSession[]> {
  return rows.read
    .selectFrom('sessions')
    .select([
      'public_id as publicId',
      'created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'address',
      'user_agent as userAgent',
    ])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .limit(limit)
    .execute();
}

/** Ends sessions of an account and gives their public ids: `only` that one, or all `but` that one, or all. */
export async function deleteSessions(
  tx: Tx,
  accountId: number,
  which: { readonly only?: string; readonly but?: string } = {},
): Promise<string[]> {
  let query = tx.deleteFrom('sessions').where('account_id', '=', accountId);
  if (which.only !== undefined) query = query.where('public_id', '=', which.only);
  if (which.but !== undefined) query = query.where('public_id', '<>', which.but);
  const ended = await query.returning('public_id').execute();
  return ended.map(({ public_id }) => public_id);
}

/** Whose session this is; undefined when it has ended. */
export function holderOfSession(
  rows: Pick<Database, 'read'>,
  publicId: string,
): Promise<{ readonly id: number; readonly publicId: string } | undefined> {
  return rows.read
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['accounts.id as id', 'accounts.public_id as publicId'])
    .where('sessions.public_id', '=', publicId)
    .executeTakeFirst();
}
