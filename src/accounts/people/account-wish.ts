import { Problem, type Fault } from '../../base/problem.ts';
import { parseEmail, type AccountName } from '../account-name.ts';
import type { Address } from './people.queries.ts';
import { parseNewName } from './new-name.ts';

/** What a new account is to be called, and where its mail goes, as somebody typed it. */
export interface AccountWish {
  readonly name: string;
  readonly email: string;
}

/** Both parsed, or a Problem that names all mistakes; `others` are those of the same form that were found already. */
export function parseAccountWish(
  wish: AccountWish,
  others: readonly Fault[] = [],
): { readonly name: AccountName; readonly email: Address } {
  const name = parseNewName(wish.name.trim());
  const email = parseNewEmail(wish.email);
  const faults = [...('code' in name ? [name] : []), ...('code' in email ? [email] : []), ...others];
  if ('code' in name || 'code' in email || faults.length > 0) throw withFaults(faults);
  return { name, email };
}

/** The address that somebody typed, or the mistake. */
export function parseNewEmail(text: string, at = 'email'): Address | Fault {
  const detail = 'This is not an email address that mail can be sent to: it looks like olga@gallery.example.';
  return parseEmail(text.trim()) ?? { code: 'email', detail, at };
}

/** What a form is refused with: every mistake, and all of them as one text. */
export function withFaults(faults: readonly Fault[]): Problem {
  return new Problem('bad_request', faults.map((fault) => fault.detail).join(' '), { faults });
}
