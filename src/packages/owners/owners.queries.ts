import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { OpenInvitation, OwnerAccount } from './ownership.ts';

/** The database, or a transaction as `{ read: tx }`. */
export type Readable = Pick<Database, 'read'>;

export interface OwnedRow extends OwnerAccount {
  readonly registrationId: number;
  readonly status: 'active' | 'locked' | 'deleted';
}

export interface RegistrationName {
  readonly id: number;
  readonly idKey: string;
  readonly displayId: string;
}

/** Those of these ids that exist, in the order of their keys. */
export function registrationsNamed({ read }: Readable, idKeys: readonly string[]): Promise<RegistrationName[]> {
  return read
    .selectFrom('registrations')
    .select(['id', 'id_key as idKey', 'display_id as displayId'])
    .where('id_key', 'in', idKeys)
    .orderBy('id_key')
    .execute();
}

const OWNER_COLUMNS = [
  'accounts.id as accountId',
  'accounts.public_id as publicId',
  'accounts.name',
  'accounts.kind',
] as const;

/** Owners of these registrations, in the order of their names. */
export function ownersAmong({ read }: Readable, registrationIds: readonly number[]): Promise<OwnedRow[]> {
  return read
    .selectFrom('owners')
    .innerJoin('accounts', 'accounts.id', 'owners.account_id')
    .select(['owners.registration_id as registrationId', 'accounts.status', ...OWNER_COLUMNS])
    .where('owners.registration_id', 'in', registrationIds)
    .orderBy('accounts.name_key')
    .execute();
}

/** Invitations to own these registrations that can still be answered, the oldest first. */
export function openInvitationsAmong(
  { read }: Readable,
  registrationIds: readonly number[],
  now: Instant,
): Promise<(OpenInvitation & { readonly registrationId: number })[]> {
  return read
    .selectFrom('owner_invitations')
    .innerJoin('accounts', 'accounts.id', 'owner_invitations.account_id')
    .leftJoin('accounts as inviters', 'inviters.id', 'owner_invitations.invited_by')
    .select([
      'owner_invitations.registration_id as registrationId',
      'owner_invitations.public_id as invitationPublicId',
      'owner_invitations.created_at as createdAt',
      'owner_invitations.expires_at as expiresAt',
      'inviters.name as invitedBy',
      ...OWNER_COLUMNS,
    ])
    .where('owner_invitations.registration_id', 'in', registrationIds)
    .where('owner_invitations.expires_at', '>', now)
    .orderBy('owner_invitations.id')
    .execute();
}

export interface InvitationRow {
  readonly id: number;
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly accountId: number;
  readonly accountPublicId: string;
  readonly accountName: string;
  readonly accountStatus: 'active' | 'locked' | 'deleted';
  readonly invitedBy: number | null;
  readonly expiresAt: Instant;
}

/** Undefined for one that was answered, cancelled or never was. */
export function invitationByPublicId({ read }: Readable, publicId: string): Promise<InvitationRow | undefined> {
  return invitationRows(read).where('owner_invitations.public_id', '=', publicId).executeTakeFirst();
}

/** The next invitations that nobody answered in time. */
export function expiredInvitations({ read }: Readable, now: Instant, limit: number): Promise<InvitationRow[]> {
  return invitationRows(read)
    .where('owner_invitations.expires_at', '<=', now)
    .orderBy('owner_invitations.expires_at')
    .limit(limit)
    .execute();
}

function invitationRows(rows: Readable['read']) {
  return rows
    .selectFrom('owner_invitations')
    .innerJoin('registrations', 'registrations.id', 'owner_invitations.registration_id')
    .innerJoin('accounts', 'accounts.id', 'owner_invitations.account_id')
    .select([
      'owner_invitations.id as id',
      'registrations.id as registrationId',
      'registrations.id_key as idKey',
      'registrations.display_id as displayId',
      'accounts.id as accountId',
      'accounts.public_id as accountPublicId',
      'accounts.name as accountName',
      'accounts.status as accountStatus',
      'owner_invitations.invited_by as invitedBy',
      'owner_invitations.expires_at as expiresAt',
    ]);
}

/** An invitation as its list shows it. */
export interface ListedInvitation extends OwnerAccount {
  readonly invitationPublicId: string;
  readonly idKey: string;
  readonly displayId: string;
  readonly invitedBy: string | null;
  readonly message: string;
  readonly expiresAt: Instant;
}

/** Open invitations of these accounts, the oldest first. */
export function invitationsReceived(
  { read }: Readable,
  accountIds: readonly number[],
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<ListedInvitation[]> {
  return listedInvitations(read, now)
    .where('owner_invitations.account_id', 'in', accountIds)
    .orderBy('owner_invitations.id')
    .limit(limit)
    .execute();
}

/** Open invitations to packages that one of these accounts owns, the oldest first. */
export function invitationsSent(
  { read }: Readable,
  ownerIds: readonly number[],
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<ListedInvitation[]> {
  return listedInvitations(read, now)
    .where((row) =>
      row.exists(
        row
          .selectFrom('owners')
          .select('owners.account_id')
          .whereRef('owners.registration_id', '=', 'owner_invitations.registration_id')
          .where('owners.account_id', 'in', ownerIds),
      ),
    )
    .orderBy('owner_invitations.id')
    .limit(limit)
    .execute();
}

function listedInvitations(rows: Readable['read'], now: Instant) {
  return rows
    .selectFrom('owner_invitations')
    .innerJoin('registrations', 'registrations.id', 'owner_invitations.registration_id')
    .innerJoin('accounts', 'accounts.id', 'owner_invitations.account_id')
    .leftJoin('accounts as inviters', 'inviters.id', 'owner_invitations.invited_by')
    .select([
      'owner_invitations.public_id as invitationPublicId',
      'owner_invitations.message as message',
      'owner_invitations.expires_at as expiresAt',
      'registrations.id_key as idKey',
      'registrations.display_id as displayId',
      'inviters.name as invitedBy',
      ...OWNER_COLUMNS,
    ])
    .where('owner_invitations.expires_at', '>', now);
}

export interface NewInvitation {
  readonly publicId: string;
  readonly registrationId: number;
  readonly accountId: number;
  /** Null for the operator. */
  readonly invitedBy: number | null;
  readonly message: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  await tx
    .insertInto('owner_invitations')
    .values({
      public_id: invitation.publicId,
      registration_id: invitation.registrationId,
      account_id: invitation.accountId,
      invited_by: invitation.invitedBy,
      message: invitation.message,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
    })
    .execute();
}

/** Those of an account to at most 200 packages, open or expired. */
export async function deleteInvitationsOf(
  tx: Tx,
  accountId: number,
  registrationIds: readonly number[],
): Promise<void> {
  await tx
    .deleteFrom('owner_invitations')
    .where('account_id', '=', accountId)
    .where('registration_id', 'in', registrationIds)
    .execute();
}

export async function deleteInvitations(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.deleteFrom('owner_invitations').where('id', 'in', ids).execute();
}

/** Takes an account from the owners of at most 200 packages. */
export async function deleteOwnerOfAll(tx: Tx, registrationIds: readonly number[], accountId: number): Promise<void> {
  await tx
    .deleteFrom('owners')
    .where('registration_id', 'in', registrationIds)
    .where('account_id', '=', accountId)
    .execute();
}

/** What is known of somebody who invited: whether the right to do so may still be theirs. */
export async function inviterStanding(
  { read }: Readable,
  accountId: number,
): Promise<{ readonly isActive: boolean; readonly isAdministrator: boolean; readonly name: string } | undefined> {
  const row = await read
    .selectFrom('accounts')
    .select(['status', 'is_administrator', 'name'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { isActive: row.status === 'active', isAdministrator: row.is_administrator === 1, name: row.name };
}
