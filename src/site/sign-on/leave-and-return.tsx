import { beginSignOn } from '../../accounts/sign-on/begin-sign-on.ts';
import { finishSignOn, type SignOnOutcome } from '../../accounts/sign-on/finish-sign-on.ts';
import type { SignOnPurpose } from '../../accounts/sign-on/sign-on-ticket.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page } from '../page.ts';
import { rememberPendingSignIn } from '../pending-sign-in.ts';
import { safeReturnPath } from '../return-path.ts';
import { flash, seeOther } from '../see-other.ts';
import { knownDevicesOf, signedIn } from '../signed-in.ts';
import { ButtonLink } from '../ui/button.tsx';
import type { Visit } from '../visit.ts';
import { forgetTicket, rememberTicket, ticketOf, type SignOnDeps } from './sign-on-deps.ts';

const PURPOSES: readonly SignOnPurpose[] = ['sign-in', 'link', 'again'];

/** `POST /signin/oidc`: sends a person to the issuer. */
export function leaveForIssuer(deps: SignOnDeps): HttpHandler {
  return form(
    deps,
    async (visit, fields) => {
      const purpose = PURPOSES.find((each) => each === fields.text('purpose'));
      if (purpose === undefined) throw new Problem('bad_request', 'The form does not say what the sign-on is for.');
      const wish = {
        purpose,
        principal: visit.viewer,
        returnPath: safeReturnPath(fields.text('return')),
        invitation: fields.text('invitation') || undefined,
      };
      const { url, ticket } = await beginSignOn(deps, wish, originOf(visit.request));
      return showLeaving(visit, { url, name: deps.signOn?.name ?? '', cookie: rememberTicket(deps, ticket) });
    },
    { isOpen: true },
  );
}

interface Leaving {
  readonly url: string;
  readonly name: string;
  readonly cookie: string;
}

/** A page that goes on by itself, and not a redirect: browsers keep the answers to forms of a strict page on its own site. */
function showLeaving(visit: Visit, { url, name, cookie }: Leaving): HttpAnswer {
  const body = (
    <>
      <h1>On to {name}</h1>
      <p>You sign in there, and come back here then.</p>
      <p class="row">
        <ButtonLink href={url} kind="primary">
          Continue to {name}
        </ButtonLink>
      </p>
    </>
  );
  const answer = html(visit, { title: `On to ${name}`, layout: 'narrow', body, hidesUrl: true, cookies: [cookie] });
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'private, no-store', refresh: `0; url=${url}` } };
}

/**
 * `GET /signin/oidc/callback`: where the issuer sends a person back to. The one GET that signs in, since the protocol has no
 * other way; it acts only for the browser that holds the ticket's cookie, and once.
 */
export function comeBackFromIssuer(deps: SignOnDeps): HttpHandler {
  return page(
    deps,
    async (visit) => {
      const { request, viewer } = visit;
      const back = {
        ticket: ticketOf(deps, request),
        query: request.url.split('?', 2)[1] ?? '',
        principal: viewer,
        knownDevices: knownDevicesOf(deps, visit),
      };
      return proceed(deps, visit, await finishSignOn(deps, back, originOf(request)));
    },
    { isOpen: true },
  );
}

function proceed(deps: SignOnDeps, visit: Visit, outcome: SignOnOutcome): HttpAnswer {
  const { urls } = visit.site;
  const forget = forgetTicket(deps);
  const to = outcome.returnPath === null ? undefined : urls.local(outcome.returnPath);
  switch (outcome.kind) {
    case 'signed-in':
      return signedIn(deps, visit, { ...outcome, to: to ?? urls.home, cookies: [forget] });
    case 'second-factor':
      return seeOther(urls.secondFactor, [rememberPendingSignIn(deps, outcome.pending), forget]);
    case 'linked':
      return seeOther(to ?? urls.security, [forget, flash(deps, linkedNotice(outcome.label))]);
    case 'unknown':
      return seeOther(urls.signOnAccount, [rememberTicket(deps, outcome.ticket)]);
    default:
      return outcome satisfies never;
  }
}

export function linkedNotice(label: string) {
  return { kind: 'done', text: `From now on you can sign in here as ${label}, too.` } as const;
}
