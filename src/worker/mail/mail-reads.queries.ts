/** What a mail has to know: who its readers are, and what things are called. */
import { parseMutedMail, type MailTopic } from '../../accounts/people/mail-topics.ts';
import type { Instant } from '../../base/clock.ts';
import type { Rows } from '../../storage/database.ts';

export interface KnownAccount {
  readonly id: number;
  readonly kind: 'person' | 'organization';
  readonly name: string;
  readonly address: string;
  /** The address that waits for its confirmation, where one does; else the same. */
  readonly askedAddress: string;
  /** Whether mail may go to the address, as far as the account is concerned. */
  readonly isReachable: boolean;
  readonly muted: readonly MailTopic[];
}

const COLUMNS = [
  'id',
  'kind',
  'name',
  'email',
  'unconfirmed_email',
  'email_confirmed_at',
  'status',
  'muted_mail',
] as const;

interface AccountColumns {
  readonly id: number;
  readonly kind: 'person' | 'organization';
  readonly name: string;
  readonly email: string;
  readonly unconfirmed_email: string | null;
  readonly email_confirmed_at: Instant | null;
  readonly status: string;
  readonly muted_mail: string;
}

function knownAccount(row: AccountColumns): KnownAccount {
  const { id, kind, name, email } = row;
  const isReachable = row.status !== 'deleted' && row.email_confirmed_at !== null && email !== '';
  const askedAddress = row.unconfirmed_email ?? email;
  return { id, kind, name, address: email, askedAddress, isReachable, muted: parseMutedMail(row.muted_mail) };
}

export async function accountById(rows: Rows, id: number): Promise<KnownAccount | undefined> {
  const row = await rows.selectFrom('accounts').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : knownAccount(row);
}

export async function accountByPublicId(rows: Rows, publicId: string): Promise<KnownAccount | undefined> {
  const row = await rows.selectFrom('accounts').select(COLUMNS).where('public_id', '=', publicId).executeTakeFirst();
  return row === undefined ? undefined : knownAccount(row);
}

export type Role = 'administrator' | 'collaborator';

/** Members with one of these roles, administrators first. */
export async function membersOf(
  rows: Rows,
  organizationId: number,
  roles: readonly Role[],
  limit: number,
): Promise<KnownAccount[]> {
  if (roles.length === 0) return [];
  const found = await rows
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.person_id')
    .select(COLUMNS)
    .where('organization_id', '=', organizationId)
    .where('role', 'in', roles)
    .orderBy('role')
    .orderBy('person_id')
    .limit(limit)
    .execute();
  return found.map(knownAccount);
}

export interface KnownPackage {
  readonly displayId: string;
  readonly ownerIds: readonly number[];
}

export async function packageByKey(rows: Rows, idKey: string): Promise<KnownPackage | undefined> {
  const found = await rows
    .selectFrom('registrations')
    .leftJoin('owners', 'owners.registration_id', 'registrations.id')
    .select(['display_id', 'account_id'])
    .where('id_key', '=', idKey)
    .execute();
  const [first] = found;
  if (first === undefined) return undefined;
  return { displayId: first.display_id, ownerIds: found.flatMap((row) => row.account_id ?? []) };
}

/** As its author writes it. */
export async function versionText(rows: Rows, idKey: string, versionKey: string): Promise<string | undefined> {
  const row = await rows
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .select('normalized_version')
    .where('id_key', '=', idKey)
    .where('version_key', '=', versionKey)
    .executeTakeFirst();
  return row?.normalized_version;
}

export interface KnownKey {
  readonly name: string;
  readonly ownerId: number;
  /** Null for an organization's own. */
  readonly personId: number | null;
}

export function keyByPublicId(rows: Rows, publicId: string): Promise<KnownKey | undefined> {
  return rows
    .selectFrom('api_keys')
    .select(['name', 'owner_id as ownerId', 'person_id as personId'])
    .where('public_id', '=', publicId)
    .executeTakeFirst();
}

/** To whom an invitation went: a person here, or an address. */
export function invitationByPublicId(
  rows: Rows,
  publicId: string,
): Promise<{ readonly personId: number | null; readonly email: string | null } | undefined> {
  return rows
    .selectFrom('invitations')
    .select(['person_id as personId', 'email'])
    .where('public_id', '=', publicId)
    .executeTakeFirst();
}

/** What somebody wrote to whom they invite to own a package: it may be deleted, so it is not in the log. */
export async function ownerInvitationMessage(rows: Rows, publicId: string): Promise<string> {
  const row = await rows
    .selectFrom('owner_invitations')
    .select('message')
    .where('public_id', '=', publicId)
    .executeTakeFirst();
  return row?.message ?? '';
}

/** Undefined once it is forgotten, or where there was none. */
export function originOfEvent(
  rows: Rows,
  seq: number,
): Promise<{ readonly address: string; readonly userAgent: string } | undefined> {
  return rows
    .selectFrom('event_origins')
    .select(['address', 'user_agent as userAgent'])
    .where('event_seq', '=', seq)
    .executeTakeFirst();
}
