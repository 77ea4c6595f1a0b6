import type { Instant } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';

export interface AccountEmail {
  readonly key: string;
  /** Null while nobody has proved that the address is the account's. */
  readonly confirmedAt: Instant | null;
}

export function accountEmail(rows: Pick<Database, 'read'>, accountId: number): Promise<AccountEmail | undefined> {
  return rows.read
    .selectFrom('accounts')
    .select(['email_key as key', 'email_confirmed_at as confirmedAt'])
    .where('id', '=', accountId)
    .executeTakeFirst();
}
