import { foundOrganization } from '../../accounts/organizations/create-organization.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';

interface Typed {
  readonly name: string;
  readonly email: string;
}

/** `GET /organization/add` */
export function addOrganizationPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, (visit) => {
    requireViewer(visit);
    return showForm(visit, { name: '', email: '' });
  });
}

/** `POST /organization/add` */
export function addOrganizationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const typed = { name: fields.text('name'), email: fields.text('email') };
    return orShow(
      async () => {
        await foundOrganization(deps, viewer, typed, originOf(visit.request));
        const name = typed.name.trim();
        const said = { kind: 'done', text: `${name} exists, and you are its administrator.` } as const;
        return seeOther(visit.site.urls.organization(name), [flash(deps, said)]);
      },
      (problem) => showForm(visit, typed, problem),
    );
  });
}

function showForm(visit: Visit, typed: Typed, problem?: Problem): HttpAnswer {
  const { urls } = visit.site;
  const faults = problem?.faults ?? [];
  const body = (
    <>
      <Crumbs trail={[{ label: 'Organizations', href: urls.organizations }]} here="Add" />
      <h1>Add an organization</h1>
      <p class="lead">You will be its administrator and can invite others.</p>
      <ErrorSummary message={problem?.message} faults={faults} />
      <Form visit={visit} action={urls.organizationAdd}>
        <Field
          name="name"
          label="Organization name"
          hint="Stands beside its packages. People and organizations share one list of names."
          required
          maxLength={64}
          value={typed.name}
          error={faultAt(faults, 'name')}
        />
        <Field
          name="email"
          label="Email address"
          type="email"
          hint="Where mail for the organization comes. A link that is sent there confirms it, unless it is your own address."
          required
          maxLength={254}
          value={typed.email}
          error={faultAt(faults, 'email')}
        />
        <p class="row">
          <Button kind="primary">Create organization</Button>
          <ButtonLink href={urls.organizations}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: 'Add an organization', body });
}
