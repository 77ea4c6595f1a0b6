import type { Insertable } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { OneTimeTokensTable } from '../storage/schema.ts';

export interface TokenRow {
  readonly id: number;
  readonly publicId: string;
  readonly kind: string;
  readonly accountId: number | null;
  readonly data: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

const COLUMNS = [
  'id',
  'public_id as publicId',
  'kind',
  'account_id as accountId',
  'data',
  'created_at as createdAt',
  'expires_at as expiresAt',
] as const;

export async function insertToken(tx: Tx, token: Insertable<OneTimeTokensTable>): Promise<void> {
  await tx.insertInto('one_time_tokens').values(token).execute();
}

export function tokenByPublicId(rows: Pick<Database, 'read'>, publicId: string): Promise<TokenRow | undefined> {
  return rows.read.selectFrom('one_time_tokens').select(COLUMNS).where('public_id', '=', publicId).executeTakeFirst();
}

/** Deletes the token and gives what it was: whoever comes second gets nothing. */
export function takeToken(tx: Tx, publicId: string): Promise<TokenRow | undefined> {
  return tx.deleteFrom('one_time_tokens').where('public_id', '=', publicId).returning(COLUMNS).executeTakeFirst();
}

/** Ends all tokens of one kind that an account has: a new link makes the older ones worthless. */
export async function deleteTokensOf(tx: Tx, accountId: number, kind: string): Promise<void> {
  await tx.deleteFrom('one_time_tokens').where('account_id', '=', accountId).where('kind', '=', kind).execute();
}

/** The public id of a token of a kind of which there is one at most. */
export async function tokenOfKind(rows: Pick<Database, 'read'>, kind: string): Promise<string | undefined> {
  const row = await rows.read
    .selectFrom('one_time_tokens')
    .select('public_id')
    .where('kind', '=', kind)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.public_id;
}

export async function deleteTokensOfKind(tx: Tx, kind: string): Promise<void> {
  await tx.deleteFrom('one_time_tokens').where('kind', '=', kind).execute();
}

export async function deleteExpiredTokens(tx: Tx, now: Instant): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('one_time_tokens')
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
