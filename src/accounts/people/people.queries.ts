import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';

type Readable = Pick<Database, 'read'>;

/** An account with what only its owner's own use cases may know. */
export interface PersonRow {
  readonly id: number;
  readonly publicId: string;
  readonly kind: 'person' | 'organization';
  readonly name: string;
  readonly status: 'active' | 'locked' | 'deleted';
  readonly isAdministrator: boolean;
  readonly email: string;
  readonly emailKey: string;
  readonly emailConfirmedAt: Instant | null;
  readonly unconfirmedEmail: string | null;
  readonly unconfirmedEmailKey: string | null;
  readonly passwordHash: string | null;
  readonly passwordChangedAt: Instant | null;
  readonly createdAt: Instant;
}

function accounts({ read }: Readable) {
  return read
    .selectFrom('accounts')
    .select([
      'id',
      'public_id as publicId',
      'kind',
      'name',
      'status',
      'is_administrator as isAdministrator',
      'email',
      'email_key as emailKey',
      'email_confirmed_at as emailConfirmedAt',
      'unconfirmed_email as unconfirmedEmail',
      'unconfirmed_email_key as unconfirmedEmailKey',
      'password_hash as passwordHash',
      'password_changed_at as passwordChangedAt',
      'created_at as createdAt',
    ]);
}

function toPerson(row: Omit<PersonRow, 'isAdministrator'> & { readonly isAdministrator: number }): PersonRow {
  return { ...row, isAdministrator: row.isAdministrator === 1 };
}

/** An account by its row's number, a person's or an organization's. */
export async function personById(rows: Readable, id: number): Promise<PersonRow | undefined> {
  const row = await accounts(rows).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toPerson(row);
}

/** The person who goes by a name, whatever their status; an organization is nobody here. */
export async function personByName(rows: Readable, nameKey: string): Promise<PersonRow | undefined> {
  const row = await accounts(rows).where('name_key', '=', nameKey).where('kind', '=', 'person').executeTakeFirst();
  return row === undefined ? undefined : toPerson(row);
}

/**
 * The person to whom an address belongs, since they have confirmed it. Undefined also where several have: a gallery that is
 * older than the rule may hold such, and then nobody can be told by the address alone.
 */
export async function personByConfirmedEmail(rows: Readable, emailKey: string): Promise<PersonRow | undefined> {
  const found = await holders(rows, emailKey).limit(2).execute();
  const [row] = found;
  return row === undefined || found.length > 1 ? undefined : toPerson(row);
}

/** Whether a person other than `exceptId` has confirmed this address. */
export async function isEmailTaken(rows: Readable, emailKey: string, exceptId: number | null): Promise<boolean> {
  const found = await holders(rows, emailKey)
    .where('id', '<>', exceptId ?? 0)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

function holders(rows: Readable, emailKey: string) {
  return accounts(rows)
    .where('email_key', '=', emailKey)
    .where('kind', '=', 'person')
    .where('status', '<>', 'deleted')
    .where('email_confirmed_at', 'is not', null);
}

/** Names of accounts that look like this one; deleted ones too, since people remember them. */
export async function namesLike(rows: Readable, lookAlike: string): Promise<string[]> {
  const found = await rows.read
    .selectFrom('accounts')
    .select('name')
    .where('look_alike_key', '=', lookAlike)
    .limit(1)
    .execute();
  return found.map(({ name }) => name);
}

/** Whether anybody administers the gallery, locked or not. */
export async function hasAdministrator(rows: Readable): Promise<boolean> {
  const found = await rows.read
    .selectFrom('accounts')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('status', '<>', 'deleted')
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

export async function setPasswordHash(
  tx: Tx,
  accountId: number,
  hash: string | null,
  changedAt: Instant,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ password_hash: hash, password_changed_at: changedAt })
    .where('id', '=', accountId)
    .execute();
}

/** The same password under stronger parameters: for its owner nothing changes. Does nothing where it is another by now. */
export async function replacePasswordHash(tx: Tx, accountId: number, from: string, to: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ password_hash: to })
    .where('id', '=', accountId)
    .where('password_hash', '=', from)
    .execute();
}

export interface Address {
  readonly display: string;
  readonly key: string;
}

/** Puts a confirmed address in force and forgets the one that waited. */
export async function setConfirmedEmail(tx: Tx, accountId: number, email: Address, at: Instant): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({
      email: email.display,
      email_key: email.key,
      email_confirmed_at: at,
      unconfirmed_email: null,
      unconfirmed_email_key: null,
    })
    .where('id', '=', accountId)
    .execute();
}

/** Replaces an address that was never confirmed. */
export async function setUnconfirmedAddress(tx: Tx, accountId: number, email: Address): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ email: email.display, email_key: email.key })
    .where('id', '=', accountId)
    .execute();
}

/** Notes the address that is to follow the confirmed one; null forgets it. */
export async function setWaitingEmail(tx: Tx, accountId: number, email: Address | null): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ unconfirmed_email: email?.display ?? null, unconfirmed_email_key: email?.key ?? null })
    .where('id', '=', accountId)
    .execute();
}

/** People who made their account before this and have never confirmed its address; the oldest first. */
export async function unconfirmedPeople(rows: Readable, before: Instant, limit: number): Promise<PersonRow[]> {
  const found = await accounts(rows)
    .where('kind', '=', 'person')
    .where('status', '=', 'active')
    .where('email_confirmed_at', 'is', null)
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .execute();
  return found.map(toPerson);
}
