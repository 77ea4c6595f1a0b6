import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { InvitationsTable } from '../../storage/schema.ts';
import type { Role } from './organization.ts';

type Readable = Pick<Database, 'read'>;

/** An invitation to an organization, with the names that pages and events say. */
export interface InvitationRow {
  readonly publicId: string;
  readonly organizationId: number;
  readonly organizationPublicId: string;
  readonly organizationName: string;
  readonly organizationStatus: 'active' | 'locked' | 'deleted';
  readonly role: Role;
  readonly personId: number | null;
  readonly personPublicId: string | null;
  readonly personName: string | null;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly inviterName: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Those to organizations. Inside of `Readable` as everywhere: the database, or `{ read: tx }`. */
function invitations({ read }: Readable) {
  return read
    .selectFrom('invitations')
    .innerJoin('accounts as organization', 'organization.id', 'invitations.organization_id')
    .leftJoin('accounts as person', 'person.id', 'invitations.person_id')
    .leftJoin('accounts as inviter', 'inviter.id', 'invitations.invited_by')
    .select([
      'invitations.public_id as publicId',
      'organization.id as organizationId',
      'organization.public_id as organizationPublicId',
      'organization.name as organizationName',
      'organization.status as organizationStatus',
      'invitations.role as role',
      'invitations.person_id as personId',
      'person.public_id as personPublicId',
      'person.name as personName',
      'invitations.email as email',
      'invitations.email_key as emailKey',
      'inviter.name as inviterName',
      'invitations.created_at as createdAt',
      'invitations.expires_at as expiresAt',
    ])
    .$narrowType<{ role: Role }>();
}

export async function insertInvitation(tx: Tx, invitation: Insertable<InvitationsTable>): Promise<void> {
  await tx.insertInto('invitations').values(invitation).execute();
}

/** An invitation to an organization, also one whose time is over. */
export function invitationByPublicId(rows: Readable, publicId: string): Promise<InvitationRow | undefined> {
  return invitations(rows).where('invitations.public_id', '=', publicId).executeTakeFirst();
}

/** Newest first, also those whose time is over; there are at most as many as an organization may have open. */
export function invitationsOf(rows: Readable, organizationId: number): Promise<InvitationRow[]> {
  return invitations(rows)
    .where('invitations.organization_id', '=', organizationId)
    .orderBy('invitations.id', 'desc')
    .execute();
}

/** Who is invited by more organizations sees the newest. */
const MAX_SHOWN = 100;

/** What a person was invited to by name, or by the address that is theirs; newest first. */
export async function invitationsFor(
  rows: Readable,
  person: { readonly id: number; readonly emailKey: string | undefined },
  now: Instant,
): Promise<InvitationRow[]> {
  const open = invitations(rows)
    .where('invitations.expires_at', '>', now)
    .orderBy('invitations.id', 'desc')
    .limit(MAX_SHOWN);
  const byName = await open.where('invitations.person_id', '=', person.id).execute();
  if (person.emailKey === undefined) return byName;
  const byAddress = await open.where('invitations.email_key', '=', person.emailKey).execute();
  return [...byName, ...byAddress].sort((a, b) => b.createdAt - a.createdAt).slice(0, MAX_SHOWN);
}

/** Some whose time is over. */
export function expiredInvitations(rows: Readable, now: Instant, limit: number): Promise<InvitationRow[]> {
  return invitations(rows).where('invitations.expires_at', '<=', now).limit(limit).execute();
}

/** Whoever comes second gets false. */
export async function takeInvitation(tx: Tx, publicId: string): Promise<boolean> {
  const taken = await tx.deleteFrom('invitations').where('public_id', '=', publicId).returning('id').executeTakeFirst();
  return taken !== undefined;
}

/** What this person has invited others to join an organization with. */
export function invitationsBy(rows: Readable, organizationId: number, inviterId: number): Promise<InvitationRow[]> {
  return invitations(rows)
    .where('invitations.organization_id', '=', organizationId)
    .where('invitations.invited_by', '=', inviterId)
    .execute();
}

/** All that a person was invited to, or that an organization has invited to. */
export async function deleteInvitationsOf(tx: Tx, accountId: number): Promise<void> {
  await tx
    .deleteFrom('invitations')
    .where((row) => row.or([row('person_id', '=', accountId), row('organization_id', '=', accountId)]))
    .execute();
}
