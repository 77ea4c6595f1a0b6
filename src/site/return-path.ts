import type { HttpRequest } from '../http/exchange.ts';
import type { SiteUrls } from './site-urls.ts';

const MAX_RETURN_LENGTH = 1_000;
const NOWHERE = 'https://nowhere.invalid';

/**
 * A `return` parameter as a path of this site (without the public root's own path), or undefined: what leads elsewhere
 * would make our sign-in page a stranger's bait. Browsers read `\` as `/`, skip tabs and line ends, and take `//` for the
 * beginning of a host, so none of these may be in it at all.
 */
export function safeReturnPath(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined || text.length > MAX_RETURN_LENGTH) return undefined;
  if (!/^\/[\x21-\x5B\x5D-\x7E]*$/.test(text) || text.includes('//')) return undefined;
  const url = URL.canParse(text, NOWHERE) ? new URL(text, NOWHERE) : undefined;
  return url !== undefined && url.origin === NOWHERE && !url.pathname.startsWith('//') ? text : undefined;
}

/** The page that a person is at: the requested one, or the one whose form was sent. Undefined where nobody can say. */
export function pathOfVisit(
  request: Pick<HttpRequest, 'method' | 'url' | 'header'>,
  urls: SiteUrls,
): string | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return safeReturnPath(request.url);
  const referrer = request.header('referer') ?? '';
  const root = `${urls.origin}${urls.prefix}`;
  return referrer.startsWith(`${root}/`) ? safeReturnPath(referrer.slice(root.length)) : undefined;
}
