/**
 * Who holds a key: the one door of everything that is done with one.
 *
 * Every request asks the rows, since a key that was revoked on one node must not work on another a moment later. One
 * prepared read tells all that there is to know, and it is found by the key's hash: whoever guesses learns nothing by how
 * long it takes.
 */
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import type { KeyPrincipal, Origin } from '../principal.ts';
import { hashApiKey, isApiKeyForm, MAX_API_KEY_LENGTH } from './api-key.ts';
import { touchApiKey } from './keys.queries.ts';
import { OBSTACLES, prepareKeyRead, presentedKeyAgain, type PresentedKey } from './presented-key.queries.ts';
import { productOf } from './product-of.ts';
import type { ApiKeyScope } from './scopes.ts';

export interface KeyAuthenticator {
  /**
   * The holder of a key. Throws `credentials_missing` only when there is none; a key that is unknown, expired, revoked or
   * insufficient in any other way is a 403, because a NuGet client that reads 401 asks for credentials again and again.
   *
   * Where a key was last used is noted at most once an hour, after the answer, so that nobody waits for that commit.
   */
  authenticate(text: string | undefined, origin: Origin): Promise<KeyPrincipal>;
  /** Waits for the notes under way. */
  close(): Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LAST_USE_RESOLUTION = MICROSECONDS_PER_DAY / 24;
/** Where a use cannot be noted, as with a full disk, it is not tried again with every request. */
const PAUSE_AFTER_FAILURE = 60 * MICROSECONDS_PER_SECOND;
const MAX_ADDRESS_LENGTH = 64;

export function createKeyAuthenticator(deps: Deps): KeyAuthenticator {
  const find = prepareKeyRead(deps.database);
  const notes = new Map<string, Promise<void>>();
  let isPausedUntil = 0;
  const note = async (key: PresentedKey, now: Instant, origin: Origin): Promise<void> => {
    if (!(await isUseNoted(deps, key, now, origin))) isPausedUntil = now + PAUSE_AFTER_FAILURE;
    notes.delete(key.publicId);
  };
  return {
    async authenticate(text, origin) {
      const row = await find(hashApiKey(requireForm(text)));
      const now = deps.clock.now();
      const key = requireUsable(row, now);
      const isDue = key.lastUsedAt === null || now - key.lastUsedAt >= LAST_USE_RESOLUTION;
      if (isDue && now >= isPausedUntil && !notes.has(key.publicId)) notes.set(key.publicId, note(key, now, origin));
      return principalOf(key);
    },
    async close() {
      await Promise.all(notes.values());
    },
  };
}

/**
 * A key that was shown when its request began, as it is now: asked inside the mutation that it permits, since an upload may
 * take hours, in which a key is revoked, expires, reaches less or gets another text. Throws what `authenticate` throws.
 */
export async function requireKeyHolds(
  rows: Pick<Database, 'read'>,
  { keyPublicId, expiresAt }: KeyPrincipal,
  now: Instant,
): Promise<KeyPrincipal> {
  const key = requireUsable(await presentedKeyAgain(rows, keyPublicId), now);
  // Another text comes with another end.
  if (key.expiresAt === expiresAt) return principalOf(key);
  throw new Problem('key_invalid', 'The API key has a new text since this request began: use that one.');
}

function requireForm(text: string | undefined): string {
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
  return text;
}

function requireUsable(key: PresentedKey | undefined, now: Instant): PresentedKey {
  if (key === undefined) throw new Problem('key_invalid', 'The API key is unknown: make a new one and use it.');
  if (key.revokedAt !== null) throw new Problem('key_invalid', 'The API key was revoked: make a new one and use it.');
  if (key.expiresAt <= now) throw new Problem('key_invalid', 'The API key has expired: make a new one and use it.');
  if (key.rotateBefore !== null && key.rotateBefore <= now) {
    throw new Problem(
      'key_invalid',
      `The API key stopped, because somebody who saw it left ${key.ownerName}: an administrator can regenerate it.`,
    );
  }
  if (key.obstacle !== OBSTACLES.none) throw obstacleProblem(key);
  return key;
}

function obstacleProblem({ obstacle, ownerName }: PresentedKey): Problem {
  const person = 'the person who made this API key';
  switch (obstacle) {
    case OBSTACLES.ownerLocked:
      return new Problem(
        'account_locked',
        `The account ${ownerName} is locked: contact the administrators of this gallery.`,
      );
    case OBSTACLES.personLocked:
      return new Problem(
        'account_locked',
        `The account of ${person} is locked: contact the administrators of this gallery.`,
      );
    case OBSTACLES.ownerUnconfirmed:
      return new Problem(
        'email_unconfirmed',
        `The email address of ${ownerName} is not confirmed yet: confirm it, and the API key works.`,
      );
    case OBSTACLES.personUnconfirmed:
      return new Problem(
        'email_unconfirmed',
        `The email address of ${person} is not confirmed yet: confirm it, and the key works.`,
      );
    default:
      return new Problem(
        'key_invalid',
        `The API key acted for ${ownerName}, and its person is no longer a member: make a new one.`,
      );
  }
}

function principalOf(key: PresentedKey): KeyPrincipal {
  return {
    kind: 'key',
    keyPublicId: key.publicId,
    actorId: key.personId ?? key.ownerId,
    ownerId: key.ownerId,
    ownerName: key.ownerName,
    scopes: JSON.parse(key.scopes) as ApiKeyScope[],
    globs: JSON.parse(key.packages) as string[],
    expiresAt: key.expiresAt,
    rotateBefore: key.rotateBefore,
  };
}

/** Never throws: what a key is used for must not depend on a note about it, least of all where only reading works. */
async function isUseNoted(deps: Deps, { publicId }: PresentedKey, at: Instant, origin: Origin): Promise<boolean> {
  const address = origin.address.slice(0, MAX_ADDRESS_LENGTH);
  const use = { publicId, at, address, client: productOf(origin.userAgent) };
  try {
    await deps.database.transaction((tx) => touchApiKey(tx, use));
    return true;
  } catch (error) {
    deps.logger.warn({ err: error, key: publicId }, 'the last use of an API key could not be noted');
    return false;
  }
}
