/** Keys as lists show them: a page at a time, those that end first on top. */
import { expressionBuilder, type ExpressionWrapper, type SqlBool } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Rows } from '../../storage/database.ts';
import type { Schema } from '../../storage/schema.ts';
import { selectKeys, type ApiKeyRow } from './keys.queries.ts';

/**
 * Whose keys: those that a person manages (with which the person acts, and own ones of organizations that the person
 * administers), or all that reach what one account owns.
 */
export type KeysOf = { readonly managedBy: number } | { readonly ownedBy: number };

export interface KeyPage {
  /** Keys that work, or those that were revoked or have expired. */
  readonly isLive: boolean;
  readonly now: Instant;
  readonly offset: number;
  readonly limit: number;
}

/** Live ones by their end, ended ones by their number, the newest first. */
export function keysOf({ scan }: Pick<Database, 'scan'>, whose: KeysOf, page: KeyPage): Promise<ApiKeyRow[]> {
  const { isLive, now, offset, limit } = page;
  // By what the indexes hold: only the keys of the page are read whole.
  const found = scan
    .selectFrom(endsOf(scan, whose).as('key'))
    .select('key.id')
    .where(isLive ? isLiveAt(now) : expressionBuilder<Ends, 'key'>().not(isLiveAt(now)))
    .limit(limit)
    .offset(offset);
  const chosen = isLive ? found.orderBy('key.end').orderBy('key.id') : found.orderBy('key.id', 'desc');
  const keys = selectKeys(scan).where('api_keys.id', 'in', chosen);
  return isLive
    ? keys.orderBy(endOfKey(), 'asc').orderBy('api_keys.id').execute()
    : keys.orderBy('api_keys.id', 'desc').execute();
}

export interface KeyCounts {
  readonly live: number;
  readonly ended: number;
}

export async function countKeys({ scan }: Pick<Database, 'scan'>, whose: KeysOf, now: Instant): Promise<KeyCounts> {
  const row = await scan
    .selectFrom(endsOf(scan, whose).as('key'))
    .select(({ fn }) => [
      fn.countAll<number | string>().as('all'),
      fn.countAll<number | string>().filterWhere(isLiveAt(now)).as('live'),
    ])
    .executeTakeFirstOrThrow();
  const live = Number(row.live);
  return { live, ended: Number(row.all) - live };
}

/** The keys, each with when it ends and whether it was ended before. */
function endsOf(scan: Rows, whose: KeysOf) {
  const ends = scan
    .selectFrom('api_keys')
    .select(['api_keys.id as id', 'api_keys.revoked_at as revokedAt', endOfKey().as('end')]);
  if ('ownedBy' in whose) return ends.where('api_keys.owner_id', '=', whose.ownedBy);
  const own = ends
    .innerJoin('memberships', 'memberships.organization_id', 'api_keys.owner_id')
    .where('memberships.person_id', '=', whose.managedBy)
    .where('memberships.role', '=', 'administrator')
    .where('api_keys.person_id', 'is', null);
  return ends.where('api_keys.person_id', '=', whose.managedBy).unionAll(own);
}

interface Ends {
  readonly key: { readonly id: number; readonly revokedAt: Instant | null; readonly end: Instant };
}

function isLiveAt(now: Instant): ExpressionWrapper<Ends, 'key', SqlBool> {
  const row = expressionBuilder<Ends, 'key'>();
  return row.and([row('key.revokedAt', 'is', null), row('key.end', '>', now)]);
}

/** Its day, or the day before which its text must be replaced. */
function endOfKey() {
  const row = expressionBuilder<Schema, 'api_keys'>();
  return row
    .case()
    .when('api_keys.rotate_before', '<', row.ref('api_keys.expires_at'))
    .then(row.ref('api_keys.rotate_before').$castTo<number>())
    .else(row.ref('api_keys.expires_at'))
    .end();
}

/** An account for which a person can make keys. */
export interface KeyOwner {
  readonly id: number;
  readonly name: string;
  readonly kind: 'person' | 'organization';
  /** What the person is there; null for the person's own account. */
  readonly role: 'administrator' | 'collaborator' | null;
}

/** Organizations that a form offers. */
export const MAX_KEY_OWNERS = 200;

/** The organizations for which a person can make keys, by name. */
export function organizationsForKeys(database: Pick<Database, 'scan'>, personId: number): Promise<KeyOwner[]> {
  return database.scan
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'organization_id')
    .select(['accounts.id as id', 'accounts.name as name', 'accounts.kind as kind', 'role'])
    .where('person_id', '=', personId)
    .where('status', '=', 'active')
    .where('email_confirmed_at', 'is not', null)
    .orderBy('name_key')
    .limit(MAX_KEY_OWNERS)
    .execute();
}
