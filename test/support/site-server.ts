/**
 * The site's edge with pages of a test's own: real HTTP, real headers, cookies and tokens, and no database. Who is signed
 * in is said by `sessions`, from the cookie's text to the person.
 */
import type { SessionPrincipal } from '../../src/accounts/principal.ts';
import { FixedClock } from '../../src/base/clock.ts';
import { silentLogger, type Logger } from '../../src/base/logger.ts';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { ServerSecret } from '../../src/base/server-secret.ts';
import { RequestMetrics } from '../../src/http/request-metrics.ts';
import { createServer, type Route } from '../../src/http/server.ts';
import { answerAsset, ASSET_PATH } from '../../src/site/assets.ts';
import { problemPage } from '../../src/site/problem-page.tsx';
import { createSite, type SiteDeps } from '../../src/site/site-deps.ts';

export interface SiteServer {
  /** Where it listens. */
  readonly listens: string;
  readonly deps: SiteDeps;
  readonly clock: FixedClock;
  readonly sessions: Map<string, SessionPrincipal>;
  close(): Promise<void>;
}

export interface SiteServerWish {
  readonly pages: (deps: SiteDeps) => readonly Route[];
  /** The public root. */
  readonly url?: string;
  readonly port?: number;
  readonly isPrivate?: boolean;
  readonly logger?: Logger;
}

export async function startSiteServer(wish: SiteServerWish): Promise<SiteServer> {
  const { pages, url = 'https://gallery.example', port = 0, isPrivate = false, logger = silentLogger } = wish;
  const clock = new FixedClock();
  const sessions = new Map<string, SessionPrincipal>();
  const deps = createSite({
    name: 'Lode',
    url,
    isPrivate,
    isSignUpOpen: true,
    secret: new ServerSecret(new Secret('a secret of the tests, the same in each run')),
    sessions: { find: (token) => Promise.resolve(sessions.get(token)) },
    clock,
    random: systemRandom,
  });
  const assets: Route = {
    methods: ['GET', 'HEAD'],
    path: ASSET_PATH,
    handler: (request) => answerAsset(deps.site.assets, request),
  };
  const server = createServer([assets, ...pages(deps)], {
    url,
    trustProxy: [],
    logger,
    metrics: new RequestMetrics(),
    notices: new Set(),
    problemPage: problemPage(deps),
  });
  const listens = `http://127.0.0.1:${await server.listen(['127.0.0.1', '::1'], port)}`;
  return { listens, deps, clock, sessions, close: () => server.close() };
}

/** A person who is signed in, confirmed, and has just proved it. */
export function signedIn(name: string, more: Partial<SessionPrincipal> = {}): SessionPrincipal {
  return {
    kind: 'session',
    sessionPublicId: `session-of-${name}`,
    actorId: 1,
    publicId: `id-of-${name}`,
    name,
    isAdministrator: false,
    isConfirmed: true,
    authenticatedAt: new FixedClock().now(),
    hasSecondFactor: false,
    mustAddSecondFactor: false,
    ...more,
  };
}
