import type { ExpressionBuilder } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { MembershipsTable, Schema } from '../../storage/schema.ts';

type Readable = Pick<Database, 'read'>;

/** Organizations that nobody could administer without this person, any `limit` of them, in the order of their names. */
export async function organizationsWithoutOther(rows: Readable, personId: number, limit: number): Promise<string[]> {
  const others = (row: ExpressionBuilder<Schema & { own: MembershipsTable }, 'own'>) =>
    row
      .selectFrom('memberships as other')
      .innerJoin('accounts as person', 'person.id', 'other.person_id')
      .select('other.person_id')
      .whereRef('other.organization_id', '=', 'own.organization_id')
      .where('other.role', '=', 'administrator')
      .where('other.person_id', '<>', personId)
      .where('person.status', '=', 'active');
  const found = await rows.read
    .selectFrom('memberships as own')
    .innerJoin('accounts as organization', 'organization.id', 'own.organization_id')
    .select('organization.name as name')
    .where('own.person_id', '=', personId)
    .where('own.role', '=', 'administrator')
    .where((row) => row.not(row.exists(others(row))))
    // Not sorted here, so that it ends with the last one that it needs.
    .limit(limit)
    .execute();
  return found.map(({ name }) => name).sort();
}

/** Whether the gallery has an administrator who is not locked, but for this person. */
export async function hasOtherGalleryAdministrator(rows: Readable, personId: number): Promise<boolean> {
  const other = await rows.read
    .selectFrom('accounts')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('status', '=', 'active')
    .where('id', '<>', personId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

export interface ErasableRow {
  readonly name: string;
  readonly email: string;
  readonly emailConfirmedAt: Instant | null;
}

/** What is read before it is gone. */
export function erasableRow(tx: Tx, accountId: number): Promise<ErasableRow> {
  return tx
    .selectFrom('accounts')
    .select(['name', 'email', 'email_confirmed_at as emailConfirmedAt'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
}

/** Clears what is personal. The row stays, since the log and packages name it; `name` takes the place of its name. */
export async function clearAccount(
  tx: Tx,
  accountId: number,
  { at, name }: { readonly at: Instant; readonly name: string | undefined },
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({
      status: 'deleted',
      deleted_at: at,
      is_administrator: 0,
      email: '',
      email_key: '',
      email_confirmed_at: null,
      unconfirmed_email: null,
      unconfirmed_email_key: null,
      password_hash: null,
      password_changed_at: null,
      muted_mail: '[]',
      ...(name === undefined ? {} : { name, name_key: name.toLowerCase(), look_alike_key: '' }),
    })
    .where('id', '=', accountId)
    .execute();
}

/** Everything that lets somebody sign in as an account, but for the password, which stands in the account's own row. */
const CREDENTIALS = [
  'sessions',
  'one_time_tokens',
  'passkeys',
  'authenticator_apps',
  'recovery_codes',
  'identities',
] as const;

/** Ends every session, factor, identity and open link of an account. */
export async function endSignIns(tx: Tx, accountId: number): Promise<void> {
  for (const table of CREDENTIALS) await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
}

export async function deleteKeyViewsOf(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom('key_viewers').where('account_id', '=', accountId).execute();
}
