import { isSetupOpen, makeFirstAdministrator } from '../../accounts/people/first-administrator.ts';
import { MAX_PASSWORD_UNITS } from '../../accounts/people/password.ts';
import type { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { flash } from '../see-other.ts';
import { signedIn } from '../signed-in.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, PasswordField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { PeopleDeps } from './people-deps.ts';
import { PASSWORD_HINT } from './sign-up-page.tsx';

/** `GET /setup?token=…`: the link that is printed where the gallery starts, until there is an administrator. */
export function setupPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showSetup(deps, visit, { link: visit.request.query.get('token') ?? '' }), {
    isOpen: true,
  });
}

/** `POST /setup` */
export function setupForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const link = fields.text('link');
      const typed = { name: fields.text('name'), email: fields.text('email') };
      const password = new Secret(fields.text('password'));
      return orShow(
        async () => {
          if (!(await isSetupOpen(deps, link))) return showSetup(deps, visit, { link });
          const wish = { ...typed, link, password };
          const made = await makeFirstAdministrator(deps, wish, originOf(visit.request));
          const text = `${typed.name} administers this gallery.`;
          const said = flash(deps, { kind: 'done', text });
          return signedIn(deps, visit, { ...made, to: visit.site.urls.home, cookies: [said] });
        },
        (problem) => showSetup(deps, visit, { link, typed, problem }),
      );
    },
    { isOpen: true },
  );
}

interface SetupView {
  readonly link: string;
  readonly typed?: { readonly name: string; readonly email: string };
  readonly problem?: Problem;
}

async function showSetup(deps: PeopleDeps, visit: Visit, view: SetupView): Promise<HttpAnswer> {
  const isOpen = await isSetupOpen(deps, view.link);
  const body = isOpen ? <SetupForm visit={visit} view={view} /> : <SetupDone visit={visit} />;
  return html(visit, {
    title: 'Set up this gallery',
    layout: 'narrow',
    body,
    hidesUrl: true,
    status: isOpen ? 200 : 404,
  });
}

function SetupDone({ visit }: { readonly visit: Visit }) {
  return (
    <>
      <h1>Set up this gallery</h1>
      <p>
        This link holds no more. It works until the gallery has an administrator; while there is none, each start of the
        gallery prints the link that does.
      </p>
      <p>
        <a href={visit.site.urls.signIn}>Sign in</a>
      </p>
    </>
  );
}

function SetupForm({ visit, view: { link, typed, problem } }: { readonly visit: Visit; readonly view: SetupView }) {
  const faults = problem?.faults ?? [];
  return (
    <>
      <h1>Set up this gallery</h1>
      <p>This makes the first administrator of {visit.site.name}. The link that led here works once.</p>
      <ErrorSummary message={problem?.message} faults={faults} />
      <Form visit={visit} action={visit.site.urls.setup} label="The first administrator">
        <input type="hidden" name="link" value={link} />
        <Field
          name="name"
          label="Username"
          autocomplete="username"
          required
          maxLength={64}
          value={typed?.name}
          error={faultAt(faults, 'name')}
        />
        <Field
          name="email"
          label="Email address"
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={typed?.email}
          error={faultAt(faults, 'email')}
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
          <Button kind="primary">Create the administrator</Button>
        </p>
      </Form>
    </>
  );
}
