/** Statements over API keys as their holders see them. What every request asks is prepared: presented-key.queries.ts. */
import type { Insertable, Updateable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Rows, Tx } from '../../storage/database.ts';
import type { ApiKeysTable } from '../../storage/schema.ts';

/** A key without its text, which nobody has. */
export interface ApiKeyRow {
  readonly id: number;
  readonly publicId: string;
  readonly ownerId: number;
  readonly ownerPublicId: string;
  readonly ownerName: string;
  readonly ownerKind: 'person' | 'organization';
  /** Who acts with it; null for an organization's own key. */
  readonly personId: number | null;
  readonly personPublicId: string | null;
  readonly personName: string | null;
  readonly name: string;
  /** JSON array of scopes. */
  readonly scopes: string;
  /** JSON array of globs. */
  readonly packages: string;
  /** How long it was asked to last; null for keys older than that column. */
  readonly days: number | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly rotateBefore: Instant | null;
  readonly revokedAt: Instant | null;
  readonly revocation: string | null;
  readonly lastUsedAt: Instant | null;
  readonly lastUsedAddress: string | null;
  readonly lastUsedClient: string | null;
}

/** Every statement that gives keys begins so. */
export function selectKeys(rows: Rows) {
  return rows
    .selectFrom('api_keys')
    .innerJoin('accounts as owner', 'owner.id', 'api_keys.owner_id')
    .leftJoin('accounts as person', 'person.id', 'api_keys.person_id')
    .select([
      'api_keys.id as id',
      'api_keys.public_id as publicId',
      'api_keys.owner_id as ownerId',
      'owner.public_id as ownerPublicId',
      'owner.name as ownerName',
      'owner.kind as ownerKind',
      'api_keys.person_id as personId',
      'person.public_id as personPublicId',
      'person.name as personName',
      'api_keys.name as name',
      'api_keys.scopes as scopes',
      'api_keys.packages as packages',
      'api_keys.days as days',
      'api_keys.created_at as createdAt',
      'api_keys.expires_at as expiresAt',
      'api_keys.rotate_before as rotateBefore',
      'api_keys.revoked_at as revokedAt',
      'api_keys.revocation as revocation',
      'api_keys.last_used_at as lastUsedAt',
      'api_keys.last_used_address as lastUsedAddress',
      'api_keys.last_used_client as lastUsedClient',
    ]);
}

/** Undefined when there is no such key. */
export function apiKeyByPublicId(rows: Pick<Database, 'read'>, publicId: string): Promise<ApiKeyRow | undefined> {
  return selectKeys(rows.read).where('api_keys.public_id', '=', publicId).executeTakeFirst();
}

/** Undefined when no key has this hash. */
export function apiKeyByHash(rows: Pick<Database, 'read'>, hash: string): Promise<ApiKeyRow | undefined> {
  return selectKeys(rows.read).where('api_keys.hash_key', '=', hash).executeTakeFirst();
}

/** Keys in the order in which they were made, a page at a time; with `ownerId` those that reach what that account owns. */
export function apiKeysAfter(
  database: Pick<Database, 'scan'>,
  { ownerId, after, limit }: { readonly ownerId: number | undefined; readonly after: number; readonly limit: number },
): Promise<ApiKeyRow[]> {
  const keys = selectKeys(database.scan).where('api_keys.id', '>', after).orderBy('api_keys.id').limit(limit);
  return (ownerId === undefined ? keys : keys.where('api_keys.owner_id', '=', ownerId)).execute();
}

/** Gives the row's number. */
export async function insertApiKey(tx: Tx, key: Insertable<ApiKeysTable>): Promise<number> {
  const { id } = await tx.insertInto('api_keys').values(key).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function updateApiKey(tx: Tx, keyId: number, changes: Updateable<ApiKeysTable>): Promise<void> {
  await tx.updateTable('api_keys').set(changes).where('id', '=', keyId).execute();
}

/** Whoever sees the text once has seen it until it is another. */
export async function insertKeyViewer(tx: Tx, keyId: number, accountId: number, at: Instant): Promise<void> {
  await tx.insertInto('key_viewers').values({ key_id: keyId, account_id: accountId, at }).execute();
}

export async function deleteKeyViewers(tx: Tx, keyId: number): Promise<void> {
  await tx.deleteFrom('key_viewers').where('key_id', '=', keyId).execute();
}

/** Own keys of an organization whose text a person has seen and that still work. */
export function ownKeysSeenBy(
  tx: Tx,
  { organizationId, personId, now }: { organizationId: number; personId: number; now: Instant },
): Promise<ApiKeyRow[]> {
  return selectKeys(tx)
    .innerJoin('key_viewers', 'key_viewers.key_id', 'api_keys.id')
    .where('key_viewers.account_id', '=', personId)
    .where('api_keys.owner_id', '=', organizationId)
    .where('api_keys.person_id', 'is', null)
    .where('api_keys.revoked_at', 'is', null)
    .where('api_keys.expires_at', '>', now)
    .orderBy('api_keys.id')
    .execute();
}

/** Keys with which a person acts for an organization, and that still work. */
export function keysActingFor(
  tx: Tx,
  { organizationId, personId, now }: { organizationId: number; personId: number; now: Instant },
): Promise<ApiKeyRow[]> {
  return selectKeys(tx)
    .where('api_keys.owner_id', '=', organizationId)
    .where('api_keys.person_id', '=', personId)
    .where('api_keys.revoked_at', 'is', null)
    .where('api_keys.expires_at', '>', now)
    .orderBy('api_keys.id')
    .execute();
}

/** Keys of an account or with which it acts, and that still work. */
export function liveKeysOf(tx: Tx, accountId: number, now: Instant): Promise<ApiKeyRow[]> {
  return selectKeys(tx)
    .where((row) => row.or([row('api_keys.owner_id', '=', accountId), row('api_keys.person_id', '=', accountId)]))
    .where('api_keys.revoked_at', 'is', null)
    .where('api_keys.expires_at', '>', now)
    .orderBy('api_keys.id')
    .execute();
}

/** Forgets where the keys of an account, and those with which it acts, were used from. */
export async function forgetKeyUses(tx: Tx, accountId: number): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ last_used_address: null, last_used_client: null })
    .where((row) => row.or([row('owner_id', '=', accountId), row('person_id', '=', accountId)]))
    .execute();
}

export interface KeyUse {
  readonly publicId: string;
  readonly at: Instant;
  readonly address: string | null;
  readonly client: string | null;
}

export async function touchApiKey(tx: Tx, { publicId, at, address, client }: KeyUse): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ last_used_at: at, last_used_address: address, last_used_client: client })
    .where('public_id', '=', publicId)
    .execute();
}

/** Forgets where keys were used from that nobody has used since. */
export async function forgetUsesBefore(tx: Tx, instant: Instant): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    .set({ last_used_address: null, last_used_client: null })
    .where('last_used_at', '<', instant)
    .where('last_used_address', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
