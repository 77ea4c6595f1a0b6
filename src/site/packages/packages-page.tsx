/** `/account/Packages`: the packages of somebody and of their organizations, and the invitations to own some. */
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { managedPackages, ownerInvitations, type ManagedPackages } from '../../packages/owners/managed-packages.ts';
import type { OwnersWish } from '../../packages/owners/change-owners.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { Visit } from '../visit.ts';
import { CHANGE_PACKAGES_FORM, ChangeOwnersSection } from './change-owners-section.tsx';
import type { PackageDeps } from './package-deps.ts';
import { readPackageFilter, type PackageFilter } from './package-filter.ts';
import { PackageFilterForm } from './package-filter-form.tsx';
import { PackageList } from './package-list.tsx';
import { ReceivedInvitations, SentInvitations } from './invitation-tables.tsx';

/** `GET /account/Packages` */
export function packagesPage(deps: PackageDeps): HttpHandler {
  return page(deps, (visit) => {
    const { query } = visit.request;
    const get = (name: string) => query.get(name) ?? '';
    const key = (name: string) => query.get(name)?.replaceAll('\0', '');
    const place = { after: key('after'), before: key('before') };
    return showPackages(deps, visit, { filter: readPackageFilter(get), ...place, marked: get('invitation') });
  });
}

export interface ShownPackages {
  readonly filter: PackageFilter;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  /** The invitation that a mail led to. */
  readonly marked?: string;
  /** What went wrong with a form of the page, and what it wished. */
  readonly problem?: Problem;
  readonly wish?: OwnersWish;
  /** Keys of ids, where no wish has them. */
  readonly ticked?: readonly string[];
}

export async function showPackages(deps: PackageDeps, visit: Visit, shown: ShownPackages): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const { filter, after, before, problem, wish, marked = '', ticked = tickedBy(wish) } = shown;
  const place = { ...(after === undefined ? {} : { after }), ...(before === undefined ? {} : { before }) };
  const found = await managedPackages(deps, viewer, { ...filter, ...place });
  const { received, sent } = await ownerInvitations(deps, found.accounts);
  const body = (
    <>
      <h1>Manage packages</h1>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <ReceivedInvitations visit={visit} invitations={received} marked={marked} />
      <PackageFilterForm
        visit={visit}
        filter={filter}
        accounts={found.accounts}
        isAdministrator={viewer.isAdministrator}
      />
      <PackageList visit={visit} filter={filter} found={found} ticked={ticked} />
      {hasSome(found) && <ListingOfTicked urls={visit.site.urls} />}
      {hasSome(found) && (
        <ChangeOwnersSection
          visit={visit}
          filter={filter}
          isAdministrator={viewer.isAdministrator}
          wish={wish}
          faults={problem?.faults ?? []}
        />
      )}
      <SentInvitations visit={visit} invitations={sent} />
    </>
  );
  return html(visit, { title: 'Manage packages', layout: 'wide', body });
}

/** Both lead to a preview, which changes nothing yet. */
function ListingOfTicked({ urls }: { readonly urls: SiteUrls }) {
  const toPreview = { name: 'listed', form: CHANGE_PACKAGES_FORM, formAction: urls.changeListing } as const;
  return (
    <p class="row">
      With those that are ticked:
      <Button {...toPreview} value="false">
        Unlist all versions
      </Button>
      <Button {...toPreview} value="true">
        List all versions
      </Button>
    </p>
  );
}

function tickedBy(wish: OwnersWish | undefined): readonly string[] {
  return wish?.selection.kind === 'ids' ? wish.selection.idKeys : [];
}

function hasSome({ packages }: ManagedPackages): boolean {
  return packages.length > 0;
}
