/** Pages and forms of each kind, for tests of what stands around them. */
import { Problem, type ProblemCode } from '../../src/base/problem.ts';
import type { Route } from '../../src/http/server.ts';
import { html } from '../../src/site/html.tsx';
import { orShow } from '../../src/site/or-show.ts';
import { page, form, requireAdministrator, requireViewer } from '../../src/site/page.ts';
import { show, take } from '../../src/site/page-route.ts';
import { flash, seeOther } from '../../src/site/see-other.ts';
import type { SiteDeps } from '../../src/site/site-deps.ts';
import { Button } from '../../src/site/ui/button.tsx';
import { ErrorSummary } from '../../src/site/ui/error-summary.tsx';
import { faultAt } from '../../src/site/ui/faults.ts';
import { Field } from '../../src/site/ui/field.tsx';
import { Form } from '../../src/site/ui/form.tsx';
import type { Visit } from '../../src/site/visit.ts';

/** `done` gains what each form that was let through did. */
export function samplePages(deps: SiteDeps, done: string[]): Route[] {
  return [
    show(
      '/',
      page(deps, (visit) => html(visit, { title: undefined, body: <h1>Home</h1> })),
    ),
    show(
      '/plain',
      page(deps, (visit) => html(visit, { title: 'Plain', body: <h1>Plain</h1> })),
    ),
    show(
      '/open',
      page(deps, (visit) => html(visit, { title: 'Open', body: <h1>Open</h1> }), { isOpen: true }),
    ),
    show(
      '/thing',
      page(deps, (visit) => thingPage(visit)),
    ),
    take(
      '/thing',
      form(deps, (visit, fields) => nameThing({ deps, done, visit }, fields.text('name'))),
    ),
    show(
      '/mine',
      page(deps, (visit) => html(visit, { title: 'Mine', body: <h1>{requireViewer(visit).name}</h1> })),
    ),
    show(
      '/Admin',
      page(deps, (visit) => html(visit, { title: 'Admin', body: <h1>{requireAdministrator(visit).name}</h1> })),
    ),
    show(
      '/secret/:token',
      page(deps, (visit) => html(visit, { title: 'Secret', body: <h1>Secret</h1>, hidesUrl: true })),
    ),
    show(
      '/account/security',
      page(deps, (visit) => html(visit, { title: 'Security', body: <h1>Security</h1> })),
    ),
    show(
      '/problem/:code',
      page(deps, ({ request }) => Promise.reject(problemOf(request.params['code'] ?? ''))),
    ),
    take(
      '/problem/:code',
      form(deps, ({ request }) => Promise.reject(problemOf(request.params['code'] ?? ''))),
    ),
    show(
      '/bug',
      page(deps, () => Promise.reject(new Error('a mistake of ours with a secret in it'))),
    ),
  ];
}

function problemOf(code: string): Problem {
  const headers: Record<string, string> = code === 'too_many_requests' ? { 'retry-after': '42' } : {};
  return new Problem(code as ProblemCode, `What is so <b>and</b> why: ${code}.`, { headers });
}

interface Naming {
  readonly deps: SiteDeps;
  readonly done: string[];
  readonly visit: Visit;
}

function nameThing({ deps, done, visit }: Naming, name: string) {
  return orShow(
    () => {
      const faults = [{ code: 'name_missing', detail: 'The name is missing.', at: 'name' }];
      if (name === '') throw new Problem('bad_request', 'The thing has no name yet.', { faults });
      if (name === 'nobody') throw new Problem('sign_in_again', 'This needs a fresh sign-in.');
      done.push(`${visit.viewer?.name ?? 'a visitor'}: ${name}`);
      const link = { href: '/thing?undo=1', label: 'Undo' };
      return Promise.resolve(seeOther('/plain', [flash(deps, { kind: 'done', text: `It is ${name}.`, link })]));
    },
    (problem) => thingPage(visit, name, problem),
  );
}

function thingPage(visit: Visit, name = '', problem?: Problem) {
  const body = (
    <>
      <h1>Thing</h1>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <Form visit={visit} action="/thing">
        <Field name="name" label="Name" required value={name} error={faultAt(problem?.faults ?? [], 'name')} />
        <Button kind="primary">Save</Button>
      </Form>
    </>
  );
  return html(visit, { title: 'Thing', body });
}
