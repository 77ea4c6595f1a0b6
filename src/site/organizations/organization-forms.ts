/** What the forms of an organization's page are sent to. */
import { cancelInvitation } from '../../accounts/organizations/cancel-invitation.ts';
import { changeRole } from '../../accounts/organizations/change-member.ts';
import { inviteMember } from '../../accounts/organizations/invite-member.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { orShow } from '../or-show.ts';
import { form, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';
import { showOrganization } from './organization-page.tsx';

/** `POST /organization/:name/members/add` */
export function inviteMemberForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const typed = { invitee: fields.text('invitee'), role: fields.text('role') };
    return orShow(
      async () => {
        await inviteMember(deps, viewer, { organization: nameOf(visit), ...typed }, originOf(visit.request));
        return backWith(deps, visit, `${typed.invitee.trim()} is invited.`);
      },
      (problem) => {
        if (problem.code === 'forbidden') throw problem;
        return showOrganization(deps, visit, { invitation: typed, problem });
      },
    );
  });
}

/** `POST /organization/:name/members/update` */
export function changeRoleForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const wish = { organization: nameOf(visit), member: fields.text('member'), role: fields.text('role') };
    await changeRole(deps, requireViewer(visit), wish, originOf(visit.request));
    return backWith(deps, visit, `${wish.member} is ${wish.role} now.`);
  });
}

/** `POST /organization/:name/members/cancel` */
export function cancelInvitationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const wish = { organization: nameOf(visit), invitation: fields.text('invitation') };
    await cancelInvitation(deps, requireViewer(visit), wish, originOf(visit.request));
    return backWith(deps, visit, 'The invitation is cancelled.');
  });
}

function nameOf(visit: Visit): string {
  return visit.request.params['name'] ?? '';
}

function backWith(deps: OrganizationDeps, visit: Visit, text: string): HttpAnswer {
  return seeOther(visit.site.urls.organization(nameOf(visit)), [flash(deps, { kind: 'done', text })]);
}
