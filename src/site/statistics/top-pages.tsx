/** The whole lists of what is downloaded most. */
import { topPackages, topVersions } from '../../downloads/top-downloads.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Empty } from '../ui/empty.tsx';
import { Pager } from '../ui/pager.tsx';
import type { StatisticsDeps } from './statistics-deps.ts';
import { StatisticsTabs } from './statistics-tabs.tsx';
import { TopPackages, TopVersions } from './top-tables.tsx';

const MOST_PACKAGES = 100;
const MOST_VERSIONS = 500;
const VERSIONS_PER_PAGE = 100;

/** `GET /stats/packages` */
export function topPackagesPage(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const rows = await topPackages(deps.database, MOST_PACKAGES);
    const body = (
      <>
        <h1>Most downloaded packages</h1>
        <StatisticsTabs urls={urls} current="packages" />
        {rows.length === 0 ? <NoDownloads /> : <TopPackages urls={urls} rows={rows} />}
      </>
    );
    return html(visit, { title: 'Most downloaded packages', layout: 'wide', body });
  });
}

/** `GET /stats/packageversions` */
export function topVersionsPage(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const all = await topVersions(deps.database, MOST_VERSIONS);
    const pages = Math.max(1, Math.ceil(all.length / VERSIONS_PER_PAGE));
    const asked = Number(/^[1-9]\d{0,2}$/.exec(visit.request.query.get('page') ?? '')?.[0] ?? 1);
    const current = Math.min(asked, pages);
    const before = (current - 1) * VERSIONS_PER_PAGE;
    const body = (
      <>
        <h1>Most downloaded versions</h1>
        <StatisticsTabs urls={urls} current="versions" />
        {all.length === 0 ? (
          <NoDownloads />
        ) : (
          <TopVersions urls={urls} rows={all.slice(before, before + VERSIONS_PER_PAGE)} before={before} />
        )}
        <Pager
          label="versions"
          page={current}
          pages={pages}
          href={(number) => withQuery(urls.statisticsVersions, { page: number === 1 ? undefined : number })}
        />
      </>
    );
    return html(visit, { title: 'Most downloaded versions', layout: 'wide', body });
  });
}

function NoDownloads() {
  return (
    <Empty title="Nothing was downloaded yet.">
      Downloads are counted when a package file is fetched, and show here within seconds.
    </Empty>
  );
}
