import { sql, type SelectQueryBuilder } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Rows, Tx } from '../../storage/database.ts';
import type { Flag } from '../../storage/flag.ts';
import type { Schema } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

/** Whether an account is an administrator of the gallery and not locked. */
export async function isActiveAdministrator({ read }: Readable, accountId: number): Promise<boolean> {
  const row = await read
    .selectFrom('accounts')
    .select('is_administrator')
    .where('id', '=', accountId)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row?.is_administrator === 1;
}

export async function saveIsAdministrator(tx: Tx, accountId: number, isAdministrator: boolean): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ is_administrator: isAdministrator ? 1 : 0 })
    .where('id', '=', accountId)
    .execute();
}

export interface FoundAccount {
  readonly name: string;
  readonly nameKey: string;
  readonly kind: 'person' | 'organization';
  readonly status: 'active' | 'locked';
  readonly email: string;
  readonly emailConfirmedAt: Instant | null;
  readonly isAdministrator: boolean;
  readonly createdAt: Instant;
}

export interface AccountSearch {
  /** How the name or the email address begins, as a key. */
  readonly begins: string;
  readonly which: AccountSelection;
  /** The key of the last name of the page before. */
  readonly after: string;
  readonly limit: number;
}

export type AccountSelection = 'all' | 'people' | 'organizations' | 'administrators' | 'locked';

/** Accounts that are there, by name. */
export async function accountsInOrder(
  database: Pick<Database, 'read' | 'scan'>,
  search: AccountSearch,
): Promise<FoundAccount[]> {
  const { begins, which, after, limit } = search;
  // Without a condition beside the order it is a walk along the index of names.
  const rows = begins === '' && which === 'all' ? database.read : database.scan;
  const query =
    begins === ''
      ? selected(namedAccounts(rows), which).where('name_key', '>', after)
      : namedAccounts(rows).where('id', 'in', beginning(rows, search));
  const found = await query.orderBy('name_key').limit(limit).execute();
  return found.map(({ status, isAdministrator, ...row }) => ({
    ...row,
    status: status === 'locked' ? 'locked' : 'active',
    isAdministrator: isAdministrator === 1,
  }));
}

/** The first ones whose name begins so, and the first ones whose address does: each found by its index. */
function beginning(rows: Rows, { begins, which, after, limit }: AccountSearch) {
  const first = (column: 'name_key' | 'email_key') => {
    const found = selected(rows.selectFrom('accounts').select('id'), which)
      .where(column, '>=', begins)
      .where(column, '<', `${begins}\u{10ffff}`)
      .where('name_key', '>', after)
      .orderBy('name_key')
      .limit(limit);
    // SQLite takes an order inside of a union only so.
    return rows.selectFrom(found.as('found')).select('id');
  };
  return first('name_key').union(first('email_key'));
}

/** What an index of a part of the accounts can answer has to stand in the statement. */
function selected<Row>(
  query: SelectQueryBuilder<Schema, 'accounts', Row>,
  which: AccountSelection,
): SelectQueryBuilder<Schema, 'accounts', Row> {
  const there = query.where('status', '<>', 'deleted');
  if (which === 'people') return there.where('kind', '=', 'person');
  if (which === 'organizations') return there.where('kind', '=', 'organization');
  if (which === 'administrators') return there.where('is_administrator', '=', sql.lit<Flag>(1));
  if (which === 'locked') return there.where('status', '=', sql.lit('locked' as const));
  return there;
}

function namedAccounts(rows: Rows) {
  return rows
    .selectFrom('accounts')
    .select([
      'name',
      'name_key as nameKey',
      'kind',
      'status',
      'email',
      'email_confirmed_at as emailConfirmedAt',
      'is_administrator as isAdministrator',
      'created_at as createdAt',
    ]);
}

export interface AccountCounts {
  readonly sessions: number;
  readonly keys: number;
  readonly packages: number;
  readonly members: number;
  readonly identities: number;
}

/** How much an account has of each. Keys are those that still work. */
export async function accountCounts(
  { scan }: Pick<Database, 'scan'>,
  accountId: number,
  now: Instant,
): Promise<AccountCounts> {
  const counts = await scan
    .selectNoFrom((row) => [
      row
        .selectFrom('sessions')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('account_id', '=', accountId)
        .where('expires_at', '>', now)
        .as('sessions'),
      row
        .selectFrom('api_keys')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('owner_id', '=', accountId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .as('keys'),
      row
        .selectFrom('owners')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('account_id', '=', accountId)
        .as('packages'),
      row
        .selectFrom('memberships')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('organization_id', '=', accountId)
        .as('members'),
      row
        .selectFrom('identities')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('account_id', '=', accountId)
        .as('identities'),
    ])
    .executeTakeFirstOrThrow();
  return asNumbers(counts);
}

export interface GalleryCounts {
  readonly people: number;
  readonly organizations: number;
  readonly locked: number;
  readonly packages: number;
  readonly keys: number;
  /** Mails that wait to be sent, or to be tried again. */
  readonly mailsWaiting: number;
  readonly mailsFailed: number;
}

/** How much there is of each in the whole gallery. */
export async function galleryCounts({ scan }: Pick<Database, 'scan'>, now: Instant): Promise<GalleryCounts> {
  const counts = await scan
    .selectNoFrom((row) => {
      const accounts = () =>
        row
          .selectFrom('accounts')
          .select((of) => of.fn.countAll<number>().as('count'))
          .where('status', '<>', 'deleted');
      const mails = () => row.selectFrom('mails').select((of) => of.fn.countAll<number>().as('count'));
      return [
        accounts().where('kind', '=', 'person').as('people'),
        accounts().where('kind', '=', 'organization').as('organizations'),
        accounts()
          .where('status', '=', sql.lit('locked' as const))
          .as('locked'),
        row
          .selectFrom('registrations')
          .select((of) => of.fn.countAll<number>().as('count'))
          .as('packages'),
        row
          .selectFrom('api_keys')
          .select((of) => of.fn.countAll<number>().as('count'))
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', now)
          .as('keys'),
        mails().where('sent_at', 'is', null).where('failed_at', 'is', null).as('mailsWaiting'),
        mails().where('failed_at', 'is not', null).as('mailsFailed'),
      ];
    })
    .executeTakeFirstOrThrow();
  return asNumbers(counts);
}

function asNumbers<Name extends string>(counts: Readonly<Record<Name, number | null>>): Record<Name, number> {
  const entries = Object.entries<number | null>(counts).map(([name, count]) => [name, Number(count)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

export interface AccountDetails {
  readonly emailConfirmedAt: Instant | null;
  readonly unconfirmedEmail: string | null;
  readonly hasPassword: boolean;
  readonly createdAt: Instant;
}

export async function accountDetails({ read }: Readable, accountId: number): Promise<AccountDetails> {
  const { passwordHash, ...row } = await read
    .selectFrom('accounts')
    .select([
      'email_confirmed_at as emailConfirmedAt',
      'unconfirmed_email as unconfirmedEmail',
      'password_hash as passwordHash',
      'created_at as createdAt',
    ])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { ...row, hasPassword: passwordHash !== null };
}

export interface Membership {
  readonly name: string;
  readonly role: 'administrator' | 'collaborator';
}

/** The organizations of a person, by name, at most `limit`. */
export function organizationsOf({ read }: Readable, personId: number, limit: number): Promise<Membership[]> {
  return read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.organization_id')
    .select(['accounts.name as name', 'memberships.role as role'])
    .where('memberships.person_id', '=', personId)
    .orderBy('accounts.name_key')
    .limit(limit)
    .execute();
}
