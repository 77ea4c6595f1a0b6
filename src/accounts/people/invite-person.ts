import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { requireGalleryAdministrator } from '../administration/require-administrator.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../principal.ts';
import { parseNewEmail, withFaults } from './account-wish.ts';
import { takeMailTurn } from './confirmation.ts';
import { GALLERY_INVITATION_MICROSECONDS } from './gallery-invitation.ts';
import {
  insertGalleryInvitation,
  takeGalleryInvitation,
  takeGalleryInvitationsOf,
} from './gallery-invitations.queries.ts';
import { requireUnusedEmail } from './new-name.ts';

export interface InviteDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly limiter: RateLimiter;
  /** `LODE_SIGNUP`: where nobody signs up, nobody is invited to. */
  readonly signUpMode: 'open' | 'invite' | 'closed' | 'oidc';
}

type Administrator = SessionPrincipal | OperatorPrincipal;

/**
 * Invites an address to have an account here, as administrators of the gallery may, and gives the invitation's public id.
 * The mail's link lets its reader sign up and confirms the address. Who is invited again has the newest link only.
 */
export async function invitePerson(
  deps: InviteDeps,
  principal: Administrator,
  wish: { readonly email: string },
  origin?: Origin,
): Promise<{ publicId: string }> {
  const email = parseNewEmail(wish.email);
  if ('code' in email) throw withFaults([email]);
  if (deps.signUpMode === 'closed' || deps.signUpMode === 'oidc') {
    throw new Problem('conflict', 'Nobody signs up in this gallery (LODE_SIGNUP), so nobody can be invited to.');
  }
  await deps.limiter.take('invite', principal.kind === 'operator' ? 'operator' : principal.publicId);
  await takeMailTurn(deps, email);
  const id = publicId(deps.random);
  const from = origin === undefined ? {} : { origin };
  await deps.database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    await requireUnusedEmail({ read: tx }, email);
    const at = deps.clock.now();
    await takeGalleryInvitationsOf(tx, email.key);
    await insertGalleryInvitation(tx, {
      public_id: id,
      organization_id: null,
      role: null,
      person_id: null,
      email: email.display,
      email_key: email.key,
      invited_by: principal.kind === 'operator' ? null : principal.actorId,
      created_at: at,
      expires_at: at + GALLERY_INVITATION_MICROSECONDS,
    });
    const data = { invitation: id };
    await appendEvent(tx, { at, kind: 'person_invited', ...authorship(principal), subject: 'gallery', data, ...from });
  });
  return { publicId: id };
}

/** Takes an invitation back; `not_found` when it holds no more. */
export async function cancelGalleryInvitation(
  { database, clock }: Pick<InviteDeps, 'database' | 'clock'>,
  principal: Administrator,
  invitation: string,
  origin?: Origin,
): Promise<void> {
  const from = origin === undefined ? {} : { origin };
  await database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    if (!(await takeGalleryInvitation(tx, invitation))) {
      throw new Problem('not_found', 'There is no such invitation: it was used or taken back.');
    }
    const data = { how: 'cancelled' };
    const event = { at: clock.now(), kind: 'invitation_ended', subject: 'gallery', data } as const;
    await appendEvent(tx, { ...event, ...authorship(principal), ...from });
  });
}
