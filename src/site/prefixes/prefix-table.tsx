import type { ComponentChildren } from 'preact';
import { patternText, type PrefixPattern } from '../../packages/prefixes/prefix-pattern.ts';
import type { PrefixOwner, ReservedPrefix } from '../../packages/prefixes/prefixes.queries.ts';
import type { SiteUrls } from '../site-urls.ts';
import { IdText } from '../ui/id-text.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

/** `Acme.*`, as it is typed. */
export function PrefixText({ pattern }: { readonly pattern: Pick<PrefixPattern, 'prefix' | 'isExact'> }) {
  return (
    <code>
      <IdText text={patternText(pattern)} />
    </code>
  );
}

/** Names of accounts, each with its profile. */
export function OwnerNames({ owners, urls }: { readonly owners: readonly PrefixOwner[]; readonly urls: SiteUrls }) {
  if (owners.length === 0) return <>Nobody</>;
  return (
    <>
      {owners.map(({ name }, index) => (
        <>
          {index > 0 && ', '}
          <a href={urls.profile(name)}>
            <IdText text={name} />
          </a>
        </>
      ))}
    </>
  );
}

interface PrefixTableProps {
  readonly visit: Visit;
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly prefixes: readonly ReservedPrefix[];
  /** What stands at the end of each row. */
  readonly action?: (prefix: ReservedPrefix) => ComponentChildren;
}

/** Reserved prefixes, with whose they are. */
export function PrefixTable({ visit, caption, isCaptionHidden = false, prefixes, action }: PrefixTableProps) {
  const columns: Column<ReservedPrefix>[] = [
    { title: 'Prefix', isRowTitle: true, cell: (pattern) => <PrefixText pattern={pattern} /> },
    { title: 'Reserved for', cell: ({ owners }) => <OwnerNames owners={owners} urls={visit.site.urls} /> },
    { title: 'New ids from', cell: whoMayPublish },
    { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="date" /> },
    ...(action === undefined ? [] : [{ title: 'Actions', isTitleHidden: true, cell: action }]),
  ];
  return <Table caption={caption} isCaptionHidden={isCaptionHidden} columns={columns} rows={prefixes} />;
}

function whoMayPublish({ isPublic, owners }: ReservedPrefix): string {
  if (isPublic) return 'Anybody';
  return owners.length === 0 ? 'Nobody' : 'Its owners';
}
