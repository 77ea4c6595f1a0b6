import type { ManagedVersion } from '../../packages/bulk/bulk.queries.ts';
import type { ManagedPackage } from '../../packages/bulk/managed-package.ts';
import { isChangeable } from '../../packages/bulk/plan-listing.ts';
import { withQuery } from '../site-urls.ts';
import { Badge, Badges } from '../ui/badge.tsx';
import { RowCheckBox } from '../ui/choices.tsx';
import { Pager } from '../ui/pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { deprecationOf, deprecationText } from './version-words.ts';

/** A form has at most 200 fields. */
const ROWS_PER_PAGE = 100;

interface VersionsTableProps {
  readonly visit: Visit;
  readonly managed: ManagedPackage;
  /** The form that the boxes belong to. */
  readonly form: string;
  readonly ticked: readonly string[];
  /** The page that the table is on. */
  readonly here: string;
}

/** The versions of a package, a page at a time, with boxes to tick. */
export function VersionsTable({ visit, managed, form, ticked, here }: VersionsTableProps) {
  const { versions, latest, ownership } = managed;
  const pages = Math.ceil(versions.length / ROWS_PER_PAGE);
  const page = Math.min(pages, Math.max(1, Number(/^\d{1,6}$/.exec(visit.request.query.get('page') ?? '')?.[0] ?? 1)));
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
      <Table
        caption={`Versions of ${ownership.displayId}`}
        isCaptionHidden
        columns={columns}
        rows={versions.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE)}
      />
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
