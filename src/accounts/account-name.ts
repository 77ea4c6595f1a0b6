/** A name that a person or an organization goes by: in URLs and beside packages. Made only by `parseAccountName`. */
export interface AccountName {
  readonly display: string;
  readonly key: string;
}

const MAX_ACCOUNT_NAME_LENGTH = 64;

/** Letters and digits with `.`, `_` and `-` between them: every name of nuget.org is one, and names carry over. */
export function parseAccountName(text: string): AccountName | undefined {
  if (text.length > MAX_ACCOUNT_NAME_LENGTH || !/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text))
    return undefined;
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
/** No spaces, nothing invisible, and nothing that a header of a mail gives a meaning to. */
const EMAIL =
  /^[^\s@<>()[\]\\"',;:\p{C}\p{Z}]{1,64}@[^\s@<>()[\]\\"',;:\p{C}\p{Z}]+\.[^\s@<>()[\]\\"',;:.\p{C}\p{Z}]+$/u;

/** An address that mail can be sent to, once mail has shown it. `key` is compared: without case. */
export function parseEmail(text: string): { readonly display: string; readonly key: string } | undefined {
  if (text.length > MAX_EMAIL_LENGTH || !EMAIL.test(text)) return undefined;
  return { display: text, key: text.toLowerCase() };
}
