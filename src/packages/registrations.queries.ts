import type { Instant } from '../base/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { VersionState } from '../storage/schema.ts';

export interface RegistrationRow {
  readonly id: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly revision: number;
  readonly lockedAt: Instant | null;
}

type Readable = Pick<Database, 'read'> | { readonly read: Tx };

/** Undefined when no version of the id was ever accepted. */
export async function registrationByKey(rows: Readable, idKey: string): Promise<RegistrationRow | undefined> {
  return rows.read
    .selectFrom('registrations')
    .select(['id', 'id_key as idKey', 'display_id as displayId', 'revision', 'locked_at as lockedAt'])
    .where('id_key', '=', idKey)
    .executeTakeFirst();
}

/** An id with the numbers of the accounts that own it; none for an id that nobody owns. */
export interface OwnedRegistration {
  readonly registration: RegistrationRow;
  readonly ownerIds: readonly number[];
}

/** Undefined when no version of the id was ever accepted. */
export async function ownedRegistration(rows: Readable, idKey: string): Promise<OwnedRegistration | undefined> {
  const found = await rows.read
    .selectFrom('registrations')
    .leftJoin('owners', 'owners.registration_id', 'registrations.id')
    .select(['id', 'id_key as idKey', 'display_id as displayId', 'revision', 'locked_at as lockedAt', 'account_id'])
    .where('id_key', '=', idKey)
    .orderBy('account_id')
    .execute();
  const [first] = found;
  if (first === undefined) return undefined;
  const { account_id: _, ...registration } = first;
  return { registration, ownerIds: found.flatMap((row) => (row.account_id === null ? [] : [row.account_id])) };
}

export async function insertRegistration(
  tx: Tx,
  id: { display: string; key: string },
  at: Instant,
): Promise<RegistrationRow> {
  const row = await tx
    .insertInto('registrations')
    .values({ id_key: id.key, display_id: id.display, revision: 0, locked_at: null, created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id, idKey: id.key, displayId: id.display, revision: 0, lockedAt: null };
}

export async function insertOwner(tx: Tx, registrationId: number, accountId: number, at: Instant): Promise<void> {
  await tx
    .insertInto('owners')
    .values({ registration_id: registrationId, account_id: accountId, created_at: at })
    .execute();
}

/**
 * Every document of the id is rendered anew after this. A revision is a time where it can be, so that a gallery that was
 * set back to a copy of yesterday never gives a number again which a client may still hold in an ETag.
 */
export async function advanceRevision(tx: Tx, registrationId: number, now: Instant): Promise<void> {
  await tx
    .updateTable('registrations')
    .set((row) => ({
      revision: row
        .case()
        .when('revision', '>=', now)
        .then(row('revision', '+', 1))
        .else(now)
        .end(),
    }))
    .where('id', '=', registrationId)
    .execute();
}

export interface VersionRow {
  readonly id: number;
  readonly registrationId: number;
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly fullVersion: string;
  readonly versionKey: string;
  readonly manifestId: number;
  readonly state: VersionState;
  readonly listed: boolean;
  readonly createdAt: Instant;
  readonly publishedAt: Instant;
  readonly editedAt: Instant | null;
  readonly sha512: string;
  readonly deprecation: string | null;
}

export async function versionByKey(
  rows: Readable,
  registrationId: number,
  versionKey: string,
): Promise<VersionRow | undefined> {
  const row = await rows.read
    .selectFrom('versions')
    .select([
      'id',
      'registration_id as registrationId',
      'display_id as displayId',
      'normalized_version as normalizedVersion',
      'full_version as fullVersion',
      'version_key as versionKey',
      'manifest_id as manifestId',
      'state',
      'listed',
      'created_at as createdAt',
      'published_at as publishedAt',
      'edited_at as editedAt',
      'sha512_key as sha512',
      'deprecation',
    ])
    .where('registration_id', '=', registrationId)
    .where('version_key', '=', versionKey)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, listed: row.listed === 1 };
}

export async function updateListed(tx: Tx, versionId: number, listed: boolean, at: Instant): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ listed: listed ? 1 : 0, edited_at: at })
    .where('id', '=', versionId)
    .execute();
}
