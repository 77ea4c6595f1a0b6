import type { Instant } from '../base/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import { lookAlikeKey, type AccountName } from './account-name.ts';

export interface AccountRow {
  readonly id: number;
  readonly publicId: string;
  readonly kind: 'person' | 'organization';
  readonly name: string;
  readonly status: 'active' | 'locked' | 'deleted';
  readonly email: string;
  readonly isAdministrator: boolean;
}

/** Undefined when nobody goes by that name. */
export async function accountByName(rows: Pick<Database, 'read'>, nameKey: string): Promise<AccountRow | undefined> {
  const row = await rows.read
    .selectFrom('accounts')
    .select(['id', 'public_id', 'kind', 'name', 'status', 'email', 'is_administrator'])
    .where('name_key', '=', nameKey)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, kind, name, status, email } = row;
  return { id, kind, name, status, email, publicId: row.public_id, isAdministrator: row.is_administrator === 1 };
}

export interface NewAccount {
  readonly publicId: string;
  readonly kind: 'person' | 'organization';
  readonly name: AccountName;
  readonly email: { readonly display: string; readonly key: string };
  readonly isAdministrator: boolean;
  readonly passwordHash: string | null;
  /** Null for one whose address is still to be confirmed. */
  readonly emailConfirmedAt: Instant | null;
  readonly at: Instant;
}

/** Gives the row's number. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<number> {
  const { id } = await tx
    .insertInto('accounts')
    .values({
      public_id: account.publicId,
      kind: account.kind,
      name: account.name.display,
      name_key: account.name.key,
      email: account.email.display,
      email_key: account.email.key,
      email_confirmed_at: account.emailConfirmedAt,
      status: 'active',
      is_administrator: account.isAdministrator ? 1 : 0,
      password_hash: account.passwordHash,
      created_at: account.at,
      look_alike_key: lookAlikeKey(account.name),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function insertMembership(
  tx: Tx,
  {
    organizationId,
    personId,
    role,
  }: { organizationId: number; personId: number; role: 'administrator' | 'collaborator' },
  at: Instant,
): Promise<void> {
  await tx
    .insertInto('memberships')
    .values({ organization_id: organizationId, person_id: personId, role, created_at: at })
    .execute();
}

/** What a person is in an organization; undefined when not a member. */
export async function membershipRole(
  rows: Pick<Database, 'read'>,
  organizationId: number,
  personId: number,
): Promise<'administrator' | 'collaborator' | undefined> {
  const row = await rows.read
    .selectFrom('memberships')
    .select('role')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.role;
}

/** What a person is in any of these organizations. */
export async function rolesAmong(
  rows: Pick<Database, 'read'>,
  personId: number,
  organizationIds: readonly number[],
): Promise<('administrator' | 'collaborator')[]> {
  if (organizationIds.length === 0) return [];
  const found = await rows.read
    .selectFrom('memberships')
    .select('role')
    .where('person_id', '=', personId)
    .where('organization_id', 'in', organizationIds)
    .execute();
  return found.map(({ role }) => role);
}

/** The same, apart for each organization; one that the person is no member of is absent. */
export async function rolesByOrganization(
  rows: Pick<Database, 'read'>,
  personId: number,
  organizationIds: readonly number[],
): Promise<Map<number, 'administrator' | 'collaborator'>> {
  if (organizationIds.length === 0) return new Map();
  const found = await rows.read
    .selectFrom('memberships')
    .select(['organization_id as organizationId', 'role'])
    .where('person_id', '=', personId)
    .where('organization_id', 'in', organizationIds)
    .execute();
  return new Map(found.map(({ organizationId, role }) => [organizationId, role]));
}

export async function accountStanding(
  rows: Pick<Database, 'read'>,
  accountId: number,
): Promise<{ readonly status: string; readonly emailConfirmedAt: Instant | null } | undefined> {
  return rows.read
    .selectFrom('accounts')
    .select(['status', 'email_confirmed_at as emailConfirmedAt'])
    .where('id', '=', accountId)
    .executeTakeFirst();
}

export async function setAccountStatus(tx: Tx, accountId: number, status: 'active' | 'locked'): Promise<void> {
  await tx.updateTable('accounts').set({ status }).where('id', '=', accountId).execute();
}
