import { findInvitation } from '../../accounts/people/gallery-invitation.ts';
import { MAX_PASSWORD_UNITS, MIN_PASSWORD_LENGTH } from '../../accounts/people/password.ts';
import { signUp } from '../../accounts/people/sign-up.ts';
import { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { safeReturnPath } from '../return-path.ts';
import { signedIn } from '../signed-in.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /signup`; with `?invitation=` what a mail leads to. */
export function signUpPage(deps: PeopleDeps): HttpHandler {
  return page(
    deps,
    (visit) => {
      const { query } = visit.request;
      const returnPath = safeReturnPath(query.get('return'));
      return showSignUp(deps, visit, { invitation: query.get('invitation') ?? undefined, returnPath });
    },
    { isOpen: true },
  );
}

/** `POST /signup` */
export function signUpForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const typed = { name: fields.text('name'), email: fields.text('email') };
      const password = new Secret(fields.text('password'));
      const invitation = fields.text('invitation') || undefined;
      const returnPath = safeReturnPath(fields.text('return'));
      return orShow(
        async () => {
          const wish = { ...typed, password, invitation, current: visit.viewer };
          const signedUp = await signUp(deps, wish, originOf(visit.request));
          return signedIn(deps, visit, { ...signedUp, to: wayOn(visit, signedUp, { invitation, returnPath }) });
        },
        (problem) => showSignUp(deps, visit, { invitation, returnPath, typed, problem }),
      );
    },
    { isOpen: true },
  );
}

interface Ways {
  readonly invitation: string | undefined;
  readonly returnPath: string | undefined;
}

/** To the mail that waits, or on: an invitation to an organization still wants its answer. */
function wayOn(
  { site: { urls } }: Visit,
  { isConfirmed, organizationWaits }: { readonly isConfirmed: boolean; readonly organizationWaits: boolean },
  { invitation, returnPath }: Ways,
): string {
  if (!isConfirmed) return withQuery(urls.confirmationRequired, { return: returnPath });
  if (organizationWaits && invitation !== undefined) return urls.invitation(invitation);
  return returnPath === undefined ? urls.home : urls.local(returnPath);
}

interface SignUpView extends Ways {
  readonly typed?: { readonly name: string; readonly email: string };
  readonly problem?: Problem;
}

async function showSignUp(deps: PeopleDeps, visit: Visit, view: SignUpView): Promise<HttpAnswer> {
  const invited = await invitedAddress(deps, view);
  const problem = view.problem ?? (invited instanceof Problem ? invited : undefined);
  const email = typeof invited === 'string' ? invited : undefined;
  const mayTry = deps.signUpMode === 'open' || (deps.signUpMode === 'invite' && email !== undefined);
  const body = (
    <>
      <h1>Create an account</h1>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      {mayTry ? (
        <>
          <SignUpForm visit={visit} view={{ ...view, ...(problem === undefined ? {} : { problem }) }} invited={email} />
          {deps.slots.otherSignUps(visit, view)}
        </>
      ) : (
        <ClosedDoor visit={visit} mode={deps.signUpMode} />
      )}
    </>
  );
  const status = invited instanceof Problem ? invited.status : 200;
  return html(visit, { title: 'Create an account', layout: 'narrow', body, hidesUrl: true, status });
}

/** The address that was invited, or why the invitation holds no more. */
async function invitedAddress(deps: PeopleDeps, { invitation }: SignUpView): Promise<string | Problem | undefined> {
  try {
    return (await findInvitation(deps, deps.database, invitation))?.email;
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') return error;
    throw error;
  }
}

interface SignUpFormProps {
  readonly visit: Visit;
  readonly view: SignUpView;
  readonly invited: string | undefined;
}

function SignUpForm({ visit, view, invited }: SignUpFormProps) {
  const { urls } = visit.site;
  const { typed, problem, invitation, returnPath } = view;
  const faults = problem?.faults ?? [];
  return (
    <>
      <Form visit={visit} action={urls.signUp} label="Create an account">
        {returnPath !== undefined && <input type="hidden" name="return" value={returnPath} />}
        {invited !== undefined && <input type="hidden" name="invitation" value={invitation} />}
        <Field
          name="name"
          label="Username"
          autocomplete="username"
          required
          maxLength={64}
          value={typed?.name}
          error={faultAt(faults, 'name')}
          hint="Letters, digits, and . _ - between them. It stands beside your packages and cannot be changed."
        />
        <Field
          name="email"
          label="Email address"
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={invited ?? typed?.email}
          readOnly={invited !== undefined}
          error={faultAt(faults, 'email')}
          hint={
            invited === undefined
              ? 'A mail goes there that confirms it. Others do not see it.'
              : 'You were invited at it.'
          }
        />
        <PasswordField
          name="password"
          label="Password"
          autocomplete="new-password"
          required
          maxLength={MAX_PASSWORD_UNITS}
          error={faultAt(faults, 'password')}
          hint={PASSWORD_HINT}
        />
        <p class="row">
          <Button kind="primary">Create account</Button>
        </p>
      </Form>
      <p>
        You have an account? <a href={withQuery(urls.signIn, { return: returnPath })}>Sign in</a>
      </p>
    </>
  );
}

export const PASSWORD_HINT = `${MIN_PASSWORD_LENGTH} characters or more, of any kind. Three or four words that do not belong together are good.`;

const DOORS = {
  open: 'Anybody may have an account here.',
  invite: 'An account here needs an invitation: ask an administrator of the gallery for one.',
  closed: 'Accounts of this gallery are made by its administrators: ask one of them.',
  oidc: 'Accounts of this gallery come with single sign-on: sign in with that.',
} as const;

function ClosedDoor({ visit, mode }: { readonly visit: Visit; readonly mode: PeopleDeps['signUpMode'] }) {
  return (
    <>
      <p>{DOORS[mode]}</p>
      <p>
        <ButtonLink href={visit.site.urls.signIn}>Sign in</ButtonLink>
      </p>
    </>
  );
}
