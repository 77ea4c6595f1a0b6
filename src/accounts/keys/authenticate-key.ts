import type { Clock } from '../../base/clock.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { apiKeyByHash, membershipRole, personStatus, touchApiKey, type ApiKeyRow } from '../accounts.queries.ts';
import { hashApiKey, isApiKeyForm, MAX_API_KEY_LENGTH } from './api-key.ts';
import type { KeyPrincipal } from '../principal.ts';
import type { ApiKeyScope } from './scopes.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** How often `last_used_at` is written for one key: a push must not wait for a second commit. */
const LAST_USE_RESOLUTION = MICROSECONDS_PER_DAY / 24;
const EXPIRY_WARNING = 10 * MICROSECONDS_PER_DAY;

/**
 * Who holds this key. Throws `credentials_missing` only when there is none; a key that is unknown, expired, revoked, or
 * whose person has left the organization is `key_invalid`, because a NuGet client that reads 401 asks for credentials
 * again and again.
 */
export async function authenticateKey(deps: Deps, text: string | undefined): Promise<KeyPrincipal> {
  if (text === undefined || text === '') {
    throw new Problem(
      'credentials_missing',
      'An API key is needed: send it in the header X-NuGet-ApiKey (dotnet nuget push --api-key).',
    );
  }
  if (text.length > MAX_API_KEY_LENGTH || !isApiKeyForm(text)) {
    throw new Problem(
      'key_invalid',
      'The API key is not one of this gallery: it is mistyped, cut off, or meant for another feed.',
    );
  }
  const row = await apiKeyByHash(deps.database, hashApiKey(text));
  if (row === undefined) throw new Problem('key_invalid', 'The API key is unknown: make a new one and use it.');
  await requireUsable(deps, row);
  await noteUse(deps, row);
  return {
    kind: 'key',
    keyPublicId: row.publicId,
    actorId: row.personId ?? row.ownerId,
    ownerId: row.ownerId,
    ownerName: row.ownerName,
    scopes: JSON.parse(row.scopes) as ApiKeyScope[],
    globs: JSON.parse(row.packages) as string[],
    expiresAt: row.expiresAt,
  };
}

/** The sentence for `X-NuGet-Warning` when a key ends within ten days. */
export function keyExpiryWarning(deps: Pick<Deps, 'clock'>, principal: KeyPrincipal): string | undefined {
  const left = principal.expiresAt - deps.clock.now();
  if (left > EXPIRY_WARNING) return undefined;
  const days = Math.max(1, Math.ceil(left / MICROSECONDS_PER_DAY));
  return `The API key expires in ${days} ${days === 1 ? 'day' : 'days'}. Make a new one before then.`;
}

async function requireUsable({ database, clock }: Deps, row: ApiKeyRow): Promise<void> {
  if (row.revokedAt !== null) throw new Problem('key_invalid', 'The API key was revoked: make a new one and use it.');
  if (row.expiresAt <= clock.now())
    throw new Problem('key_invalid', 'The API key has expired: make a new one and use it.');
  if (row.ownerStatus !== 'active') {
    throw new Problem(
      'account_locked',
      `The account ${row.ownerName} is locked: contact the administrators of this gallery.`,
    );
  }
  if (row.personId === null || row.personId === row.ownerId) return;
  if ((await personStatus(database, row.personId)) !== 'active') {
    throw new Problem(
      'account_locked',
      'The account of the person who made this API key is locked: contact the administrators of this gallery.',
    );
  }
  if ((await membershipRole(database, row.ownerId, row.personId)) === undefined) {
    throw new Problem(
      'key_invalid',
      `The API key acted for ${row.ownerName}, and its person is no longer a member: make a new one.`,
    );
  }
}

async function noteUse({ database, clock }: Deps, row: ApiKeyRow): Promise<void> {
  const now = clock.now();
  if (row.lastUsedAt !== null && now - row.lastUsedAt < LAST_USE_RESOLUTION) return;
  await database.transaction((tx) => touchApiKey(tx, row.publicId, now));
}
