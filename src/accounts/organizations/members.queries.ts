import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { Role } from './organization.ts';

type Readable = Pick<Database, 'read'>;

export interface MemberRow {
  readonly publicId: string;
  readonly name: string;
  readonly role: Role;
  readonly status: 'active' | 'locked' | 'deleted';
  readonly since: Instant;
}

const MEMBER_COLUMNS = [
  'accounts.public_id as publicId',
  'accounts.name as name',
  'memberships.role as role',
  'accounts.status as status',
  'memberships.created_at as since',
] as const;

/** Where a list goes on: behind this member. */
export interface MemberPlace {
  readonly role: Role;
  readonly personId: number;
}

/** Administrators first, then those with the older account; at most `limit` behind `after`. */
export function membersAfter(
  rows: Readable,
  organizationId: number,
  after: MemberPlace | undefined,
  limit: number,
): Promise<MemberRow[]> {
  let query = rows.read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.person_id')
    .select(MEMBER_COLUMNS)
    .where('organization_id', '=', organizationId)
    .orderBy('role')
    .orderBy('person_id')
    .limit(limit);
  if (after !== undefined) {
    const { role, personId } = after;
    query = query.where((row) => row(row.refTuple('role', 'person_id'), '>', row.tuple(role, personId)));
  }
  return query.execute();
}

export function memberNamed(rows: Readable, organizationId: number, nameKey: string): Promise<MemberRow | undefined> {
  return rows.read
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.person_id', 'accounts.id')
    .select(MEMBER_COLUMNS)
    .where('accounts.name_key', '=', nameKey)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
}

/** The place of the member with this public id; undefined when there is none. */
export function memberPlace(
  rows: Readable,
  organizationId: number,
  personPublicId: string,
): Promise<MemberPlace | undefined> {
  return rows.read
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.person_id', 'accounts.id')
    .select(['role', 'person_id as personId'])
    .where('accounts.public_id', '=', personPublicId)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
}

/** Whether somebody who is not locked administers the organization, but for this person. */
export async function hasOtherAdministrator(
  rows: Readable,
  organizationId: number,
  personId: number,
): Promise<boolean> {
  const other = await rows.read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.person_id')
    .select('person_id')
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'administrator')
    .where('person_id', '<>', personId)
    .where('accounts.status', '=', 'active')
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Whether anybody but this person belongs to the organization. */
export async function hasOtherMember(rows: Readable, organizationId: number, personId: number): Promise<boolean> {
  const other = await rows.read
    .selectFrom('memberships')
    .select('person_id')
    .where('organization_id', '=', organizationId)
    .where('person_id', '<>', personId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

export async function isMemberAnywhere(rows: Readable, personId: number): Promise<boolean> {
  const any = await rows.read
    .selectFrom('memberships')
    .select('person_id')
    .where('person_id', '=', personId)
    .limit(1)
    .executeTakeFirst();
  return any !== undefined;
}

export async function setMembershipRole(
  tx: Tx,
  { organizationId, personId, role }: { organizationId: number; personId: number; role: Role },
): Promise<void> {
  await tx
    .updateTable('memberships')
    .set({ role })
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .execute();
}

export async function deleteMembership(tx: Tx, organizationId: number, personId: number): Promise<void> {
  await tx
    .deleteFrom('memberships')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .execute();
}

export interface OrganizationOfPerson {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly nameKey: string;
  readonly status: 'active' | 'locked' | 'deleted';
  readonly emailConfirmedAt: Instant | null;
  readonly role: Role;
}

/** In the order of their names; at most `limit` behind the name `after`. */
export function organizationsOfPerson(
  database: Pick<Database, 'scan'>,
  personId: number,
  after: string,
  limit: number,
): Promise<OrganizationOfPerson[]> {
  return database.scan
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.organization_id')
    .select([
      'accounts.id as id',
      'accounts.public_id as publicId',
      'accounts.name as name',
      'accounts.name_key as nameKey',
      'accounts.status as status',
      'accounts.email_confirmed_at as emailConfirmedAt',
      'memberships.role as role',
    ])
    .where('person_id', '=', personId)
    .where('accounts.name_key', '>', after)
    .orderBy('accounts.name_key')
    .limit(limit)
    .execute();
}

/** How many belong to each of these organizations. */
export async function memberCounts(
  database: Pick<Database, 'scan'>,
  organizationIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await database.scan
    .selectFrom('memberships')
    .select((row) => ['organization_id as id', row.fn.countAll<number | string>().as('count')])
    .where('organization_id', 'in', organizationIds)
    .groupBy('organization_id')
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

export interface MembershipRow {
  readonly organizationId: number;
  readonly publicId: string;
  readonly name: string;
  readonly role: Role;
}

/** Every membership of a person, for what ends them all. */
export function membershipsOfPerson(rows: Readable, personId: number): Promise<MembershipRow[]> {
  return rows.read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.organization_id')
    .select([
      'accounts.id as organizationId',
      'accounts.public_id as publicId',
      'accounts.name as name',
      'memberships.role as role',
    ])
    .where('person_id', '=', personId)
    .orderBy('accounts.name_key')
    .execute();
}

/** Every member of an organization, for what ends them all. */
export function membersOf(rows: Readable, organizationId: number): Promise<{ id: number; publicId: string }[]> {
  return rows.read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.person_id')
    .select(['accounts.id as id', 'accounts.public_id as publicId'])
    .where('organization_id', '=', organizationId)
    .execute();
}
