/** The one read that every request with a key makes: all that decides whether the key holds, in one prepared statement. */
import type { Instant } from '../../base/clock.ts';
import type { Database, Rows } from '../../storage/database.ts';
import { parameter } from '../../storage/prepared.ts';

/** A key that somebody shows, with what its account and its person are at this moment. */
export interface PresentedKey {
  readonly publicId: string;
  readonly ownerId: number;
  readonly ownerName: string;
  readonly ownerStatus: string;
  readonly ownerConfirmedAt: Instant | null;
  /** Null for an organization's own key. */
  readonly personId: number | null;
  readonly personName: string | null;
  readonly personStatus: string | null;
  readonly personConfirmedAt: Instant | null;
  /** What the person is in the organization; null where there is none, or no organization. */
  readonly role: string | null;
  /** JSON array of scopes. */
  readonly scopes: string;
  /** JSON array of globs. */
  readonly packages: string;
  readonly expiresAt: Instant;
  readonly rotateBefore: Instant | null;
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** Finds a key by the hash of its text; undefined when there is none. */
export type FindPresentedKey = (hash: string) => Promise<PresentedKey | undefined>;

export function prepareKeyRead(database: Database): FindPresentedKey {
  const byHash = database.prepare((rows) => presentedKeys(rows).where('hash_key', '=', parameter('hash')).compile());
  return (hash) => byHash.first(hash);
}

/** The same of a key that was shown before. */
export function presentedKeyAgain(
  { read }: Pick<Database, 'read'>,
  publicId: string,
): Promise<PresentedKey | undefined> {
  return presentedKeys(read).where('api_keys.public_id', '=', publicId).executeTakeFirst();
}

function presentedKeys(rows: Rows) {
  return rows
    .selectFrom('api_keys')
    .innerJoin('accounts as owner', 'owner.id', 'api_keys.owner_id')
    .leftJoin('accounts as person', 'person.id', 'api_keys.person_id')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'api_keys.owner_id')
        .onRef('memberships.person_id', '=', 'api_keys.person_id'),
    )
    .select([
      'api_keys.public_id as publicId',
      'api_keys.owner_id as ownerId',
      'owner.name as ownerName',
      'owner.status as ownerStatus',
      'owner.email_confirmed_at as ownerConfirmedAt',
      'api_keys.person_id as personId',
      'person.name as personName',
      'person.status as personStatus',
      'person.email_confirmed_at as personConfirmedAt',
      'memberships.role as role',
      'api_keys.scopes as scopes',
      'api_keys.packages as packages',
      'api_keys.expires_at as expiresAt',
      'api_keys.rotate_before as rotateBefore',
      'api_keys.revoked_at as revokedAt',
      'api_keys.last_used_at as lastUsedAt',
    ]);
}
