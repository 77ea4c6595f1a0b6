import type { SessionPrincipal } from '../accounts/principal.ts';
import type { Instant } from '../base/clock.ts';
import { randomBase62 } from '../base/ids.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { FLASH_COOKIE, openFlash, type Flash } from './flash.ts';
import { comesFromHere, isFormToken, makeFormToken } from './form-token.ts';
import type { Site, SiteDeps } from './site-deps.ts';

export const SESSION_COOKIE = 'lode_session';
/** Ties the forms of somebody who is not signed in to one browser. Says nothing about who it is. */
export const VISITOR_COOKIE = 'lode_visitor';

const MAX_SESSION_LENGTH = 200;
const VISITOR = /^[0-9A-Za-z]{22}$/;

/** One request for a page: who looks, at what, when. */
export interface Visit {
  readonly request: HttpRequest;
  readonly site: Site;
  /** Undefined for somebody who is not signed in. */
  readonly viewer: SessionPrincipal | undefined;
  readonly now: Instant;
  /** The hidden field `token` of a form; `Form` (ui/form.tsx) puts it there. */
  formToken(): string;
  /** What the page before has to say; it is said once. */
  takeFlash(): Flash | undefined;
  /** Whether the page is for this browser alone: it has a form, a flash or a viewer. */
  isPersonal(): boolean;
  /** The page shows images of these hosts: its policy must let them in, and lets no other. */
  showImagesOf(hosts: readonly string[]): void;
  imageHosts(): readonly string[];
  /** Set-Cookie lines that the answer must carry. */
  cookies(): readonly string[];
}

/** A visit that came with a form: whether its token proves that our page sent it. */
export interface OpenedVisit extends Visit {
  mayHaveSent(token: string): boolean;
}

/** Looks the session up; one keyed read. */
export async function openVisit(deps: SiteDeps, request: HttpRequest): Promise<OpenedVisit> {
  const { site, cookies, secret, random } = deps;
  const session = cookies.read(request, SESSION_COOKIE);
  const mayBeSession = session !== undefined && session.length <= MAX_SESSION_LENGTH;
  const viewer = mayBeSession ? await deps.sessions.find(session) : undefined;
  const lines = new Map<string, string>();
  const imageHosts = new Set<string>();
  let isPersonal = viewer !== undefined;
  let visitor = knownVisitor(cookies.read(request, VISITOR_COOKIE));
  /** A session that has ended binds nothing: a form of it can never be sent again. */
  const binding = () => (viewer === undefined ? `visitor ${visitor}` : `session ${session}`);
  return {
    request,
    site,
    viewer,
    now: deps.clock.now(),
    formToken() {
      isPersonal = true;
      if (viewer === undefined && visitor === undefined) {
        visitor = randomBase62(random, 22);
        lines.set(VISITOR_COOKIE, cookies.set(VISITOR_COOKIE, visitor));
      }
      return makeFormToken(secret, random, binding());
    },
    takeFlash() {
      const value = cookies.read(request, FLASH_COOKIE);
      if (value === undefined) return undefined;
      isPersonal = true;
      lines.set(FLASH_COOKIE, cookies.clear(FLASH_COOKIE));
      return openFlash(secret, value);
    },
    isPersonal: () => isPersonal,
    showImagesOf: (hosts) => hosts.forEach((host) => imageHosts.add(host)),
    imageHosts: () => [...imageHosts],
    cookies: () => [...lines.values()],
    mayHaveSent: (token) =>
      (viewer !== undefined || visitor !== undefined) &&
      comesFromHere(request, site.urls.origin) &&
      isFormToken(secret, token, binding()),
  };
}

function knownVisitor(cookie: string | undefined): string | undefined {
  return cookie !== undefined && VISITOR.test(cookie) ? cookie : undefined;
}
