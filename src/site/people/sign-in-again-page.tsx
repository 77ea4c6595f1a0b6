import type { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { MAX_PASSWORD_UNITS } from '../../accounts/people/password.ts';
import { personById } from '../../accounts/people/people.queries.ts';
import { proveByPassword } from '../../accounts/sessions/prove-by-password.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { rememberPendingSignIn } from '../pending-sign-in.ts';
import { safeReturnPath } from '../return-path.ts';
import { seeOther } from '../see-other.ts';
import { sessionCookie } from '../signed-in.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /signin/again`: before something dangerous, an hour after the last proof. */
export function signInAgainPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) =>
    showAgain(deps, visit, { returnPath: safeReturnPath(visit.request.query.get('return')) }),
  );
}

/** `POST /signin/again` */
export function signInAgainForm(deps: PeopleDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const returnPath = safeReturnPath(fields.text('return'));
    const password = new Secret(fields.text('password'));
    return orShow(
      async () => {
        const outcome = await proveByPassword(deps, viewer, { password, returnPath });
        const { urls } = visit.site;
        if (outcome.kind === 'second-factor') {
          return seeOther(urls.secondFactor, [rememberPendingSignIn(deps, outcome.pending)]);
        }
        const to = returnPath === undefined ? urls.security : urls.local(returnPath);
        return seeOther(to, [sessionCookie(deps, outcome.session)]);
      },
      (problem) => showAgain(deps, visit, { returnPath, problem }),
    );
  });
}

interface AgainView {
  readonly returnPath: string | undefined;
  readonly problem?: Problem;
}

async function showAgain(deps: PeopleDeps, visit: Visit, view: AgainView): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const account = await personById(deps.database, viewer.actorId);
  const body = (
    <>
      <h1>Confirm that it is you</h1>
      <p>What comes next can do harm, and your last sign-in was a while ago.</p>
      <ErrorSummary message={view.problem?.message} />
      {account?.passwordHash !== null && <PasswordForm visit={visit} name={viewer.name} returnPath={view.returnPath} />}
      {await deps.slots.otherProofs(visit, view.returnPath)}
    </>
  );
  return html(visit, { title: 'Confirm that it is you', layout: 'narrow', body, hidesUrl: true });
}

interface PasswordFormProps {
  readonly visit: Visit;
  readonly name: string;
  readonly returnPath: string | undefined;
}

function PasswordForm({ visit, name, returnPath }: PasswordFormProps) {
  const { urls } = visit.site;
  return (
    <Form visit={visit} action={urls.signInAgain} label="Confirm by password">
      {returnPath !== undefined && <input type="hidden" name="return" value={returnPath} />}
      <input type="hidden" name="username" value={name} autocomplete="username" />
      <PasswordField
        name="password"
        label="Password"
        autocomplete="current-password"
        required
        maxLength={MAX_PASSWORD_UNITS}
        hint={`The password of ${name}.`}
      />
      <p class="row">
        <Button kind="primary">Confirm</Button>
        <a href={urls.forgotPassword}>Forgot your password?</a>
      </p>
    </Form>
  );
}
