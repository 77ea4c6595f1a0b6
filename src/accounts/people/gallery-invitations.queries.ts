import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { InvitationsTable } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

/** An invitation of an address: to the gallery, or to an organization of it. */
export interface AddressInvitation {
  readonly publicId: string;
  readonly organizationId: number | null;
  readonly email: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

function invitations({ read }: Readable) {
  return read
    .selectFrom('invitations')
    .select([
      'public_id as publicId',
      'organization_id as organizationId',
      'email',
      'created_at as createdAt',
      'expires_at as expiresAt',
    ])
    .where('email', 'is not', null)
    .$narrowType<{ email: string }>();
}

export function addressInvitation(rows: Readable, publicId: string): Promise<AddressInvitation | undefined> {
  return invitations(rows).where('public_id', '=', publicId).executeTakeFirst();
}

/** Those to the gallery, the newest first; also those whose time is over. */
export function galleryInvitations({ scan }: Pick<Database, 'scan'>, limit: number): Promise<AddressInvitation[]> {
  return invitations({ read: scan }).where('organization_id', 'is', null).orderBy('id', 'desc').limit(limit).execute();
}

export async function insertGalleryInvitation(tx: Tx, invitation: Insertable<InvitationsTable>): Promise<void> {
  await tx.insertInto('invitations').values(invitation).execute();
}

/** Makes what an address was invited with a person's own: the address leads nobody else here any more. */
export async function bindInvitation(tx: Tx, publicId: string, personId: number): Promise<void> {
  await tx
    .updateTable('invitations')
    .set({ person_id: personId, email: null, email_key: null })
    .where('public_id', '=', publicId)
    .execute();
}

/** Takes an invitation to the gallery away; false when it is none, or gone already. */
export async function takeGalleryInvitation(tx: Tx, publicId: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('invitations')
    .where('public_id', '=', publicId)
    .where('organization_id', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Takes away what an address was invited to the gallery with, and gives the public ids. */
export async function takeGalleryInvitationsOf(tx: Tx, emailKey: string): Promise<string[]> {
  const taken = await tx
    .deleteFrom('invitations')
    .where('email_key', '=', emailKey)
    .where('organization_id', 'is', null)
    .returning('public_id')
    .execute();
  return taken.map(({ public_id }) => public_id);
}

/** Takes away those to the gallery whose time is over, and says how many. */
export async function takeExpiredGalleryInvitations(tx: Tx, now: Instant): Promise<number> {
  const taken = await tx
    .deleteFrom('invitations')
    .where('expires_at', '<=', now)
    .where('organization_id', 'is', null)
    .returning('id')
    .execute();
  return taken.length;
}
