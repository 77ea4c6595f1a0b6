import type { RecordedOverlay } from '../../packages/readme/readme-overlays.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { withQuery } from '../site-urls.ts';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

interface ReadmeHistoryProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  readonly history: readonly RecordedOverlay[];
}

/** Every text that stood here, each of them to be looked at and taken up again. */
export function ReadmeHistory({ visit, pkg, history }: ReadmeHistoryProps) {
  if (history.length === 0) return null;
  const { displayId, normalizedVersion } = pkg.version;
  const page = visit.site.urls.manageReadme(displayId, normalizedVersion);
  return (
    <section aria-labelledby="history">
      <h2 id="history">Changes</h2>
      <Table
        caption="Changes of this readme"
        isCaptionHidden
        rows={history}
        columns={[
          {
            title: 'When',
            isRowTitle: true,
            cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="both" />,
          },
          { title: 'Who', cell: ({ author }) => author ?? 'An account that is gone, or the operator' },
          {
            title: 'What',
            cell: ({ isOwn, publicId }) =>
              isOwn ? "Back to the package's own" : <a href={withQuery(page, { show: publicId })}>Show this text</a>,
          },
        ]}
      />
    </section>
  );
}
