import type { SessionPrincipal } from '../accounts/principal.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { SiteDeps } from './site-deps.ts';
import { SESSION_COOKIE } from './visit.ts';

/** Who is signed in, for what is no page; a request without a cookie costs nothing. */
export async function findViewer(
  { cookies, sessions }: Pick<SiteDeps, 'cookies' | 'sessions'>,
  request: HttpRequest,
): Promise<SessionPrincipal | undefined> {
  const session = cookies.read(request, SESSION_COOKIE);
  return session === undefined ? undefined : sessions.find(session);
}
