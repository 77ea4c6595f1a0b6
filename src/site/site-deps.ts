import type { SessionPrincipal } from '../accounts/principal.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { ServerSecret } from '../base/server-secret.ts';
import { createCookies, type Cookies } from '../http/cookies.ts';
import { readAssets, type Assets } from './assets.ts';
import { createSiteUrls, type SiteUrls } from './site-urls.ts';

/** Whose session a cookie's text is; undefined for one that has ended, was revoked or never was. */
export interface SessionLookup {
  find(token: string): Promise<SessionPrincipal | undefined>;
}

/** What every page says or links to. */
export interface Site {
  /** The gallery's own name: `LODE_NAME`. */
  readonly name: string;
  readonly urls: SiteUrls;
  readonly assets: Assets;
  /** Whether pages need a sign-in before they show anything: `LODE_READ=private`. */
  readonly isPrivate: boolean;
  /** Whether anybody may make an account without being invited: `LODE_SIGNUP=open`. */
  readonly isSignUpOpen: boolean;
}

/** What a page needs beside its own use cases. */
export interface SiteDeps {
  readonly site: Site;
  readonly cookies: Cookies;
  readonly secret: ServerSecret;
  readonly sessions: SessionLookup;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SiteParts extends Omit<SiteDeps, 'site' | 'cookies'> {
  readonly name: string;
  /** The public root. */
  readonly url: string;
  readonly isPrivate: boolean;
  readonly isSignUpOpen: boolean;
}

/** Reads the assets, once. */
export function createSite({
  name,
  url,
  isPrivate,
  isSignUpOpen,
  secret,
  sessions,
  clock,
  random,
}: SiteParts): SiteDeps {
  const urls = createSiteUrls(url);
  const site = { name, urls, isPrivate, isSignUpOpen, assets: readAssets(urls.prefix) };
  return { site, cookies: createCookies(url), secret, sessions, clock, random };
}
