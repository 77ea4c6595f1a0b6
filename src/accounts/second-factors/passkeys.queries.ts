import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { PasskeysTable } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

export interface PasskeyRow {
  readonly id: number;
  readonly publicId: string;
  readonly accountId: number;
  readonly accountPublicId: string;
  /** The authenticator's own id of the credential, base64url. */
  readonly credential: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  /** JSON array. */
  readonly transports: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

const COLUMNS = [
  'passkeys.id as id',
  'passkeys.public_id as publicId',
  'passkeys.account_id as accountId',
  'accounts.public_id as accountPublicId',
  'credential_key as credential',
  'public_key as publicKey',
  'counter',
  'transports',
  'passkeys.name as name',
  'passkeys.created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const;

/** In the order in which they were added. */
export function passkeysOf(rows: Readable, accountId: number): Promise<PasskeyRow[]> {
  return rows.read
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.id', 'passkeys.account_id')
    .select(COLUMNS)
    .where('passkeys.account_id', '=', accountId)
    .orderBy('passkeys.id')
    .limit(200)
    .execute();
}

export function passkeyByCredential(rows: Readable, credential: string): Promise<PasskeyRow | undefined> {
  return rows.read
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.id', 'passkeys.account_id')
    .select(COLUMNS)
    .where('credential_key', '=', credential)
    .executeTakeFirst();
}

export async function insertPasskey(tx: Tx, passkey: Insertable<PasskeysTable>): Promise<void> {
  await tx.insertInto('passkeys').values(passkey).execute();
}

/**
 * Notes that a passkey was used, unless it counted backwards: an authenticator that counts gives a larger number each
 * time, one that does not gives zero for ever. False also for one that is gone.
 */
export async function advancePasskey(tx: Tx, passkeyId: number, counter: number, now: Instant): Promise<boolean> {
  const advanced = await tx
    .updateTable('passkeys')
    .set({ counter, last_used_at: now })
    .where('id', '=', passkeyId)
    .where((row) => (counter === 0 ? row('counter', '=', 0) : row('counter', '<', counter)))
    .returning('id')
    .executeTakeFirst();
  return advanced !== undefined;
}

/** Gives the name it had; undefined when the account has no such passkey. */
export async function passkeyName(tx: Tx, accountId: number, publicId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('passkeys')
    .select('name')
    .where('public_id', '=', publicId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row?.name;
}

export async function setPasskeyName(tx: Tx, publicId: string, name: string): Promise<void> {
  await tx.updateTable('passkeys').set({ name }).where('public_id', '=', publicId).execute();
}

export async function deletePasskey(tx: Tx, publicId: string): Promise<void> {
  await tx.deleteFrom('passkeys').where('public_id', '=', publicId).execute();
}
