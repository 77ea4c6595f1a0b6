/** The one read that every request with a key makes: all that decides whether the key holds, in one prepared statement. */
import { expressionBuilder } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Rows } from '../../storage/database.ts';
import { parameter } from '../../storage/prepared.ts';
import type { Schema } from '../../storage/schema.ts';

/** What stands in the way of a key, apart from the key itself. The number is what the statement gives. */
export const OBSTACLES = {
  none: 0,
  ownerLocked: 1,
  ownerUnconfirmed: 2,
  personLocked: 3,
  personUnconfirmed: 4,
  noMember: 5,
} as const;

/** A key that somebody shows, and what its account and its person are at this moment. */
export interface PresentedKey {
  readonly publicId: string;
  readonly ownerId: number;
  readonly ownerName: string;
  /** Null for an organization's own key. */
  readonly personId: number | null;
  /** One of `OBSTACLES`. */
  readonly obstacle: number;
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

/** Who acts is looked for only where it is somebody else than the owner. */
function presentedKeys(rows: Rows) {
  return rows
    .selectFrom('api_keys')
    .innerJoin('accounts as owner', 'owner.id', 'api_keys.owner_id')
    .select((row) => [
      'api_keys.public_id as publicId',
      'api_keys.owner_id as ownerId',
      'owner.name as ownerName',
      'api_keys.person_id as personId',
      'api_keys.scopes as scopes',
      'api_keys.packages as packages',
      'api_keys.expires_at as expiresAt',
      'api_keys.rotate_before as rotateBefore',
      'api_keys.revoked_at as revokedAt',
      'api_keys.last_used_at as lastUsedAt',
      row
        .case()
        .when('owner.status', '<>', 'active')
        .then(row.lit(OBSTACLES.ownerLocked))
        .when('owner.email_confirmed_at', 'is', null)
        .then(row.lit(OBSTACLES.ownerUnconfirmed))
        .when(
          row.or([row('api_keys.person_id', 'is', null), row('api_keys.person_id', '=', row.ref('api_keys.owner_id'))]),
        )
        .then(row.lit(OBSTACLES.none))
        .else(obstacleOfPerson())
        .end()
        .$castTo<number>()
        .as('obstacle'),
    ]);
}

function obstacleOfPerson() {
  const row = expressionBuilder<Schema, 'api_keys'>();
  const person = row
    .selectFrom('accounts as person')
    .whereRef('person.id', '=', 'api_keys.person_id')
    .select((of) =>
      of
        .case()
        .when('person.status', '<>', 'active')
        .then(of.lit(OBSTACLES.personLocked))
        .when('person.email_confirmed_at', 'is', null)
        .then(of.lit(OBSTACLES.personUnconfirmed))
        .else(of.lit(OBSTACLES.none))
        .end()
        .as('obstacle'),
    );
  const membership = row
    .selectFrom('memberships')
    .select('role')
    .whereRef('memberships.organization_id', '=', 'api_keys.owner_id')
    .whereRef('memberships.person_id', '=', 'api_keys.person_id');
  return row.case().when(row.exists(membership)).then(person).else(row.lit(OBSTACLES.noMember)).end();
}
