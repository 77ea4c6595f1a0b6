import { Secret } from '../../base/secret.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { MAX_PASSWORD_UNITS } from '../../accounts/people/password.ts';
import { signIn } from '../../accounts/sessions/sign-in.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { rememberPendingSignIn } from '../pending-sign-in.ts';
import { safeReturnPath } from '../return-path.ts';
import { seeOther } from '../see-other.ts';
import { knownDevicesOf, signedIn } from '../signed-in.ts';
import { withQuery } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Field, PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /signin` */
export function signInPage(deps: PeopleDeps): HttpHandler {
  return page(
    deps,
    (visit) => showSignIn(deps, visit, { returnPath: safeReturnPath(visit.request.query.get('return')) }),
    { isOpen: true },
  );
}

/** `POST /signin` */
export function signInForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const returnPath = safeReturnPath(fields.text('return'));
      const login = fields.text('login');
      const wish = {
        login,
        password: new Secret(fields.text('password')),
        knownDevices: knownDevicesOf(deps, visit),
        returnPath,
        current: visit.viewer,
      };
      return orShow(
        async () => {
          const outcome = await signIn(deps, wish, originOf(visit.request));
          const { urls } = visit.site;
          if (outcome.kind === 'second-factor') {
            return seeOther(urls.secondFactor, [rememberPendingSignIn(deps, outcome.pending)]);
          }
          const to = returnPath === undefined ? urls.home : urls.local(returnPath);
          return signedIn(deps, visit, { ...outcome, to });
        },
        (problem) => showSignIn(deps, visit, { returnPath, login, problem }),
      );
    },
    { isOpen: true },
  );
}

/** A name or an address, and a little more for who mistypes. */
export const MAX_LOGIN_LENGTH = 300;

interface SignInView {
  readonly returnPath: string | undefined;
  readonly login?: string;
  readonly problem?: Problem;
}

function showSignIn(deps: PeopleDeps, visit: Visit, view: SignInView): HttpAnswer {
  const { returnPath, problem } = view;
  const { urls } = visit.site;
  const body = (
    <>
      <h1>Sign in</h1>
      {visit.viewer !== undefined && (
        <Notice kind="info">
          <p>
            You are signed in as {visit.viewer.name}. Whoever signs in here takes the place of {visit.viewer.name} in
            this browser.
          </p>
        </Notice>
      )}
      <ErrorSummary message={problem?.message} />
      {deps.isIssuerOnly ? (
        <>
          {deps.slots.otherWaysIn(visit, returnPath)}
          <Section title="Administrators" state="With a password" isOpen={problem !== undefined}>
            <PasswordForm visit={visit} view={view} />
          </Section>
        </>
      ) : (
        <>
          <PasswordForm visit={visit} view={view} />
          {deps.slots.otherWaysIn(visit, returnPath)}
        </>
      )}
      <SignUpHint mode={deps.signUpMode} href={withQuery(urls.signUp, { return: returnPath })} />
    </>
  );
  // The way back may be a page whose URL holds a token.
  return html(visit, { title: 'Sign in', layout: 'narrow', body, hidesUrl: true });
}

function PasswordForm({ visit, view }: { readonly visit: Visit; readonly view: SignInView }) {
  const { returnPath, login } = view;
  const { urls } = visit.site;
  return (
    <Form visit={visit} action={urls.signIn} label="Sign in">
      {returnPath !== undefined && <input type="hidden" name="return" value={returnPath} />}
      <Field
        name="login"
        label="Username or email"
        autocomplete="username"
        required
        maxLength={MAX_LOGIN_LENGTH}
        value={login}
      />
      <PasswordField
        name="password"
        label="Password"
        autocomplete="current-password"
        required
        maxLength={MAX_PASSWORD_UNITS}
      />
      <p class="row">
        <Button kind="primary">Sign in</Button>
        <a href={urls.forgotPassword}>Forgot your password?</a>
      </p>
    </Form>
  );
}

function SignUpHint({ mode, href }: { readonly mode: PeopleDeps['signUpMode']; readonly href: string }) {
  if (mode === 'closed' || mode === 'oidc') return null;
  return (
    <p>
      No account yet? <a href={href}>Create an account</a>
    </p>
  );
}
