import type { Instant } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';

interface MemberKeys {
  readonly organizationId: number;
  readonly personId: number;
  readonly now: Instant;
}

/** So many are named. */
const MAX_NAMED = 50;

function liveKeys({ read }: Pick<Database, 'read'>, { organizationId, now }: MemberKeys) {
  return read
    .selectFrom('api_keys')
    .select('api_keys.name as name')
    .where('api_keys.owner_id', '=', organizationId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('api_keys.id')
    .limit(MAX_NAMED);
}

/** Names of keys with which a member acts for the organization. */
export async function keyNamesOfMember(rows: Pick<Database, 'read'>, of: MemberKeys): Promise<string[]> {
  const found = await liveKeys(rows, of).where('api_keys.person_id', '=', of.personId).execute();
  return found.map(({ name }) => name);
}

/** Names of the organization's own keys whose text a member has seen. */
export async function keyNamesSeenBy(rows: Pick<Database, 'read'>, of: MemberKeys): Promise<string[]> {
  const found = await liveKeys(rows, of)
    .innerJoin('key_viewers', 'key_viewers.key_id', 'api_keys.id')
    .where('api_keys.person_id', 'is', null)
    .where('key_viewers.account_id', '=', of.personId)
    .execute();
  return found.map(({ name }) => name);
}
