/** `/stats/packages/{id}/{version}`: the downloads of one version. */
import { firstDayOf } from '../../downloads/statistics.queries.ts';
import { versionClients } from '../../downloads/version-statistics.queries.ts';
import { rangeOf, versionDownloadsByDay } from '../../downloads/read-downloads.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { DayPlot } from '../ui/day-plot.tsx';
import { Empty } from '../ui/empty.tsx';
import { Figures } from '../ui/figures.tsx';
import { IdText } from '../ui/id-text.tsx';
import { TabLinks } from '../ui/tab-links.tsx';
import { ClientTable } from './client-table.tsx';
import { versionToCount } from './package-to-count.ts';
import { daysOf, ranges, readRange } from './range.ts';
import { ReportLinks } from './report-links.tsx';
import type { StatisticsDeps } from './statistics-deps.ts';
import { ListingBadge } from './version-table.tsx';

/** `GET /stats/packages/{id}/{version}` */
export function versionStatisticsPage(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const { view } = await versionToCount(deps, visit);
    const { registrationId, displayId, version } = view;
    const text = version.normalizedVersion;
    const range = readRange(visit.request.query.get('days'));
    const days = daysOf(range, visit.now, await firstDayOf(deps.database, registrationId));
    const [counts, byClient] = await Promise.all([
      versionDownloadsByDay(deps.database, version.versionId, days),
      versionClients(deps.database.scan, [version.versionId], rangeOf(days)),
    ]);
    const clients = byClient.toSorted((a, b) => b.count - a.count);
    const body = (
      <>
        <Crumbs
          trail={[
            { label: 'Statistics', href: urls.statistics },
            { label: displayId, href: urls.packageStatistics(displayId) },
          ]}
          here={text}
        />
        <h1>
          Downloads of <IdText text={displayId} /> <IdText text={text} />
        </h1>
        <ListingBadge version={version} />
        <TabLinks
          label="Days"
          tabs={ranges.map((each) => ({
            label: each.label,
            href: withQuery(urls.versionStatistics(displayId, text), { days: each.name }),
            isCurrent: each === range,
          }))}
        />
        <Figures figures={[{ term: 'All time', value: version.downloads }]} />
        {clients.length === 0 ? (
          <Empty title="Nothing was downloaded in these days." />
        ) : (
          <>
            <DayPlot days={counts} label={`Downloads of ${range.title}`} />
            <h2>Clients</h2>
            <ClientTable caption={`Clients of ${range.title}`} clients={clients} />
            <ReportLinks path={withQuery(urls.versionReport(displayId, text), { days: range.name })} />
          </>
        )}
      </>
    );
    return html(visit, { title: `Downloads of ${displayId} ${text}`, layout: 'wide', body });
  });
}
