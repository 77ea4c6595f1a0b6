import type { Clock } from '../../base/clock.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database } from '../../storage/database.ts';
import { addressInvitation } from '../people/gallery-invitations.queries.ts';
import type { SessionPrincipal } from '../principal.ts';
import { mayAnswer, openInvitation, parseInvitationName } from './invitation-link.ts';
import type { InvitationRow } from './invitations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly secret: ServerSecret;
}

export type FoundInvitation =
  /** Answered, cancelled, too old, or never was: nobody is told which. */
  | { readonly kind: 'none' }
  /** To have an account here. */
  | { readonly kind: 'gallery' }
  | {
      readonly kind: 'organization';
      readonly invitation: InvitationRow;
      /** Whether somebody without an account can use it, who makes one. */
      readonly isByAddress: boolean;
      /** Whether the viewer is who may answer. */
      readonly mayAnswer: boolean;
    };

/** What the page of an invitation shows to whoever follows its link. A public id alone shows it to its own person only. */
export async function findInvitation(
  { database, clock, secret }: Deps,
  viewer: SessionPrincipal | undefined,
  text: string,
): Promise<FoundInvitation> {
  const name = parseInvitationName(secret, text);
  if (name === undefined) return { kind: 'none' };
  const now = clock.now();
  const invitation = await openInvitation(database, name, now);
  if (invitation === undefined) {
    const other = name.isOfLink ? await addressInvitation(database, name.publicId) : undefined;
    const isToGallery = other !== undefined && other.organizationId === null && other.expiresAt > now;
    return { kind: isToGallery ? 'gallery' : 'none' };
  }
  const may = viewer !== undefined && (await mayAnswer(database, name, invitation, viewer.actorId));
  if (!name.isOfLink && !may) return { kind: 'none' };
  return { kind: 'organization', invitation, isByAddress: invitation.personId === null, mayAnswer: may };
}
