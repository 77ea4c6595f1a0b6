/** What the email section of an organization's page is sent to. */
import { requireOrganization } from '../../accounts/organizations/organization.ts';
import { askConfirmation, askEmailChange, cancelEmailChange } from '../../accounts/people/change-email.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { orShow } from '../or-show.ts';
import { form, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';
import { showOrganization } from './organization-page.tsx';

/** `POST /organization/:name/ChangeEmail` */
export function changeOrganizationEmailForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const email = fields.text('email');
    return orShow(
      async () => {
        const account = await organizationOf(deps, visit);
        await askEmailChange(deps, viewer, { account, email }, originOf(visit.request));
        return backWith(deps, visit, 'A mail is on its way to the new address. Its link puts the address in force.');
      },
      (problem) => {
        if (problem.code === 'forbidden') throw problem;
        return showOrganization(deps, visit, { problem, email });
      },
    );
  });
}

/** `POST /organization/:name/CancelChangeEmail` */
export function cancelOrganizationEmailForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const account = await organizationOf(deps, visit);
    await cancelEmailChange(deps, requireViewer(visit), account, originOf(visit.request));
    return backWith(deps, visit, 'The address stays as it is.');
  });
}

/** `POST /organization/:name/ConfirmationRequired`: the mail once more. */
export function askOrganizationConfirmationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const account = await organizationOf(deps, visit);
    await askConfirmation(deps, requireViewer(visit), account, originOf(visit.request));
    return backWith(deps, visit, 'The mail is sent once more. The links before hold no more.');
  });
}

function organizationOf({ database }: OrganizationDeps, visit: Visit) {
  return requireOrganization(database, visit.request.params['name'] ?? '');
}

function backWith(deps: OrganizationDeps, visit: Visit, text: string): HttpAnswer {
  const name = visit.request.params['name'] ?? '';
  return seeOther(visit.site.urls.organization(name), [flash(deps, { kind: 'done', text })]);
}
