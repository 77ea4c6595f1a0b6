/** Ids as a form offers them and checks what was chosen. */
import type { Database } from '../storage/database.ts';

/** Ids as their authors write them, of at most 200 packages, in their order. */
export async function displayIdsOf(
  rows: Pick<Database, 'read'>,
  registrationIds: readonly number[],
): Promise<string[]> {
  if (registrationIds.length === 0) return [];
  const found = await rows.read
    .selectFrom('registrations')
    .select('display_id')
    .where('id', 'in', registrationIds)
    .orderBy('id_key')
    .execute();
  return found.map((row) => row.display_id);
}

/** Which of at most 200 ids, as keys, an account owns. */
export async function ownedAmong(
  rows: Pick<Database, 'read'>,
  accountId: number,
  idKeys: readonly string[],
): Promise<Set<string>> {
  if (idKeys.length === 0) return new Set();
  const found = await rows.read
    .selectFrom('owners')
    .select('registration_key')
    .where('account_id', '=', accountId)
    .where('registration_key', 'in', idKeys)
    .execute();
  return new Set(found.map((row) => row.registration_key));
}
