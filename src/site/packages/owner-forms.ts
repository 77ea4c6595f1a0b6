/** What the forms about the owners of one package are sent to. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { addOwner } from '../../packages/owners/add-owner.ts';
import { cancelOwnerInvitation } from '../../packages/owners/cancel-owner-invitation.ts';
import { inviteOwner, type OwnerOutcome } from '../../packages/owners/invite-owner.ts';
import { removeOwner } from '../../packages/owners/remove-owner.ts';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import { showOwners } from './owners-page.tsx';
import { requireIdOf, type PackageDeps } from './package-deps.ts';

/** `POST /packages/:id/owners` */
export function inviteOwnerForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const id = requireIdOf(visit);
    const typed = { account: fields.text('account'), message: fields.text('message') };
    return orShow(
      async () => said(deps, visit, await inviteOwner(deps, viewer, { id, ...typed }, originOf(visit.request))),
      (problem) => showOwners(deps, visit, { problem, ...typed }),
    );
  });
}

/** `POST /packages/:id/owners/add`: by administrators of the gallery, without asking. */
export function addOwnerForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { id: requireIdOf(visit), account: fields.text('account') };
    return orShow(
      async () => said(deps, visit, await addOwner(deps, viewer, wish, originOf(visit.request))),
      (problem) => showOwners(deps, visit, { problem, account: wish.account, message: fields.text('message') }),
    );
  });
}

/** `POST /packages/:id/owners/remove` */
export function removeOwnerForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { id: requireIdOf(visit), account: fields.text('account') };
    return orShow(
      async () => said(deps, visit, await removeOwner(deps, viewer, wish, originOf(visit.request))),
      (problem) => showOwners(deps, visit, { problem }),
    );
  });
}

/** `POST /packages/:id/owners/:user/cancel/:token` */
export function cancelOwnerInvitationForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit) => {
    const viewer = requireViewer(visit);
    const invitation = visit.request.params['token'] ?? '';
    return orShow(
      async () => {
        const { displayId, account } = await cancelOwnerInvitation(
          deps,
          viewer,
          { invitation },
          originOf(visit.request),
        );
        const text = `The invitation of ${account} to own ${displayId} is cancelled.`;
        return seeOther(visit.site.urls.packageOwners(displayId), [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showOwners(deps, visit, { problem }),
    );
  });
}

/** GET of what forms are sent to: whoever comes back to such an address finds the page of the owners. */
export function backToOwners(deps: PackageDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.packageOwners(requireIdOf(visit).display)));
}

function said(deps: PackageDeps, visit: Visit, outcome: OwnerOutcome): HttpAnswer {
  const { urls } = visit.site;
  const id = requireIdOf(visit).display;
  const isSelf = outcome.account === visit.viewer?.name;
  // Whoever gives up a package may not be allowed to see this page any more.
  const back = outcome.outcome === 'removed' && isSelf ? urls.packages : urls.packageOwners(id);
  return seeOther(back, [flash(deps, { kind: 'done', text: outcomeText(outcome, id) })]);
}

function outcomeText(outcome: OwnerOutcome, id: string): string {
  if (outcome.outcome === 'unchanged') return outcome.why;
  const sentences = {
    added: `${outcome.account} is an owner of ${id} now.`,
    invited: `${outcome.account} is invited to own ${id}.`,
    removed: `${outcome.account} is no owner of ${id} any more.`,
  };
  return sentences[outcome.outcome];
}
