import { MICROSECONDS_PER_DAY, type Clock, type Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { authorship, type Origin, type OperatorPrincipal, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import { settingInForce } from '../settings/settings.ts';
import { generateApiKey, hashApiKey } from './api-key.ts';
import { requireKey } from './key-access.ts';
import { MAX_KEY_DAYS } from './key-wish.ts';
import { deleteKeyViewers, insertKeyViewer, updateApiKey, type ApiKeyRow } from './keys.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Regeneration {
  readonly publicId: string;
  /** The end of the text that is to be replaced: of two who ask at once, and of a form that is sent twice, one wins. */
  readonly expiresAt: Instant;
}

/**
 * Gives a key a new text, which is returned and stored nowhere. The old one is worth nothing from then on, and all else
 * stays: name, scopes, packages, and how long it lasts, from now, though never longer than the setting `key-days` allows.
 * A key that leaked is not brought back: what used it must be looked at anyway.
 */
export async function regenerateApiKey(
  deps: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  { publicId, expiresAt }: Regeneration,
  origin?: Origin,
): Promise<Secret> {
  const now = deps.clock.now();
  requireFreshSignIn(principal, now);
  const text = generateApiKey(deps.random);
  await deps.database.mutation(async (tx) => {
    const key = await requireKey({ read: tx }, principal, { publicId, access: 'manage' });
    requireReplaceable(key, expiresAt);
    const days = Math.min(daysOf(key), await settingInForce({ read: tx }, 'key-days'));
    await replaceText(tx, principal, key, { text, days, now });
    await appendEvent(tx, {
      at: now,
      kind: 'key_regenerated',
      ...authorship(principal, key.ownerId),
      subject: `key:${publicId}`,
      data: { owner: key.ownerPublicId, person: key.personPublicId, name: key.name, days },
      ...(origin === undefined ? {} : { origin }),
    });
  });
  return text;
}

function requireReplaceable(key: ApiKeyRow, expiresAt: Instant): void {
  if (key.revocation === 'leaked')
    throw new Problem('conflict', `${key.name} was revoked because its text leaked: create a new key in its place.`);
  if (key.expiresAt !== expiresAt) {
    throw new Problem(
      'conflict',
      `${key.name} has a new text since this page was opened: it was shown then and is not shown again.`,
    );
  }
}

function daysOf({ days, createdAt, expiresAt }: ApiKeyRow): number {
  const lasted = Math.round((expiresAt - createdAt) / MICROSECONDS_PER_DAY);
  return days ?? Math.min(Math.max(lasted, 1), MAX_KEY_DAYS);
}

async function replaceText(
  tx: Tx,
  principal: SessionPrincipal | OperatorPrincipal,
  key: ApiKeyRow,
  { text, days, now }: { readonly text: Secret; readonly days: number; readonly now: Instant },
): Promise<void> {
  await updateApiKey(tx, key.id, {
    hash_key: hashApiKey(text.reveal()),
    days,
    expires_at: now + days * MICROSECONDS_PER_DAY,
    rotate_before: null,
    revoked_at: null,
    revocation: null,
    warned_at: null,
  });
  await deleteKeyViewers(tx, key.id);
  if (key.personId === null && principal.kind === 'session') await insertKeyViewer(tx, key.id, principal.actorId, now);
}
