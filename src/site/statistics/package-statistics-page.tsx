/** `/stats/packages/{id}`: the downloads of one package. */
import { firstDayOf } from '../../downloads/statistics.queries.ts';
import type { DayCount } from '../../downloads/days.ts';
import { packageStatistics, type PackageStatistics } from '../../downloads/package-statistics.ts';
import { downloadsByDay, rangeOf } from '../../downloads/read-downloads.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { DayPlot } from '../ui/day-plot.tsx';
import { Empty } from '../ui/empty.tsx';
import { Figures } from '../ui/figures.tsx';
import { IdText } from '../ui/id-text.tsx';
import { TabLinks } from '../ui/tab-links.tsx';
import { BadgeSection } from './badge-section.tsx';
import { ClientTable } from './client-table.tsx';
import { groupings, readGrouping, statisticsUrl, type Grouping } from './grouping.ts';
import { packageToCount } from './package-to-count.ts';
import { daysOf, ranges, readRange, type Range } from './range.ts';
import { ReportLinks } from './report-links.tsx';
import type { StatisticsDeps } from './statistics-deps.ts';
import { VersionTable } from './version-table.tsx';

/** `GET /stats/packages/{id}` */
export function packageStatisticsPage(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const { view, isEverything } = await packageToCount(deps, visit);
    const { registrationId, displayId, downloads } = view;
    const range = readRange(visit.request.query.get('days'));
    const grouping = readGrouping(visit.request.url);
    const days = daysOf(range, visit.now, await firstDayOf(deps.database, registrationId));
    const [counts, statistics] = await Promise.all([
      downloadsByDay(deps.database, registrationId, days),
      packageStatistics(deps.database, { registrationId, isEverything, ...rangeOf(days) }),
    ]);
    const body = (
      <>
        <Crumbs
          trail={[
            { label: 'Statistics', href: urls.statistics },
            { label: displayId, href: urls.package(displayId) },
          ]}
          here="Downloads"
        />
        <h1>
          Downloads of <IdText text={displayId} />
        </h1>
        <TabLinks
          label="Days"
          tabs={ranges.map((each) => ({
            label: each.label,
            href: statisticsUrl(urls, displayId, each, grouping),
            isCurrent: each === range,
          }))}
        />
        <Figures
          figures={[
            { term: 'All time', value: downloads },
            ...(range.name === 'all' ? [] : [{ term: capital(range.title), value: statistics.total }]),
          ]}
        />
        <Told
          urls={urls}
          displayId={displayId}
          range={range}
          grouping={grouping}
          counts={counts}
          statistics={statistics}
        />
        <BadgeSection urls={urls} displayId={displayId} isOffered={view.offeredVersionKey !== undefined} />
      </>
    );
    return html(visit, { title: `Downloads of ${displayId}`, layout: 'wide', body });
  });
}

interface ToldProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly range: Range;
  readonly grouping: Grouping;
  readonly counts: readonly DayCount[];
  readonly statistics: PackageStatistics;
}

/** The days as a plot, and who or what they were as a table. */
function Told({ urls, displayId, range, grouping, counts, statistics }: ToldProps) {
  if (statistics.total === 0) {
    return (
      <Empty title="Nothing was downloaded in these days.">
        Downloads are counted when a package file is fetched, and show here within seconds.
      </Empty>
    );
  }
  return (
    <>
      <DayPlot days={counts} label={`Downloads of ${range.title}`} />
      <TabLinks
        label="Told apart"
        tabs={groupings.map(({ label, grouping: each }) => ({
          label,
          href: statisticsUrl(urls, displayId, range, each),
          isCurrent: each.byVersion === grouping.byVersion && each.byClient === grouping.byClient,
        }))}
      />
      {grouping.byVersion ? (
        <VersionTable urls={urls} displayId={displayId} statistics={statistics} byClient={grouping.byClient} />
      ) : (
        <ClientTable caption={`Clients of ${range.title}`} clients={statistics.clients} />
      )}
      <ReportLinks path={withQuery(urls.packageReport(displayId), { days: range.name })} />
    </>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
