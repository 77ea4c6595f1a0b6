/**
 * The two kinds of handlers that the site has: `page` for GET, which changes nothing, and `form` for POST, which acts only
 * when the form came from a page that was rendered for this very browser.
 */
import type { SessionPrincipal } from '../accounts/principal.ts';
import { Problem } from '../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http/exchange.ts';
import { readForm, type FormFields } from '../http/form-body.ts';
import { receiveForm, type UploadedForm } from '../http/form-upload.ts';
import { seeOther } from './see-other.ts';
import type { Site, SiteDeps } from './site-deps.ts';
import { openVisit, type OpenedVisit, type Visit } from './visit.ts';

type Answer = HttpAnswer | Promise<HttpAnswer>;
export type PageHandler = (visit: Visit) => Answer;
export type FormHandler = (visit: Visit, fields: FormFields) => Answer;

export interface PageOptions {
  /** Shown without a sign-in in a private gallery too: what leads to a sign-in, and what mails lead to. */
  readonly isOpen?: boolean;
  /** Of a form that takes long texts. */
  readonly maxFormBytes?: number;
}

/** A page: GET and HEAD. */
export function page(deps: SiteDeps, handler: PageHandler, options: PageOptions = {}): HttpHandler {
  return async (request) => {
    const visit = await openVisit(deps, request);
    return withCookies(visit, refusal(visit, options) ?? (await handler(visit)));
  };
}

/** What a form is sent to: POST. Nothing of `handler` runs before the form has proved where it comes from. */
export function form(deps: SiteDeps, handler: FormHandler, options: PageOptions = {}): HttpHandler {
  return async (request) => {
    const fields = await readForm(request, options.maxFormBytes);
    const visit = await openVisit(deps, request);
    requireOurs(visit, fields.text('token'));
    return withCookies(visit, refusal(visit, options) ?? (await handler(visit, fields)));
  };
}

export interface FileFormHandler {
  /** Where the file is to arrive, and how large it may be. Refuses who may not send one, before anything of it is read. */
  readonly begin: (visit: Visit) => Promise<{ readonly temporaryPath: string; readonly maxFileBytes: number }>;
  /** Whoever gets the file must move or remove it. */
  readonly finish: (visit: Visit, file: UploadedForm) => Answer;
  /** The answer where the file could not be received: the page of the form, say. */
  readonly fail: (visit: Visit, error: unknown) => Answer;
}

/** What a form with a file is sent to: POST, streamed. The proof stands before the file, and nothing is kept without it. */
export function fileForm(deps: SiteDeps, handler: FileFormHandler): HttpHandler {
  return async (request) => {
    const visit = await openVisit(deps, request);
    const refused = refusal(visit, {});
    if (refused !== undefined) return withCookies(visit, refused);
    try {
      const { temporaryPath, maxFileBytes } = await handler.begin(visit);
      const file = await receiveForm(request, temporaryPath, { maxFileBytes }, (text) =>
        requireOurs(visit, text('token')),
      );
      return withCookies(visit, await handler.finish(visit, file));
    } catch (error) {
      return withCookies(visit, await handler.fail(visit, error));
    }
  };
}

function requireOurs(visit: OpenedVisit, token: string): void {
  if (visit.mayHaveSent(token)) return;
  throw new Problem('form_expired', 'The form was not opened in this browser since the last sign-in or sign-out.');
}

function refusal(visit: Visit, { isOpen = false }: PageOptions): HttpAnswer | undefined {
  const { site, viewer, request } = visit;
  if (site.isPrivate && !isOpen) requireReader(visit);
  return viewer?.mustAddSecondFactor === true && !isForSecondFactor(site, request)
    ? seeOther(site.urls.security)
    : undefined;
}

/** Anybody can sign up with anybody's address: what is private is for people whose address is confirmed. */
function requireReader(visit: Visit): void {
  const { isConfirmed } = requireViewer(visit);
  if (isConfirmed || isUnder(visit.site, visit.request, [visit.site.urls.account])) return;
  throw new Problem('email_unconfirmed', 'Confirm your email address first: a private gallery shows nothing before.');
}

/** Where somebody without the second factor that is a duty may go: to add it, or out. */
function isForSecondFactor(site: Site, request: HttpRequest): boolean {
  const { security, signInAgain, secondFactor, signOn, signOut } = site.urls;
  return isUnder(site, request, [security, signInAgain, secondFactor, signOn, signOut]);
}

function isUnder({ urls }: Site, { url }: HttpRequest, paths: readonly string[]): boolean {
  const path = urls.local(url.split('?')[0] ?? '').toLowerCase();
  return paths.some((each) => `${path}/`.startsWith(`${each.toLowerCase()}/`));
}

/** Who looks; somebody who is not signed in is led to the sign-in, and back here from it. */
export function requireViewer(visit: Visit): SessionPrincipal {
  if (visit.viewer !== undefined) return visit.viewer;
  throw new Problem('credentials_missing', 'This page is for people who are signed in.');
}

/** An administrator who looks; anybody else is refused. */
export function requireAdministrator(visit: Visit): SessionPrincipal {
  const viewer = requireViewer(visit);
  if (viewer.isAdministrator) return viewer;
  throw new Problem('forbidden', 'This page is for administrators of the gallery.');
}

function withCookies(visit: Visit, answer: HttpAnswer): HttpAnswer {
  return { ...answer, cookies: [...visit.cookies(), ...(answer.cookies ?? [])] };
}
