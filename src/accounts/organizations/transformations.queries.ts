import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { TransformationsTable } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

/** A person's wish to become an organization, with the names that pages and events say. */
export interface TransformationRow {
  readonly publicId: string;
  readonly accountId: number;
  readonly accountPublicId: string;
  readonly accountName: string;
  readonly administratorId: number;
  readonly administratorPublicId: string;
  readonly administratorName: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Who is asked by more people sees the newest of them. */
const MAX_SHOWN = 100;

function transformations({ read }: Readable) {
  return read
    .selectFrom('transformations')
    .innerJoin('accounts as account', 'account.id', 'transformations.account_id')
    .innerJoin('accounts as administrator', 'administrator.id', 'transformations.administrator_id')
    .select([
      'transformations.public_id as publicId',
      'account.id as accountId',
      'account.public_id as accountPublicId',
      'account.name as accountName',
      'administrator.id as administratorId',
      'administrator.public_id as administratorPublicId',
      'administrator.name as administratorName',
      'transformations.created_at as createdAt',
      'transformations.expires_at as expiresAt',
    ]);
}

export async function insertTransformation(tx: Tx, wish: Insertable<TransformationsTable>): Promise<void> {
  await tx.insertInto('transformations').values(wish).execute();
}

/** The wish of an account, also one whose time is over. */
export function transformationOf(rows: Readable, accountId: number): Promise<TransformationRow | undefined> {
  return transformations(rows).where('transformations.account_id', '=', accountId).executeTakeFirst();
}

export function transformationByPublicId(rows: Readable, publicId: string): Promise<TransformationRow | undefined> {
  return transformations(rows).where('transformations.public_id', '=', publicId).executeTakeFirst();
}

/** Those that name this person, newest first, also those whose time is over. */
export function transformationsFor(rows: Readable, administratorId: number): Promise<TransformationRow[]> {
  return transformations(rows)
    .where('transformations.administrator_id', '=', administratorId)
    .orderBy('transformations.created_at', 'desc')
    .limit(MAX_SHOWN)
    .execute();
}

export function expiredTransformations(rows: Readable, now: Instant, limit: number): Promise<TransformationRow[]> {
  return transformations(rows).where('transformations.expires_at', '<=', now).limit(limit).execute();
}

/** Whoever comes second gets false. */
export async function takeTransformation(tx: Tx, publicId: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('transformations')
    .where('public_id', '=', publicId)
    .returning('account_id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** From now on nobody can sign in as this account. */
export async function turnIntoOrganization(tx: Tx, accountId: number): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({
      kind: 'organization',
      password_hash: null,
      password_changed_at: null,
      unconfirmed_email: null,
      unconfirmed_email_key: null,
    })
    .where('id', '=', accountId)
    .execute();
}

/** Keys that a person made for their own packages act as another person from now on, for the same packages. */
export async function moveOwnKeys(tx: Tx, ownerId: number, personId: number): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ person_id: personId })
    .where('owner_id', '=', ownerId)
    .where('person_id', '=', ownerId)
    .execute();
}
