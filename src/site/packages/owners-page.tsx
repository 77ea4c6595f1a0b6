/** `/packages/:id/owners`: who owns a package, who is invited, and what those who may manage it can do about it. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { ownersInView } from '../../packages/owners/owners-in-view.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { InviteOwnerForm } from './invite-owner-form.tsx';
import { OwnersTable } from './owners-table.tsx';
import type { OwnersTrouble } from './owners-trouble.ts';
import { requireIdOf, type PackageDeps } from './package-deps.ts';
import { PackageTabs } from './package-tabs.tsx';

/** `GET /packages/:id/owners` */
export function ownersPage(deps: PackageDeps): HttpHandler {
  return page(deps, (visit) => showOwners(deps, visit));
}

/** The page; with what went wrong, once a form was sent in vain. */
export async function showOwners(deps: PackageDeps, visit: Visit, trouble?: OwnersTrouble): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const ownership = await ownersInView(deps, viewer, requireIdOf(visit));
  const { displayId, owners, mayManage } = ownership;
  const { urls } = visit.site;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Manage packages', href: urls.packages }]} here={displayId} />
      <h1>
        Owners of <IdText text={displayId} />
      </h1>
      <PackageTabs urls={urls} displayId={displayId} current="owners" />
      <ErrorSummary message={trouble?.problem.message} faults={trouble?.problem.faults ?? []} />
      {owners.length === 0 && (
        <Notice kind="warning" title={`${displayId} has no owner here.`}>
          Nobody can push to it until it has one.
        </Notice>
      )}
      <OwnersTable visit={visit} ownership={ownership} />
      {mayManage ? (
        <InviteOwnerForm visit={visit} displayId={displayId} viewer={viewer} trouble={trouble} />
      ) : (
        <p class="muted">Owners are changed by its owners, and by administrators of the organizations that own it.</p>
      )}
    </>
  );
  return html(visit, { title: `Owners of ${displayId}`, layout: 'wide', body });
}
