import { changePassword } from '../../accounts/people/change-password.ts';
import { MAX_PASSWORD_UNITS } from '../../accounts/people/password.ts';
import { personById } from '../../accounts/people/people.queries.ts';
import type { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { sessionCookie } from '../signed-in.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { AccountTabs } from './account-tabs.tsx';
import type { PeopleDeps } from './people-deps.ts';
import { PASSWORD_HINT } from './sign-up-page.tsx';

/** `GET /account/security` */
export function securityPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showSecurity(deps, visit, undefined));
}

/** `POST /account/ChangePassword` */
export function changePasswordForm(deps: PeopleDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const change = { current: new Secret(fields.text('current')), password: new Secret(fields.text('password')) };
    return orShow(
      async () => {
        const session = await changePassword(deps, viewer, change, originOf(visit.request));
        const text = 'Your password is another one now, and everybody else who was signed in with the old one is out.';
        return seeOther(visit.site.urls.security, [sessionCookie(deps, session), flash(deps, { kind: 'done', text })]);
      },
      (problem) => showSecurity(deps, visit, problem),
    );
  });
}

async function showSecurity(deps: PeopleDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const account = await personById(deps.database, viewer.actorId);
  const body = (
    <>
      <h1>Security</h1>
      <AccountTabs visit={visit} current="security" />
      {viewer.mustAddSecondFactor && (
        <Notice kind="warning" title="Add a second factor to go on">
          Administrators of this gallery ask for a passkey or an authenticator app. Until you have one, only this page
          is open.
        </Notice>
      )}
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      {await deps.slots.factors(visit, viewer)}
      <PasswordSection
        visit={visit}
        hasPassword={account !== undefined && account.passwordHash !== null}
        changedAt={account?.passwordChangedAt ?? undefined}
        problem={problem}
      />
      <p>
        <a href={visit.site.urls.sessions}>Where you are signed in</a>
      </p>
    </>
  );
  return html(visit, { title: 'Security', body });
}

interface PasswordSectionProps {
  readonly visit: Visit;
  readonly hasPassword: boolean;
  readonly changedAt: number | undefined;
  readonly problem: Problem | undefined;
}

function PasswordSection({ visit, hasPassword, changedAt, problem }: PasswordSectionProps) {
  const faults = problem?.faults ?? [];
  const state = changedAt === undefined ? 'Set' : `Changed on ${dateText(changedAt)}`;
  return (
    <Section title="Password" id="password-section" state={hasPassword ? state : 'None'} isOpen={problem !== undefined}>
      <Form visit={visit} action={visit.site.urls.changePassword} label="Password">
        <input type="hidden" name="username" value={visit.viewer?.name} autocomplete="username" />
        {hasPassword && (
          <PasswordField
            name="current"
            label="Current password"
            autocomplete="current-password"
            required
            maxLength={MAX_PASSWORD_UNITS}
            error={faultAt(faults, 'current')}
          />
        )}
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
          <Button kind="primary">{hasPassword ? 'Change password' : 'Set a password'}</Button>
          {hasPassword && <a href={visit.site.urls.forgotPassword}>Forgot it?</a>}
        </p>
      </Form>
    </Section>
  );
}
