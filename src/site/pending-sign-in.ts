/** The cookie of somebody between the two steps of a sign-in: the text of the token that stands for it. */
import type { HttpRequest } from '../http/exchange.ts';
import type { SiteDeps } from './site-deps.ts';

const PENDING_COOKIE = 'lode_pending';
/** As long as the token itself. */
const PENDING_SECONDS = 900;

/** The Set-Cookie line for a token's text; lead to `urls.secondFactor` with it. */
export function rememberPendingSignIn({ cookies }: Pick<SiteDeps, 'cookies'>, tokenText: string): string {
  return cookies.set(PENDING_COOKIE, tokenText, PENDING_SECONDS);
}

/** The text that the browser brings; `findPendingSignIn` says what it is worth. */
export function pendingSignInText(
  { cookies }: Pick<SiteDeps, 'cookies'>,
  request: Pick<HttpRequest, 'cookie'>,
): string | undefined {
  return cookies.read(request, PENDING_COOKIE);
}

export function forgetPendingSignIn({ cookies }: Pick<SiteDeps, 'cookies'>): string {
  return cookies.clear(PENDING_COOKIE);
}
