/** Invitations of people who have no account yet, by an address: the link in the mail leads to the sign-up. */
import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { signedTokenId } from '../one-time-token.ts';
import {
  addressInvitation,
  bindInvitation,
  takeGalleryInvitation,
  type AddressInvitation,
} from './gallery-invitations.queries.ts';

/** How long an invitation waits for its answer. */
export const GALLERY_INVITATION_MICROSECONDS = 14 * MICROSECONDS_PER_DAY;

interface Deps {
  readonly secret: ServerSecret;
  readonly clock: Clock;
}

/**
 * What the text of an invitation's link stands for; undefined without a text. Throws `conflict` for one that holds no more.
 * An invitation to an organization lets its reader sign up too, and waits to be accepted at `/invitations/TEXT` then.
 */
export async function findInvitation(
  { secret, clock }: Deps,
  rows: Pick<Database, 'read'>,
  text: string | undefined,
): Promise<AddressInvitation | undefined> {
  if (text === undefined) return undefined;
  const publicId = signedTokenId(secret, text);
  const invitation = publicId === undefined ? undefined : await addressInvitation(rows, publicId);
  if (invitation !== undefined && invitation.expiresAt > clock.now()) return invitation;
  throw noMore();
}

/**
 * Uses an invitation up, inside the mutation that makes the account: nobody makes a second one by it. One to an organization
 * goes on as that person's, who has yet to accept it.
 */
export async function useInvitation(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  { publicId, organizationId }: AddressInvitation,
  person: { readonly id: number; readonly publicId: string },
): Promise<void> {
  const now = clock.now();
  const invitation = await addressInvitation({ read: tx }, publicId);
  if (invitation === undefined || invitation.expiresAt <= now) throw noMore();
  if (organizationId !== null) return bindInvitation(tx, publicId, person.id);
  await takeGalleryInvitation(tx, publicId);
  await appendEvent(tx, {
    at: now,
    kind: 'invitation_ended',
    actor: null,
    onBehalfOf: null,
    credential: `link:${publicId}`,
    subject: 'gallery',
    data: { how: 'accepted', person: person.publicId },
  });
}

function noMore(): Problem {
  return new Problem('conflict', 'This invitation holds no more: it was used, was cancelled or is too old.');
}
