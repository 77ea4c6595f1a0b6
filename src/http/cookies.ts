/**
 * Cookies as Lode uses them: always HttpOnly, for the whole host, and to be sent by this site's own pages alone.
 *
 * On https a name begins with `__Host-`, so that no subdomain and no plain connection can set it; browsers refuse that
 * prefix elsewhere, and there the plain name has to do.
 */
import type { HttpRequest } from './exchange.ts';

export interface Cookies {
  readonly isSecure: boolean;
  /** What the request brings under this name; undefined where it is absent, empty or longer than any that Lode sets. */
  read(request: Pick<HttpRequest, 'cookie'>, name: string): string | undefined;
  /** A Set-Cookie line. Without `maxAgeSeconds` the cookie ends with the browser. */
  set(name: string, value: string, maxAgeSeconds?: number): string;
  /** A Set-Cookie line that takes the cookie away. */
  clear(name: string): string;
}

/** Browsers drop longer ones without a word. */
export const MAX_COOKIE_LENGTH = 4096;
const SAFE_NAME = /^[a-z_]+$/;
/** RFC 6265's octets of a value. */
const SAFE_VALUE = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/;

/** `url` is the public root: its scheme decides names and attributes, since a proxy may speak plain HTTP to Lode. */
export function createCookies(url: string): Cookies {
  const isSecure = new URL(url).protocol === 'https:';
  const fullName = (name: string) => (isSecure ? `__Host-${name}` : name);
  const line = (name: string, value: string, attributes: readonly string[]) => {
    if (!SAFE_NAME.test(name) || !SAFE_VALUE.test(value)) throw new TypeError(`the cookie ${name} has odd characters`);
    const secure = isSecure ? ['Secure'] : [];
    const text = [`${fullName(name)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', ...secure, ...attributes].join(
      '; ',
    );
    if (text.length > MAX_COOKIE_LENGTH) throw new TypeError(`the cookie ${name} is too long`);
    return text;
  };
  return {
    isSecure,
    read(request, name) {
      const value = request.cookie(fullName(name));
      return value === undefined || value === '' || value.length > MAX_COOKIE_LENGTH ? undefined : value;
    },
    set: (name, value, maxAgeSeconds) =>
      line(name, value, maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
    clear: (name) => line(name, '', ['Max-Age=0']),
  };
}

/** The value of one cookie out of a Cookie header: the first of that name, as it arrived. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined || !header.includes(name)) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
