import { Problem } from '../../base/problem.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import type { Issuer } from './issuer.ts';
import { createTicket, type SignOnPurpose, type TicketDeps } from './sign-on-ticket.ts';

export interface BeginDeps extends TicketDeps {
  readonly limiter: RateLimiter;
  /** Undefined where the settings name none. */
  readonly signOn: Issuer | undefined;
}

export interface BeginWish {
  readonly purpose: SignOnPurpose;
  /** Who is signed in with this browser. */
  readonly principal: SessionPrincipal | undefined;
  readonly returnPath: string | undefined;
  readonly invitation: string | undefined;
}

/** Where to send the browser, and the text of the cookie that it must bring back. */
export interface Begun {
  readonly url: string;
  readonly ticket: string;
}

/** Sends somebody to the issuer. That costs a turn of the address, which the right answer gives back. */
export async function beginSignOn(
  deps: BeginDeps,
  { purpose, principal, returnPath, invitation }: BeginWish,
  origin: Origin,
): Promise<Begun> {
  const issuer = requireIssuer(deps);
  if (purpose !== 'sign-in' && principal === undefined) throw new Problem('credentials_missing', 'Sign in first.');
  if (purpose === 'link' && principal !== undefined) requireFreshSignIn(principal, deps.clock.now());
  await deps.limiter.take('address', origin.address);
  const { url, sent } = await issuer.send({ mustProve: purpose === 'again' });
  const errand = {
    purpose,
    session: principal?.sessionPublicId ?? null,
    returnPath: returnPath ?? null,
    invitation: invitation === undefined ? null : requireInvitationForm(invitation),
  };
  const ticket = await deps.database.transaction((tx) => createTicket(deps, tx, { stage: 'sent', sent, ...errand }));
  return { url, ticket };
}

export function requireIssuer({ signOn }: Pick<BeginDeps, 'signOn'>): Issuer {
  if (signOn !== undefined) return signOn;
  throw new Problem('not_found', 'This gallery has no single sign-on.');
}

/** What stands in the link of an invitation has this form; whether it holds is asked when it is used. */
function requireInvitationForm(text: string): string {
  if (/^[0-9A-Za-z_-]{1,100}$/.test(text)) return text;
  throw new Problem('bad_request', 'This is not the text of an invitation.');
}
