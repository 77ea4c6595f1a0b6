/** `/packages/:id/Manage`: what owners and their members can do with a package and one of its versions. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { versionToManage, type VersionToManage } from '../../packages/bulk/managed-package.ts';
import { packageHistory } from '../../packages/history/package-history.ts';
import { html } from '../html.tsx';
import { readDocumentationSection } from '../package-files/documentation-section.tsx';
import { requireIdOf } from '../packages/package-deps.ts';
import { page } from '../page.ts';
import { readPrefixSection } from '../prefixes/package-prefix-section.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { DeprecationSection } from './deprecation-section.tsx';
import { HistorySection } from './history-section.tsx';
import { ListingSection } from './listing-section.tsx';
import { requireManager, type ManageDeps } from './manage-deps.ts';
import type { ManageTrouble } from './manage-trouble.ts';
import { OwnersSection } from './owners-section.tsx';
import { VersionChooser } from './version-chooser.tsx';

/** `GET /packages/:id/Manage` and `/packages/:id/:version/Manage` */
export function managePage(deps: ManageDeps): HttpHandler {
  return page(deps, (visit) => {
    const { params, query } = visit.request;
    return showManage(deps, visit, {
      version: query.get('version') ?? params['version'],
      open: query.get('open') ?? '',
    });
  });
}

export interface ShownManage {
  readonly version: string | undefined;
  readonly open: string;
  readonly trouble?: ManageTrouble;
}

/** The page, with one section open: where somebody was before. */
export async function showManage(
  deps: ManageDeps,
  visit: Visit,
  { version: versionText, open, trouble }: ShownManage,
): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const id = requireIdOf(visit);
  const managed = await versionToManage(deps, viewer, id, versionText);
  const { inView, version } = managed;
  const { displayId } = inView;
  const [documentation, prefix, history] = await Promise.all([
    readDocumentationSection(deps, visit, inView),
    readPrefixSection(deps, visit, inView),
    packageHistory(deps.database, viewer, id),
  ]);
  const { urls } = visit.site;
  const trail = [
    { label: 'Manage packages', href: urls.packages },
    { label: displayId, href: urls.packageVersion(displayId, version.normalizedVersion) },
  ];
  const body = (
    <>
      <Crumbs trail={trail} here="Manage" />
      <h1>
        Manage <IdText text={displayId} /> <span class="manage-number">{version.normalizedVersion}</span>
      </h1>
      <ErrorSummary message={trouble?.problem.message} faults={trouble?.problem.faults ?? []} />
      <Remarks managed={managed} />
      <VersionChooser visit={visit} managed={managed} />
      <OwnersSection visit={visit} viewer={viewer} ownership={managed.ownership} isOpen={open === 'owners'} />
      <DeprecationSection visit={visit} managed={managed} isOpen={open === 'deprecation'} trouble={trouble} />
      <ListingSection visit={visit} managed={managed} isOpen={open === 'listing'} trouble={trouble} />
      <Section title="Documentation" id="documentation" isOpen={open === 'documentation'} state={documentation.state}>
        {documentation.body}
      </Section>
      <Section title="Reserved prefix" id="prefix" isOpen={open === 'prefix'} state={prefixState(managed)}>
        {prefix}
      </Section>
      <HistorySection visit={visit} id={id} history={history} isOpen={open === 'history'} />
    </>
  );
  const title = `Manage ${displayId} ${version.normalizedVersion}`;
  return html(visit, { title, layout: 'wide', body });
}

function Remarks({ managed: { isLocked, inView } }: { readonly managed: VersionToManage }) {
  return (
    <>
      {isLocked && (
        <Notice kind="error" title={`${inView.displayId} is locked.`}>
          An administrator of this gallery locked it: nobody can push to it, and nothing of its versions can change.
          Contact the administrators.
        </Notice>
      )}
      {!inView.version.isRequested && (
        <Notice kind="warning" title={`There is no such version of ${inView.displayId}.`}>
          This is {inView.version.normalizedVersion}.
        </Notice>
      )}
    </>
  );
}

function prefixState({ inView }: VersionToManage): string {
  return inView.isVerified ? 'Prefix reserved' : 'No mark';
}
