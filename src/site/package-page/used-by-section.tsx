import type { ComponentChildren } from 'preact';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import { MAX_PACKAGE_ID_LENGTH } from '../../nuget/package-id.ts';
import { readDependents, type Dependent } from '../../packages/view/dependents.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { rangeWords } from './range-words.ts';

const DEPENDENTS_PER_PAGE = 50;
const MAX_RANGES = 3;

/** `?tab=used-by`: every package here whose offered version depends on this one, by its id. */
export async function readUsedBySection({ deps, visit, pkg, here }: SectionFacts): Promise<ComponentChildren> {
  const asked = (visit.request.query.get('after') ?? '').replaceAll('\0', '');
  const after = lowerInvariant(asked.slice(0, MAX_PACKAGE_ID_LENGTH));
  const version = pkg.version.normalizedVersion;
  const wish = { after: after === '' ? undefined : after, limit: DEPENDENTS_PER_PAGE };
  const { dependents, next } = await readDependents(deps.database, { idKey: pkg.idKey, version }, wish);
  const tab = { tab: 'used-by' };
  return (
    <section aria-labelledby="used-by">
      <h2 id="used-by">Used by</h2>
      {dependents.length === 0 && after === '' ? (
        <Empty title="No package here depends on it">
          Only packages of this gallery are looked at, each by the version that it offers.
        </Empty>
      ) : (
        <>
          <p class="muted">Packages of this gallery whose offered version depends on {pkg.displayId}, by their ids.</p>
          <Table
            caption={`Packages that use ${pkg.displayId}`}
            isCaptionHidden
            columns={columns(visit.site.urls, version)}
            rows={dependents}
          />
        </>
      )}
      <KeysetPager
        label="packages that use it"
        first={after === '' ? undefined : { text: 'From the beginning', href: withQuery(here, tab) }}
        next={next === undefined ? undefined : { text: 'Next', href: withQuery(here, { ...tab, after: next }) }}
      />
    </section>
  );
}

function columns(urls: SiteUrls, version: string): Column<Dependent>[] {
  return [
    {
      title: 'Package',
      isRowTitle: true,
      cell: ({ summary }) => (
        <>
          <a href={urls.package(summary.displayId)}>
            <IdText text={summary.displayId} />
          </a>{' '}
          <span class="small muted">{summary.version}</span>
        </>
      ),
    },
    { title: 'Needs', cell: ({ ranges }) => <Ranges ranges={ranges} /> },
    {
      title: `Takes ${version}`,
      cell: ({ accepts }) => (accepts ? <Badge kind="green">Yes</Badge> : <Badge kind="outlined">No</Badge>),
    },
    { title: 'Downloads', isNumber: true, cell: ({ summary }) => summary.downloads.toLocaleString('en') },
  ];
}

function Ranges({ ranges }: Pick<Dependent, 'ranges'>) {
  const others = ranges.length - MAX_RANGES;
  return (
    <>
      {ranges.slice(0, MAX_RANGES).map((range, index) => (
        <>
          {index > 0 && '; '}
          <span title={range}>{rangeWords(range)}</span>
        </>
      ))}
      {others > 0 && ` and ${others} more`}
    </>
  );
}
