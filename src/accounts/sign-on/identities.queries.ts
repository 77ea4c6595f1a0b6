import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { IdentitiesTable } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

export interface IdentityRow {
  readonly id: number;
  readonly publicId: string;
  readonly accountId: number;
  readonly accountPublicId: string;
  readonly accountName: string;
  readonly issuer: string;
  readonly label: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

const COLUMNS = [
  'identities.id as id',
  'identities.public_id as publicId',
  'identities.account_id as accountId',
  'accounts.public_id as accountPublicId',
  'accounts.name as accountName',
  'issuer_key as issuer',
  'label',
  'identities.created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const;

/** Whose this is; undefined for somebody whom nobody here is. */
export function identityOf(
  rows: Readable,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<IdentityRow | undefined> {
  return rows.read
    .selectFrom('identities')
    .innerJoin('accounts', 'accounts.id', 'identities.account_id')
    .select(COLUMNS)
    .where('issuer_key', '=', issuer)
    .where('subject_key', '=', subject)
    .executeTakeFirst();
}

/** In the order in which they were linked. */
export function identitiesOfAccount(rows: Readable, accountId: number): Promise<IdentityRow[]> {
  return rows.read
    .selectFrom('identities')
    .innerJoin('accounts', 'accounts.id', 'identities.account_id')
    .select(COLUMNS)
    .where('identities.account_id', '=', accountId)
    .orderBy('identities.id')
    .limit(100)
    .execute();
}

export async function insertIdentity(tx: Tx, identity: Insertable<IdentitiesTable>): Promise<void> {
  await tx.insertInto('identities').values(identity).execute();
}

export async function touchIdentity(
  tx: Tx,
  identityId: number,
  { at, label }: { readonly at: Instant; readonly label: string },
): Promise<void> {
  await tx.updateTable('identities').set({ last_used_at: at, label }).where('id', '=', identityId).execute();
}

export async function deleteIdentity(tx: Tx, identityId: number): Promise<void> {
  await tx.deleteFrom('identities').where('id', '=', identityId).execute();
}

/** What somebody can sign in with: whether there is a password, how many passkeys, and the issuers of their identities. */
export async function waysInOf(
  rows: Readable,
  accountId: number,
): Promise<{ readonly hasPassword: boolean; readonly hasPasskey: boolean; readonly issuers: readonly string[] }> {
  const passkeys = rows.read.selectFrom('passkeys').select('id').where('account_id', '=', accountId).limit(1);
  const account = rows.read.selectFrom('accounts').select('password_hash').where('id', '=', accountId);
  const identities = await identitiesOfAccount(rows, accountId);
  return {
    hasPassword: ((await account.executeTakeFirst())?.password_hash ?? null) !== null,
    hasPasskey: (await passkeys.executeTakeFirst()) !== undefined,
    issuers: identities.map(({ issuer }) => issuer),
  };
}
