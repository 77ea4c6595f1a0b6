import type { TopPackageRow, TopVersionRow } from '../../downloads/statistics.queries.ts';
import type { SiteUrls } from '../site-urls.ts';
import { IdText } from '../ui/id-text.tsx';
import { Table } from '../ui/table.tsx';

interface RankedProps<Row> {
  readonly urls: SiteUrls;
  readonly rows: readonly Row[];
  /** How many stand before the first row. */
  readonly before?: number;
}

/** Ids by all their downloads. */
export function TopPackages({ urls, rows, before = 0 }: RankedProps<TopPackageRow>) {
  const ranked = rows.map((row, at) => ({ ...row, rank: before + at + 1 }));
  return (
    <Table
      caption="Most downloaded packages"
      isCaptionHidden
      rows={ranked}
      columns={[
        {
          title: 'Package',
          isRowTitle: true,
          cell: ({ rank, displayId }) => (
            <span class="ranked">
              <span class="rank">{rank}.</span>{' '}
              <a href={urls.packageStatistics(displayId)}>
                <IdText text={displayId} />
              </a>
            </span>
          ),
        },
        { title: 'Downloads', isNumber: true, cell: ({ count }) => count.toLocaleString('en') },
      ]}
    />
  );
}

/** Listed versions by all their downloads. */
export function TopVersions({ urls, rows, before = 0 }: RankedProps<TopVersionRow>) {
  const ranked = rows.map((row, at) => ({ ...row, rank: before + at + 1 }));
  return (
    <Table
      caption="Most downloaded versions"
      isCaptionHidden
      rows={ranked}
      columns={[
        {
          title: 'Version',
          isRowTitle: true,
          cell: ({ rank, displayId, version }) => (
            <span class="ranked">
              <span class="rank">{rank}.</span>{' '}
              <a href={urls.versionStatistics(displayId, version)}>
                <IdText text={displayId} /> <IdText text={version} />
              </a>
            </span>
          ),
        },
        { title: 'Downloads', isNumber: true, cell: ({ count }) => count.toLocaleString('en') },
      ]}
    />
  );
}
