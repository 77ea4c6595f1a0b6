import { askPasswordReset } from '../../accounts/people/ask-password-reset.ts';
import { MAX_PASSWORD_UNITS } from '../../accounts/people/password.ts';
import { findReset, resetPassword } from '../../accounts/people/reset-password.ts';
import type { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { knownDeviceCookie } from '../signed-in.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { SESSION_COOKIE, type Visit } from '../visit.ts';
import { showEndedLink } from './ended-link.tsx';
import type { PeopleDeps } from './people-deps.ts';
import { MAX_LOGIN_LENGTH } from './sign-in-page.tsx';
import { PASSWORD_HINT } from './sign-up-page.tsx';

/** `GET /account/ForgotPassword` */
export function forgotPasswordPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showForgot(visit, {}), { isOpen: true });
}

/** `POST /account/ForgotPassword`: leads to the same page whatever was typed. */
export function forgotPasswordForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const login = fields.text('login');
      return orShow(
        async () => {
          await askPasswordReset(deps, login, originOf(visit.request));
          return seeOther(visit.site.urls.passwordSent);
        },
        (problem) => showForgot(visit, { login, problem }),
      );
    },
    { isOpen: true },
  );
}

function showForgot(visit: Visit, { login, problem }: { login?: string; problem?: Problem }): HttpAnswer {
  const body = (
    <>
      <h1>Set a new password</h1>
      <ErrorSummary message={problem?.message} />
      <p>We send a link to the email address of your account. It holds for an hour.</p>
      <Form visit={visit} action={visit.site.urls.forgotPassword} label="Set a new password">
        <Field
          name="login"
          label="Username or email"
          autocomplete="username"
          required
          maxLength={MAX_LOGIN_LENGTH}
          value={login}
        />
        <p class="row">
          <Button kind="primary">Send the link</Button>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: 'Set a new password', layout: 'narrow', body });
}

/** `GET /account/PasswordSent` */
export function passwordSentPage(deps: PeopleDeps): HttpHandler {
  return page(
    deps,
    (visit) => {
      const { urls } = visit.site;
      const body = (
        <>
          <h1>Look into your mail</h1>
          <p>
            If there is such an account, and its address is confirmed, a mail with a link is on its way to it. Nothing
            comes? Look among unwanted mail, or try the other of name and address.
          </p>
          <p class="row">
            <a href={urls.forgotPassword}>Try again</a>
            <a href={urls.signIn}>Sign in</a>
          </p>
        </>
      );
      return html(visit, { title: 'Look into your mail', layout: 'narrow', body });
    },
    { isOpen: true },
  );
}

/** `GET /account/forgotpassword/:token` */
export function resetPasswordPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showReset(deps, visit, undefined), { isOpen: true });
}

/** `POST /account/forgotpassword/:token` */
export function resetPasswordForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const password = new Secret(fields.text('password'));
      const link = visit.request.params['token'] ?? '';
      return orShow(
        async () => {
          if ((await findReset(deps, link)) === undefined) return showReset(deps, visit, undefined);
          const { accountPublicId, name } = await resetPassword(deps, { link, password }, originOf(visit.request));
          const text = `${name} has a new password, and is signed out everywhere. Sign in with it.`;
          return seeOther(visit.site.urls.signIn, [
            deps.cookies.clear(SESSION_COOKIE),
            knownDeviceCookie(deps, visit, accountPublicId),
            flash(deps, { kind: 'done', text }),
          ]);
        },
        (problem) => showReset(deps, visit, problem),
      );
    },
    { isOpen: true },
  );
}

async function showReset(deps: PeopleDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const { urls } = visit.site;
  const link = visit.request.params['token'] ?? '';
  const person = await findReset(deps, link);
  if (person === undefined) return showEndedLink(visit, { href: urls.forgotPassword, label: 'Ask for a new link' });
  const faults = problem?.faults ?? [];
  const body = (
    <>
      <h1>Set a new password</h1>
      <ErrorSummary message={problem?.message} faults={faults} />
      <p>{person.name} is signed out everywhere then. Second factors stay as they are.</p>
      <Form visit={visit} action={urls.resetPassword(link)} label="Set a new password">
        <input type="hidden" name="username" value={person.name} autocomplete="username" />
        <PasswordField
          name="password"
          label="New password"
          autocomplete="new-password"
          required
          maxLength={MAX_PASSWORD_UNITS}
          error={faultAt(faults, 'password')}
          hint={PASSWORD_HINT}
        />
        <p class="row">
          <Button kind="primary">Set the password</Button>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: 'Set a new password', layout: 'narrow', body, hidesUrl: true });
}
