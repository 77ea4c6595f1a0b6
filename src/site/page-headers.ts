import type { HttpHeaders } from '../http/exchange.ts';

/** No inline script or style, nothing from elsewhere, no frame: what a page needs comes from `/assets`. */
function contentSecurityPolicy(imageHosts: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    ["img-src 'self' data:", ...imageHosts.map((host) => `https://${host}`)].join(' '),
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

const HSTS_SECONDS = 31_536_000;

export interface PageHeaderWish {
  readonly isSecure: boolean;
  /** Whether anything on the page is for this browser alone. */
  readonly isPersonal: boolean;
  /** Whether the page's URL holds a token that no referrer may carry on. */
  readonly hidesUrl: boolean;
  /** Hosts whose images the page shows, each `name` or `name:port`. */
  readonly imageHosts: readonly string[];
}

/** The headers of every page, errors included. */
export function pageHeaders({ isSecure, isPersonal, hidesUrl, imageHosts }: PageHeaderWish): HttpHeaders {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': isPersonal ? 'private, no-store' : 'no-cache',
    vary: 'Accept-Encoding, Cookie',
    'content-security-policy': contentSecurityPolicy(imageHosts),
    'referrer-policy': hidesUrl ? 'no-referrer' : 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(isSecure ? { 'strict-transport-security': `max-age=${HSTS_SECONDS}` } : {}),
  };
}
