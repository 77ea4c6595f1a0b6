import type { FinishDeps } from '../../accounts/sign-on/finish-sign-on.ts';
import type { IssuerDeps } from '../../accounts/sign-on/link-identity.ts';
import type { IssuerSignUpDeps } from '../../accounts/sign-on/sign-up-by-issuer.ts';
import type { Issuer } from '../../accounts/sign-on/issuer.ts';
import type { HttpRequest } from '../../http/exchange.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages of single sign-on need. */
export interface SignOnDeps extends SiteDeps, FinishDeps, IssuerSignUpDeps, IssuerDeps {
  /** Undefined where the settings name no issuer: then none of these pages is there. */
  readonly signOn: Issuer | undefined;
}

const TICKET_COOKIE = 'lode_sign_on';
/** As long as the token itself. */
const TICKET_SECONDS = 900;

/** The Set-Cookie line for the text of a ticket. */
export function rememberTicket({ cookies }: Pick<SiteDeps, 'cookies'>, ticket: string): string {
  return cookies.set(TICKET_COOKIE, ticket, TICKET_SECONDS);
}

/** The text that the browser brings; the use cases say what it is worth. */
export function ticketOf({ cookies }: Pick<SiteDeps, 'cookies'>, request: Pick<HttpRequest, 'cookie'>): string {
  return cookies.read(request, TICKET_COOKIE) ?? '';
}

export function forgetTicket({ cookies }: Pick<SiteDeps, 'cookies'>): string {
  return cookies.clear(TICKET_COOKIE);
}
