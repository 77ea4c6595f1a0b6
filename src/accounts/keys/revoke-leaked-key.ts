import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import type { Origin } from '../principal.ts';
import { hashApiKey, isApiKeyForm, MAX_API_KEY_LENGTH } from './api-key.ts';
import { apiKeyByHash, updateApiKey } from './keys.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface LeakedKey {
  readonly text: string;
  /** Where it was found, as the finder says. */
  readonly foundAt?: string;
}

/**
 * Ends a key for whoever shows its text: who can show it could have used it. Nothing comes back, since nobody is to learn
 * here whether a text is a key. Its holder hears of it by the event.
 */
export async function revokeLeakedKey(
  { database, clock }: Deps,
  { text, foundAt = '' }: LeakedKey,
  origin: Origin,
): Promise<void> {
  if (text.length > MAX_API_KEY_LENGTH || !isApiKeyForm(text)) return;
  const hash = hashApiKey(text);
  await database.mutation(async (tx) => {
    const key = await apiKeyByHash({ read: tx }, hash);
    if (key === undefined || key.revokedAt !== null) return;
    const now = clock.now();
    await updateApiKey(tx, key.id, { revoked_at: now, revocation: 'leaked' });
    const where = publicPlace(foundAt);
    await appendEvent(tx, {
      at: now,
      kind: 'key_revoked',
      actor: null,
      onBehalfOf: key.ownerId,
      credential: `key:${key.publicId}`,
      subject: `key:${key.publicId}`,
      data: {
        reason: 'leaked',
        owner: key.ownerPublicId,
        person: key.personPublicId,
        name: key.name,
        ...(where === undefined ? {} : { where }),
      },
      origin,
    });
  });
}

export const MAX_PLACE_LENGTH = 500;

/**
 * A web address without what could be a secret or name a person, since the log keeps it for ever: no user, query or
 * fragment, nothing that looks like a key or an email address. Undefined for anything else.
 */
export function publicPlace(text: string): string | undefined {
  const url = text.length <= MAX_PLACE_LENGTH ? URL.parse(text.trim()) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  const segments = url.pathname.split('/').map((segment) => (/@|%40|lode_/i.test(segment) ? '***' : segment));
  return `${url.protocol}//${url.host}${segments.join('/')}`;
}
