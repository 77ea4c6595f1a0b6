import { KNOWN_DEVICE_DAYS, withKnownDevice } from '../accounts/sessions/known-devices.ts';
import { SESSION_DAYS } from '../accounts/sessions/start-session.ts';
import type { Secret } from '../base/secret.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import { forgetPendingSignIn } from './pending-sign-in.ts';
import { seeOther } from './see-other.ts';
import type { SiteDeps } from './site-deps.ts';
import { SESSION_COOKIE, type Visit } from './visit.ts';

const SECONDS_PER_DAY = 86_400;
const KNOWN_DEVICES_COOKIE = 'lode_device';

export interface SignedIn {
  /** The session's text. */
  readonly session: Secret;
  readonly accountPublicId: string;
  /** One of `SiteUrls`. */
  readonly to: string;
  readonly cookies?: readonly string[];
}

/**
 * What every sign-in ends with, however it was done: the session's cookie, a mark that this browser is known from now on,
 * and the way on.
 */
export function signedIn(
  deps: SiteDeps,
  visit: Visit,
  { session, accountPublicId, to, cookies = [] }: SignedIn,
): HttpAnswer {
  return seeOther(to, [
    sessionCookie(deps, session),
    knownDeviceCookie(deps, visit, accountPublicId),
    forgetPendingSignIn(deps),
    ...cookies,
  ]);
}

/** The Set-Cookie line of a session, for one that goes on under a new text. */
export function sessionCookie({ cookies }: Pick<SiteDeps, 'cookies'>, session: Secret): string {
  return cookies.set(SESSION_COOKIE, session.reveal(), SESSION_DAYS * SECONDS_PER_DAY);
}

/** The Set-Cookie line that makes this browser known for an account: its person has proved to be here. */
export function knownDeviceCookie(deps: SiteDeps, visit: Visit, accountPublicId: string): string {
  const known = withKnownDevice(deps, knownDevicesOf(deps, visit), accountPublicId, visit.now);
  return deps.cookies.set(KNOWN_DEVICES_COOKIE, known, KNOWN_DEVICE_DAYS * SECONDS_PER_DAY);
}

/** For what accounts this browser is known, as `knownDevice` reads it. */
export function knownDevicesOf({ cookies }: Pick<SiteDeps, 'cookies'>, { request }: Visit): string | undefined {
  return cookies.read(request, KNOWN_DEVICES_COOKIE);
}
