import type { SiteUrls } from '../site-urls.ts';
import { TabLinks } from '../ui/tab-links.tsx';

interface StatisticsTabsProps {
  readonly urls: SiteUrls;
  readonly current: 'overview' | 'packages' | 'versions';
}

/** The pages of the whole gallery's downloads. */
export function StatisticsTabs({ urls, current }: StatisticsTabsProps) {
  const tabs = [
    { label: 'Overview', href: urls.statistics, isCurrent: current === 'overview' },
    { label: 'Packages', href: urls.statisticsPackages, isCurrent: current === 'packages' },
    { label: 'Versions', href: urls.statisticsVersions, isCurrent: current === 'versions' },
  ];
  return <TabLinks label="Statistics" tabs={tabs} />;
}
