/** Far more than a name and a key need. */
const MAX_LENGTH = 2_048;

/** The password of an `Authorization: Basic` header, whatever the user name; undefined for anything else. */
export function basicPassword(header: string): string | undefined {
  const encoded = header.length > MAX_LENGTH ? undefined : /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at === -1 ? undefined : text.slice(at + 1);
}
