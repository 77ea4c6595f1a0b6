import { askConfirmation, waitingEmail } from '../../accounts/people/change-email.ts';
import { confirmEmail, findWaitingAddress, type WaitingAddress } from '../../accounts/people/confirm-email.ts';
import { personById } from '../../accounts/people/people.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { safeReturnPath } from '../return-path.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import { showEndedLink } from './ended-link.tsx';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /account/confirm/:token`: what the mail leads to. A button, since programs follow links in mails too. */
export function confirmPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showConfirm(deps, visit, undefined), { isOpen: true });
}

/** `POST /account/confirm/:token` */
export function confirmForm(deps: PeopleDeps): HttpHandler {
  return form(deps, (visit) => {
    const viewer = requireViewer(visit);
    return orShow(
      async () => {
        const { email, account } = await confirmOrEnd(deps, visit, viewer);
        const { urls } = visit.site;
        const isOwn = account.id === viewer.actorId;
        const text = isOwn
          ? `${email.display} is confirmed.`
          : `${email.display} is the address of ${account.name} now.`;
        const said = flash(deps, { kind: 'done', text, link: { href: urls.apiKeys, label: 'Make an API key' } });
        return seeOther(isOwn ? urls.account : urls.organization(account.name), [said]);
      },
      (problem) => showConfirm(deps, visit, problem),
    );
  });
}

function confirmOrEnd(deps: PeopleDeps, visit: Visit, viewer: SessionPrincipal): Promise<WaitingAddress> {
  return confirmEmail(deps, viewer, visit.request.params['token'] ?? '', originOf(visit.request));
}

async function showConfirm(deps: PeopleDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const text = visit.request.params['token'] ?? '';
  const waiting = await findWaitingAddress(deps, text);
  if (waiting === undefined)
    return showEndedLink(visit, { href: visit.site.urls.account, label: 'Go to your account' });
  const viewer = requireViewer(visit);
  const { account, email } = waiting;
  const { urls } = visit.site;
  const isForAnother = account.kind === 'person' && account.id !== viewer.actorId;
  const body = (
    <>
      <h1>Confirm the email address</h1>
      <ErrorSummary message={problem?.message} />
      <p>
        {email.display} becomes the address of {account.name}: mail about the account goes there, and who reads it can
        set a new password.
      </p>
      {isForAnother ? (
        <>
          <p>
            You are signed in as {viewer.name}. Only {account.name} can confirm it.
          </p>
          <ButtonLink href={withQuery(urls.signIn, { return: `/account/confirm/${text}` })} kind="primary">
            Sign in as {account.name}
          </ButtonLink>
        </>
      ) : (
        <Form visit={visit} action={urls.confirm(text)} layout="line" label="Confirm">
          <Button kind="primary">Confirm {email.display}</Button>
        </Form>
      )}
    </>
  );
  return html(visit, { title: 'Confirm the email address', layout: 'narrow', body, hidesUrl: true });
}

/** `GET /account/ConfirmationRequired`: where everything leads that needs a confirmed address. */
export function confirmationRequiredPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showRequired(deps, visit, undefined));
}

/** `POST /account/ConfirmationRequired`: the mail once more. */
export function confirmationRequiredForm(deps: PeopleDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    return orShow(
      async () => {
        await askConfirmation(deps, viewer, { id: viewer.actorId }, originOf(visit.request));
        const back = safeReturnPath(fields.text('return'));
        const said = flash(deps, { kind: 'done', text: 'The mail is sent once more. The links before hold no more.' });
        return seeOther(withQuery(visit.site.urls.confirmationRequired, { return: back }), [said]);
      },
      (problem) => showRequired(deps, visit, problem),
    );
  });
}

async function showRequired(deps: PeopleDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const { urls } = visit.site;
  const returnPath = safeReturnPath(visit.request.query.get('return'));
  if (viewer.isConfirmed) return seeOther(returnPath === undefined ? urls.account : urls.local(returnPath));
  const account = await personById(deps.database, viewer.actorId);
  const waiting = account && waitingEmail(account);
  const body = (
    <>
      <h1>Confirm your email address</h1>
      <ErrorSummary message={problem?.message} />
      <p>
        A mail went to <strong>{waiting?.display}</strong>. Open the link in it, in this browser or where you sign in as{' '}
        {viewer.name}: then you can publish packages, make API keys and join organizations. The link holds for seven
        days.
      </p>
      <Form visit={visit} action={urls.confirmationRequired} layout="line" label="Send again">
        {returnPath !== undefined && <input type="hidden" name="return" value={returnPath} />}
        <Button>Send the mail again</Button>
      </Form>
      <p>
        Nothing comes, or the address is wrong? <a href={urls.account}>Use another address</a>
      </p>
      {returnPath !== undefined && (
        <p>
          Done already? <a href={urls.local(returnPath)}>Go on</a>
        </p>
      )}
    </>
  );
  return html(visit, { title: 'Confirm your email address', layout: 'narrow', body });
}
