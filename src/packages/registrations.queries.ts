import { expressionBuilder, sql, type Expression } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { Flag } from '../storage/flag.ts';
import type { Schema, VersionState } from '../storage/schema.ts';

export interface RegistrationRow {
  readonly id: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly revision: number;
  readonly lockedAt: Instant | null;
}

/** The database, or a transaction as `{ read: tx }`. */
type Readable = Pick<Database, 'read'>;

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
  return insertOwnerOfAll(tx, [registrationId], accountId, at);
}

/** Makes an account an owner of at most 200 packages. */
export async function insertOwnerOfAll(
  tx: Tx,
  registrationIds: readonly number[],
  accountId: number,
  at: Instant,
): Promise<void> {
  await tx
    .insertInto('owners')
    .columns(['registration_id', 'registration_key', 'account_id', 'created_at'])
    .expression((row) =>
      row
        .selectFrom('registrations')
        .select((of) => ['id', 'id_key', of.lit(accountId).as('account'), of.lit(at).as('at')])
        .where('id', 'in', registrationIds),
    )
    .execute();
}

/**
 * Every document of the id is rendered anew after this, and its owners find it among their listed packages or the others:
 * so it comes after the change. A revision is a time where it can be, so that a gallery that was set back to a copy of
 * yesterday never gives a number again which a client may still hold in an ETag.
 */
export async function advanceRevision(tx: Tx, registrationId: number, now: Instant): Promise<void> {
  return advanceRevisions(tx, [registrationId], now);
}

/** The same for at most 200 packages. */
export async function advanceRevisions(tx: Tx, registrationIds: readonly number[], now: Instant): Promise<void> {
  await tx
    .updateTable('registrations')
    .set((row) => ({
      revision: row
        .case()
        .when('revision', '>=', now)
        .then(row('revision', '+', 1))
        .else(now)
        .end(),
      offered_version_id: offeredVersion(),
    }))
    .where('id', 'in', registrationIds)
    .execute();
  await moveOfferedDependencies(tx, registrationIds);
  await tx
    .updateTable('owners')
    .set({ is_offered: isOffered() })
    .where('registration_id', 'in', registrationIds)
    .where('is_offered', '<>', isOffered())
    .execute();
}

/** The values are in the statement: `versions_offered` is an index of those rows only, in this order. */
function offeredVersion(): Expression<number | null> {
  const build = expressionBuilder<Schema, 'registrations'>();
  return build
    .selectFrom('versions')
    .select('versions.id')
    .whereRef('versions.registration_id', '=', 'registrations.id')
    .where('versions.listed', '=', build.lit(1))
    .where('versions.state', '=', sql.lit<VersionState>('available'))
    .orderBy('versions.is_prerelease')
    .orderBy('versions.sort_key', 'desc')
    .orderBy('versions.version_key', 'desc')
    .limit(sql.lit(1))
    .$asScalar();
}

/** Who depends on a package is asked of offered versions alone, so that an old version makes nobody a dependent. */
async function moveOfferedDependencies(tx: Tx, registrationIds: readonly number[]): Promise<void> {
  const offered = expressionBuilder<Schema>()
    .selectFrom('registrations')
    .select('offered_version_id')
    .where('registrations.id', 'in', registrationIds)
    .where('offered_version_id', 'is not', null);
  await tx
    .updateTable('dependencies')
    .set({ is_offered: 0 })
    .where('registration_id', 'in', registrationIds)
    .where('is_offered', '=', sql.lit<Flag>(1))
    .where('version_id', 'not in', offered)
    .execute();
  await tx
    .updateTable('dependencies')
    .set({ is_offered: 1 })
    .where('version_id', 'in', offered)
    .where('is_offered', '=', sql.lit<Flag>(0))
    .execute();
}

/** 1 when any version is listed. The values are in the statement: `versions_offered` is an index of those rows only. */
function isOffered(): Expression<Flag> {
  const build = expressionBuilder<Schema, 'owners'>();
  const listed = build
    .selectFrom('versions')
    .select('versions.id')
    .whereRef('versions.registration_id', '=', 'owners.registration_id')
    .where('versions.listed', '=', build.lit(1))
    .where('versions.state', '=', sql.lit<VersionState>('available'));
  return build.case().when(build.exists(listed)).then(1).else(0).end().$castTo<Flag>();
}

export interface VersionRow {
  readonly id: number;
  readonly registrationId: number;
  readonly normalizedVersion: string;
  readonly versionKey: string;
  readonly state: VersionState;
  readonly listed: boolean;
  /** Why it is unlisted, for everybody; null when it is listed or nobody said. */
  readonly listingReason: string | null;
  readonly sha512: string;
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
      'normalized_version as normalizedVersion',
      'version_key as versionKey',
      'state',
      'listed',
      'listing_reason as listingReason',
      'sha512_key as sha512',
    ])
    .where('registration_id', '=', registrationId)
    .where('version_key', '=', versionKey)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, listed: row.listed === 1 };
}

/** `reason` is shown to everybody, and stands only while the version is unlisted. */
export async function updateListed(
  tx: Tx,
  versionId: number,
  { listed, reason }: { readonly listed: boolean; readonly reason?: string },
  at: Instant,
): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ listed: listed ? 1 : 0, listing_reason: listed || reason === '' ? null : (reason ?? null), edited_at: at })
    .where('id', '=', versionId)
    .execute();
}
