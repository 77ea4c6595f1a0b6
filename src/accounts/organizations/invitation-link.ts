import type { Instant } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database } from '../../storage/database.ts';
import { signedTokenId } from '../one-time-token.ts';
import { accountEmail } from './emails.queries.ts';
import { invitationByPublicId, type InvitationRow } from './invitations.queries.ts';

/** What names an invitation: the text of its link (`tokenText` of its public id), or its public id on a page of one's own. */
export interface InvitationName {
  readonly publicId: string;
  /** Whether it came with the signature that only the mail has. */
  readonly isOfLink: boolean;
}

/** Undefined for what can be neither. */
export function parseInvitationName(secret: ServerSecret, text: string): InvitationName | undefined {
  if (isPublicId(text)) return { publicId: text, isOfLink: false };
  const publicId = signedTokenId(secret, text);
  return publicId === undefined ? undefined : { publicId, isOfLink: true };
}

/** An invitation whose time is not over; undefined when it was answered, cancelled, or never was. */
export async function openInvitation(
  rows: Pick<Database, 'read'>,
  name: InvitationName | undefined,
  now: Instant,
): Promise<InvitationRow | undefined> {
  const row = name === undefined ? undefined : await invitationByPublicId(rows, name.publicId);
  return row !== undefined && row.expiresAt > now ? row : undefined;
}

/**
 * Whether a person may answer: who was invited by name, and for an address whoever holds the link or has confirmed that
 * the address is theirs.
 */
export async function mayAnswer(
  rows: Pick<Database, 'read'>,
  name: InvitationName,
  invitation: InvitationRow,
  personId: number,
): Promise<boolean> {
  if (invitation.personId !== null) return invitation.personId === personId;
  if (name.isOfLink) return true;
  const email = await accountEmail(rows, personId);
  return email?.confirmedAt !== null && email?.key === invitation.emailKey;
}
