import { clientTitle } from '../../downloads/client-title.ts';
import type { PackageStatistics, VersionDownloads } from '../../downloads/package-statistics.ts';
import type { CountedVersion } from '../../downloads/version-statistics.queries.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Share } from './client-table.tsx';

/** So many have a column of their own. */
const MOST_CLIENT_COLUMNS = 4;

interface VersionTableProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly statistics: PackageStatistics;
  readonly byClient: boolean;
}

/** A version, or all that are not among the others. */
type Line = Pick<VersionDownloads, 'count' | 'clients'> & { readonly version: CountedVersion | undefined };

/** Downloads by version, the most downloaded first; what is not listed in one line without a number. */
export function VersionTable({ urls, displayId, statistics, byClient }: VersionTableProps) {
  const { total, versions, others, hasAllVersions } = statistics;
  const rest: Line = { version: undefined, count: others, clients: othersByClient(statistics) };
  const lines: Line[] = others > 0 ? [...versions, rest] : [...versions];
  const first: Column<Line> = {
    title: 'Version',
    isRowTitle: true,
    cell: ({ version }) => {
      if (version === undefined) return hasAllVersions ? 'Versions that are not listed' : 'All other versions';
      return (
        <>
          <a href={urls.versionStatistics(displayId, version.version)}>
            <IdText text={version.version} />
          </a>{' '}
          <ListingBadge version={version} />
        </>
      );
    },
  };
  const count: Column<Line> = { title: 'Downloads', isNumber: true, cell: (line) => line.count.toLocaleString('en') };
  const share: Column<Line> = { title: 'Share', cell: (line) => <Share share={line.count / total} /> };
  const columns = byClient ? [first, count, ...clientColumns(statistics)] : [first, count, share];
  return <Table caption="Downloads by version" isCaptionHidden rows={lines} columns={columns} />;
}

function clientColumns({ clients }: PackageStatistics): Column<Line>[] {
  const own = clients.slice(0, MOST_CLIENT_COLUMNS).map(({ client }) => client);
  const column = (title: string, isOf: (client: string) => boolean): Column<Line> => ({
    title,
    isNumber: true,
    cell: (line) => {
      const count = line.clients.reduce((all, each) => (isOf(each.client) ? all + each.count : all), 0);
      return count === 0 ? '–' : count.toLocaleString('en');
    },
  });
  const named = own.map((client) => column(clientTitle(client), (each) => each === client));
  return clients.length > own.length ? [...named, column('Other clients', (each) => !own.includes(each))] : named;
}

function othersByClient({ clients, versions }: PackageStatistics): { client: string; count: number }[] {
  const shown = new Map<string, number>();
  for (const each of versions.flatMap((version) => version.clients)) {
    shown.set(each.client, (shown.get(each.client) ?? 0) + each.count);
  }
  return clients.map(({ client, count }) => ({ client, count: Math.max(0, count - (shown.get(client) ?? 0)) }));
}

/** What state a version is in that not everybody sees; nothing of a listed one. */
export function ListingBadge({
  version: { listed, state },
}: {
  readonly version: Pick<CountedVersion, 'listed' | 'state'>;
}) {
  if (state === 'held') return <Badge kind="blue">Under review</Badge>;
  if (state !== 'available') return <Badge kind="filled">{state === 'quarantined' ? 'Quarantined' : 'Removed'}</Badge>;
  return listed ? null : <Badge kind="outlined">Unlisted</Badge>;
}
