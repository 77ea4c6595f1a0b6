import { findUndo, undoEmailChange } from '../../accounts/people/undo-email-change.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import { showEndedLink } from './ended-link.tsx';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /account/undo/:token`: what the mail to the address before leads to. */
export function undoPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showUndo(deps, visit, undefined), { isOpen: true });
}

/** `POST /account/undo/:token` */
export function undoForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit) =>
      orShow(
        async () => {
          const text = visit.request.params['token'] ?? '';
          if ((await findUndo(deps, text)) === undefined) return showUndo(deps, visit, undefined);
          const { account, email, reset } = await undoEmailChange(deps, text, originOf(visit.request));
          const { urls } = visit.site;
          const done = `${email.display} is the address of ${account.name} again.`;
          const next = 'Set a new password now, then look at your API keys.';
          const said = { kind: 'done', text: reset === undefined ? done : `${done} ${next}` } as const;
          return seeOther(reset === undefined ? urls.home : urls.resetPassword(reset), [flash(deps, said)]);
        },
        (problem) => showUndo(deps, visit, problem),
      ),
    { isOpen: true },
  );
}

async function showUndo(deps: PeopleDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const { urls } = visit.site;
  const text = visit.request.params['token'] ?? '';
  const change = await findUndo(deps, text);
  if (change === undefined) return showEndedLink(visit, { href: urls.forgotPassword, label: 'Set a new password' });
  const { account, email } = change;
  const body = (
    <>
      <h1>Undo the change of address</h1>
      <ErrorSummary message={problem?.message} />
      <p>
        The address of {account.name} becomes {email.display} again.
        {account.kind === 'person' &&
          ' Everybody who is signed in as the account is signed out, and what could let somebody else in again is gone: the password, and the second factors and single sign-ons that were added since a week before the change. You set a new password next.'}
      </p>
      <Form visit={visit} action={urls.undoEmailChange(text)} layout="line" label="Undo">
        <Button kind="primary">Undo the change of address</Button>
      </Form>
    </>
  );
  return html(visit, { title: 'Undo the change of address', layout: 'narrow', body, hidesUrl: true });
}
