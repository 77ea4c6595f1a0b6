/** A name that a person or an organization goes by: in URLs and beside packages. Made only by `parseAccountName`. */
export interface AccountName {
  readonly display: string;
  readonly key: string;
}

const MAX_ACCOUNT_NAME_LENGTH = 64;

/** Letters, digits, and single `.`, `_`, `-` between them: the gallery's own rule, so that names carry over. */
export function parseAccountName(text: string): AccountName | undefined {
  if (text.length > MAX_ACCOUNT_NAME_LENGTH || !/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/.test(text)) return undefined;
  return { display: text, key: text.toLowerCase() };
}

/**
 * What a name looks like at a glance: separators left out, `0` as `o`, `1` and `i` as `l`, `rn` as `m`, `vv` as `w`. A new
 * name whose key is another account's is refused, since people would take one for the other.
 */
export function lookAlikeKey(name: AccountName): string {
  return name.key
    .replace(/[._-]/g, '')
    .replaceAll('0', 'o')
    .replace(/[1i]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

const MAX_EMAIL_LENGTH = 254;

/** An address that mail can be sent to: one `@`, no spaces or control characters. Only a mail proves more. */
export function parseEmail(text: string): { readonly display: string; readonly key: string } | undefined {
  if (text.length > MAX_EMAIL_LENGTH || !/^[^\s@<>"\p{Cc}]+@[^\s@<>"\p{Cc}]+\.[^\s@<>"\p{Cc}]+$/u.test(text))
    return undefined;
  return { display: text, key: text.toLowerCase() };
}
