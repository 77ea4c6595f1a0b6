/** `/stats`: the downloads of the whole gallery. */
import { lastDays } from '../../downloads/days.ts';
import { galleryDownloadsByDay, rangeOf } from '../../downloads/read-downloads.ts';
import { galleryClients } from '../../downloads/statistics.queries.ts';
import { topPackages, topVersions } from '../../downloads/top-downloads.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { DayPlot } from '../ui/day-plot.tsx';
import { Empty } from '../ui/empty.tsx';
import { Figures } from '../ui/figures.tsx';
import { ClientTable } from './client-table.tsx';
import type { TotalsDeps } from './statistics-deps.ts';
import { StatisticsTabs } from './statistics-tabs.tsx';
import { TopPackages, TopVersions } from './top-tables.tsx';

/** Six weeks, as nuget.org shows. */
const PLOTTED_DAYS = 42;
const SHOWN_AT_FIRST = 10;

/** `GET /stats` */
export function statisticsPage(deps: TotalsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const days = lastDays(visit.now, PLOTTED_DAYS);
    const [totals, counts, clients, packages, versions] = await Promise.all([
      deps.totals(),
      galleryDownloadsByDay(deps.database, days),
      galleryClients(deps.database, rangeOf(days)),
      topPackages(deps.database, SHOWN_AT_FIRST),
      topVersions(deps.database, SHOWN_AT_FIRST),
    ]);
    const body = (
      <>
        <h1>Statistics</h1>
        <StatisticsTabs urls={urls} current="overview" />
        <Figures
          figures={[
            { term: 'Downloads', value: totals.downloads },
            { term: 'Packages', value: totals.packages },
            { term: 'Package versions', value: totals.versions },
          ]}
        />
        {clients.length === 0 ? (
          <NoDownloads hasEarlier={packages.length > 0} />
        ) : (
          <>
            <DayPlot days={counts} label="Downloads of the last six weeks" />
            <section>
              <h2>Clients of the last six weeks</h2>
              <ClientTable caption="Clients of the last six weeks" clients={clients} />
            </section>
          </>
        )}
        {packages.length > 0 && (
          <div class="halves">
            <section>
              <h2>Most downloaded packages</h2>
              <TopPackages urls={urls} rows={packages} />
              <p>
                <a href={urls.statisticsPackages}>More packages</a>
              </p>
            </section>
            <section>
              <h2>Most downloaded versions</h2>
              <TopVersions urls={urls} rows={versions} />
              <p>
                <a href={urls.statisticsVersions}>More versions</a>
              </p>
            </section>
          </div>
        )}
      </>
    );
    return html(visit, { title: 'Statistics', layout: 'wide', body });
  });
}

function NoDownloads({ hasEarlier }: { readonly hasEarlier: boolean }) {
  if (hasEarlier) return <Empty title="Nothing was downloaded in the last six weeks." />;
  return (
    <Empty title="Nothing was downloaded yet.">
      Downloads are counted when a package file is fetched, and show here within seconds.
    </Empty>
  );
}
