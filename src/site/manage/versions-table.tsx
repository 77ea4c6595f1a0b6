import type { ManagedVersion } from '../../packages/bulk/bulk.queries.ts';
import { versionsOfPage, type ManagedPackage } from '../../packages/bulk/managed-package.ts';
import { isChangeable } from '../../packages/bulk/plan-listing.ts';
import { withQuery } from '../site-urls.ts';
import { Badge, Badges } from '../ui/badge.tsx';
import { RowCheckBox } from '../ui/choices.tsx';
import { Pager } from '../ui/pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { ManageDeps } from './manage-deps.ts';
import { deprecationOf, deprecationText } from './version-words.ts';

/** A form has at most 200 fields. */
const ROWS_PER_PAGE = 100;

/** One page of a table of versions. */
export interface VersionsPage {
  readonly page: number;
  readonly pages: number;
  readonly rows: readonly ManagedVersion[];
}

/** The page that `?page=` names, or the nearest one that there is. */
export async function readVersionsPage(deps: ManageDeps, visit: Visit, managed: ManagedPackage): Promise<VersionsPage> {
  const pages = Math.ceil(managed.counts.all / ROWS_PER_PAGE);
  const wanted = Number(/^\d{1,6}$/.exec(visit.request.query.get('page') ?? '')?.[0] ?? 1);
  const page = Math.min(pages, Math.max(1, wanted));
  const rows = await versionsOfPage(deps, managed, { offset: (page - 1) * ROWS_PER_PAGE, limit: ROWS_PER_PAGE });
  return { page, pages, rows };
}

interface VersionsTableProps {
  readonly visit: Visit;
  readonly managed: ManagedPackage;
  readonly shown: VersionsPage;
  /** The form that the boxes belong to. */
  readonly form: string;
  readonly ticked: readonly string[];
  /** The page that the table is on. */
  readonly here: string;
}

/** The versions of a package, a page at a time, with boxes to tick. */
export function VersionsTable({ visit, managed, shown, form, ticked, here }: VersionsTableProps) {
  const { latest, ownership } = managed;
  const { page, pages, rows } = shown;
  const { urls } = visit.site;
  const columns: Column<ManagedVersion>[] = [
    {
      title: 'Choose',
      isTitleHidden: true,
      cell: (version) =>
        isChangeable(version) && (
          <RowCheckBox
            name="version"
            value={version.normalizedVersion}
            label={version.normalizedVersion}
            form={form}
            isChecked={ticked.includes(version.normalizedVersion)}
          />
        ),
    },
    {
      title: 'Version',
      isRowTitle: true,
      cell: ({ normalizedVersion }) => (
        <a class="code" href={urls.manageVersion(ownership.displayId, normalizedVersion)}>
          {normalizedVersion}
        </a>
      ),
    },
    { title: 'Status', cell: (version) => <Status version={version} isLatest={version.id === latest?.id} /> },
    { title: 'Published', cell: ({ publishedAt }) => <Time at={publishedAt} now={visit.now} show="both" /> },
  ];
  return (
    <>
      <Table caption={`Versions of ${ownership.displayId}`} isCaptionHidden columns={columns} rows={rows} />
      <Pager label="versions" page={page} pages={pages} href={(of) => withQuery(here, { page: of })} />
    </>
  );
}

const withdrawn = { quarantined: 'Quarantined', removed: 'Removed', destroyed: 'Removed' } as const;

function Status({ version, isLatest }: { readonly version: ManagedVersion; readonly isLatest: boolean }) {
  const { state, listed, listingReason } = version;
  const deprecation = deprecationOf(version);
  return (
    <>
      <Badges>
        {state === 'held' && <Badge kind="blue">Under review</Badge>}
        {state !== 'held' && state !== 'available' && <Badge kind="filled">{withdrawn[state]}</Badge>}
        {(state === 'held' || state === 'available') &&
          (listed ? <Badge>Listed</Badge> : <Badge kind="outlined">Unlisted</Badge>)}
        {isLatest && <Badge kind="green">Latest</Badge>}
        {deprecation !== null && <Badge kind="amber">Deprecated</Badge>}
      </Badges>
      {listingReason !== null && <span class="small muted"> {listingReason}</span>}
      {deprecation !== null && <span class="small muted"> {deprecationText(deprecation)}</span>}
    </>
  );
}
