/** What becomes of an organization's keys when one of its people leaves. */
import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship } from '../principal.ts';
import { settingInForce } from '../settings/settings.ts';
import { keysActingFor, ownKeysSeenBy, updateApiKey } from './keys.queries.ts';

export interface EndedMembership {
  readonly organization: { readonly id: number; readonly publicId: string; readonly name: string };
  readonly person: { readonly id: number; readonly publicId: string };
  /** Who ended it. */
  readonly author: Authorship;
}

/**
 * Ends, in the mutation that ends a membership, what the person could still do by keys. Keys with which they acted for the
 * organization are revoked: coming back does not bring them back. Own keys of the organization whose text they saw must be
 * regenerated within the days of the setting `key-rotation-days`, and stop working after that: builds go on meanwhile.
 */
export async function membershipEnded(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  { organization, person, author }: EndedMembership,
): Promise<void> {
  const now = clock.now();
  const which = { organizationId: organization.id, personId: person.id, now };
  const who = { owner: organization.publicId, person: person.publicId };
  for (const { id, publicId, name } of await keysActingFor(tx, which)) {
    await updateApiKey(tx, id, { revoked_at: now, revocation: 'left' });
    const data = { ...who, name, reason: 'left' };
    await appendEvent(tx, { at: now, kind: 'key_revoked', ...author, subject: `key:${publicId}`, data });
  }
  const before = now + (await settingInForce({ read: tx }, 'key-rotation-days')) * MICROSECONDS_PER_DAY;
  for (const { id, publicId, name, rotateBefore } of await ownKeysSeenBy(tx, which)) {
    if (rotateBefore !== null && rotateBefore <= before) continue;
    await updateApiKey(tx, id, { rotate_before: before });
    const data = { ...who, name, before };
    await appendEvent(tx, { at: now, kind: 'key_must_rotate', ...author, subject: `key:${publicId}`, data });
  }
}
