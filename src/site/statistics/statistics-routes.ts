/** Downloads, as plots, tables and documents: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { packagePicture } from '../pictures/package-picture.ts';
import { sitePaths } from '../site-urls.ts';
import { badge } from './badges.ts';
import { packageReport, versionReport } from './reports.ts';
import { packageStatisticsPage } from './package-statistics-page.tsx';
import { withTotals, type StatisticsDeps } from './statistics-deps.ts';
import { statisticsPage } from './statistics-page.tsx';
import { topPackagesPage, topVersionsPage } from './top-pages.tsx';
import { totalsDocument } from './totals.ts';
import { versionStatisticsPage } from './version-statistics-page.tsx';

export function statisticsPages(pages: StatisticsDeps): Route[] {
  const deps = withTotals(pages);
  return [
    show(sitePaths.statistics, statisticsPage(deps)),
    show(sitePaths.statisticsPackages, topPackagesPage(pages)),
    show(sitePaths.statisticsVersions, topVersionsPage(pages)),
    show(sitePaths.statisticsTotals, totalsDocument(deps)),
    show(sitePaths.packageStatistics, packageStatisticsPage(pages)),
    show(sitePaths.versionStatistics, versionStatisticsPage(pages)),
    show(sitePaths.packageReport, packageReport(pages)),
    show(sitePaths.versionReport, versionReport(pages)),
    show(sitePaths.badge, badge(pages)),
    show(sitePaths.packagePicture, packagePicture(pages)),
  ];
}
