import { Problem, type Fault } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { lookAlikeKey, parseAccountName, type AccountName } from '../account-name.ts';
import { accountByName } from '../accounts.queries.ts';
import { isEmailTaken, namesLike, type Address } from './people.queries.ts';
import { isReservedName } from './reserved-names.ts';

export const NAME_RULE = 'A name has 1 to 64 letters, digits, ., _ and -, and begins and ends with a letter or digit.';

/** The name that somebody typed, or the mistake. */
export function parseNewName(text: string, at = 'name'): AccountName | Fault {
  return parseAccountName(text) ?? { code: 'account_name', detail: NAME_RULE, at };
}

/**
 * Throws `conflict` when a name cannot be a new account's: people and organizations share one list, names of deleted
 * accounts stay on it, and a name that would be taken for another one is refused like that one. Asked in the transaction
 * that makes the account.
 */
export async function requireNewName(rows: Pick<Database, 'read'>, name: AccountName): Promise<void> {
  await requireUnusedName(rows, name);
  if (isReservedName(name)) throw taken('name_reserved', `The name ${name.display} is reserved: choose another one.`);
  const [like] = await namesLike(rows, lookAlikeKey(name));
  if (like !== undefined) {
    const detail = `The name ${name.display} could be taken for ${like}, which exists: choose one that differs more.`;
    throw taken('name_like_another', detail);
  }
}

/** The part of it that holds for the operator too, who knows what looks like what and may take a reserved name. */
export async function requireUnusedName(rows: Pick<Database, 'read'>, name: AccountName): Promise<void> {
  if ((await accountByName(rows, name.key)) === undefined) return;
  const detail = `The name ${name.display} is taken: people and organizations share one list of names.`;
  throw taken('name_taken', detail);
}

function taken(code: string, detail: string): Problem {
  return new Problem('conflict', detail, { faults: [{ code, detail, at: 'name' }] });
}

/** Throws `conflict` when another person has confirmed this address as theirs: it would no longer say who somebody is. */
export async function requireUnusedEmail(
  rows: Pick<Database, 'read'>,
  email: Address,
  exceptId?: number,
): Promise<void> {
  if (!(await isEmailTaken(rows, email.key, exceptId ?? null))) return;
  const detail = `The address ${email.display} belongs to another account.`;
  throw new Problem('conflict', detail, { faults: [{ code: 'email_taken', detail, at: 'email' }] });
}
