import type { KeyCounts } from '../../accounts/keys/key-lists.queries.ts';
import type { ApiKeyRow } from '../../accounts/keys/keys.queries.ts';
import { requireViewer } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Pager } from '../ui/pager.tsx';
import { Section } from '../ui/section.tsx';
import { TabLinks } from '../ui/tab-links.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import { KeyEnd, KeyHolder, KeyPackages, KeyScopes, KeyUse } from './key-state.tsx';

export const KEYS_PER_PAGE = 50;
const PACKAGES_PER_ROW = 3;

export interface KeyList {
  readonly rows: readonly ApiKeyRow[];
  readonly counts: KeyCounts;
  /** The organization whose keys are listed; undefined for those that the viewer manages. */
  readonly owner: string | undefined;
  /** Organizations that the viewer administers. */
  readonly administered: readonly string[];
  readonly isLive: boolean;
  /** Counts from 1. */
  readonly page: number;
}

/** "Manage": which keys there are, those that end first on top. */
export function ManageSection({ visit, list }: { readonly visit: Visit; readonly list: KeyList }) {
  const { counts, owner, isLive, page, rows } = list;
  const { apiKeys } = visit.site.urls;
  const link = (more: { ended?: number; page?: number }) => withQuery(apiKeys, { owner, ...more });
  return (
    <Section title="Manage" state={stateOf(counts)} isOpen id="manage">
      <OwnerLinks visit={visit} list={list} />
      <TabLinks
        label="Keys by state"
        tabs={[
          { label: 'Working', href: link({}), count: counts.live, isCurrent: isLive },
          { label: 'Revoked and expired', href: link({ ended: 1 }), count: counts.ended, isCurrent: !isLive },
        ]}
      />
      {rows.length === 0 ? (
        <NoKeys isLive={isLive} />
      ) : (
        <Table
          caption="API keys"
          isCaptionHidden
          columns={columnsOf(visit)}
          rows={rows}
          rowId={(row) => row.publicId}
        />
      )}
      <Pager
        label="API keys"
        page={page}
        pages={pagesOf(isLive ? counts.live : counts.ended)}
        href={(to) => link({ ...(isLive ? {} : { ended: 1 }), page: to })}
      />
    </Section>
  );
}

export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / KEYS_PER_PAGE));
}

function stateOf({ live, ended }: KeyCounts): string {
  const working = live === 1 ? '1 working key' : `${live.toLocaleString('en')} working keys`;
  return ended === 0 ? working : `${working}, ${ended.toLocaleString('en')} ended`;
}

function NoKeys({ isLive }: { readonly isLive: boolean }) {
  return isLive ? (
    <Empty title="There are no keys here that work.">A key is what a build or a tool pushes with.</Empty>
  ) : (
    <Empty title="No key was revoked or has expired." />
  );
}

/** Where an administrator finds every key that reaches what the organization owns. */
function OwnerLinks({ visit, list }: { readonly visit: Visit; readonly list: KeyList }) {
  const { administered, owner } = list;
  const names = owner === undefined || administered.includes(owner) ? administered : [owner, ...administered];
  if (names.length === 0) return null;
  const { apiKeys } = visit.site.urls;
  return (
    <TabLinks
      label="Keys by account"
      tabs={[
        { label: 'Yours to manage', href: apiKeys, isCurrent: owner === undefined },
        ...names.map((name) => ({
          label: `All of ${name}`,
          href: withQuery(apiKeys, { owner: name }),
          isCurrent: name === owner,
        })),
      ]}
    />
  );
}

function columnsOf(visit: Visit): Column<ApiKeyRow>[] {
  const { now, site } = visit;
  const viewerId = requireViewer(visit).actorId;
  return [
    {
      title: 'Name',
      isRowTitle: true,
      cell: (row) => (
        <a href={site.urls.apiKey(row.publicId)}>
          <IdText text={row.name} />
        </a>
      ),
    },
    { title: 'Owner', cell: (row) => <KeyHolder row={row} viewerId={viewerId} /> },
    {
      title: 'Reach',
      cell: (row) => (
        <>
          <KeyScopes row={row} /> <KeyPackages row={row} most={PACKAGES_PER_ROW} />
        </>
      ),
    },
    { title: 'Expires', cell: (row) => <KeyEnd row={row} now={now} /> },
    { title: 'Last used', cell: (row) => <KeyUse row={row} now={now} /> },
    {
      title: 'Change',
      isTitleHidden: true,
      cell: (row) => (
        <span class="row">
          <ButtonLink href={`${site.urls.apiKey(row.publicId)}#edit`} isSmall>
            Edit
          </ButtonLink>
          <ButtonLink href={`${site.urls.apiKey(row.publicId)}#revoke`} isSmall>
            Revoke
          </ButtonLink>
        </span>
      ),
    },
  ];
}
