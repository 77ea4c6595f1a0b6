import type { SiteUrls } from '../site-urls.ts';
import { TabLinks } from '../ui/tab-links.tsx';

interface PackageTabsProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly current: 'owners' | 'history';
}

/** The pages of one package for those who manage it. */
export function PackageTabs({ urls, displayId, current }: PackageTabsProps) {
  const tabs = [
    { label: 'Manage', href: urls.manage(displayId), isCurrent: false },
    { label: 'Owners', href: urls.packageOwners(displayId), isCurrent: current === 'owners' },
    { label: 'History', href: urls.packageHistory(displayId), isCurrent: current === 'history' },
  ];
  return <TabLinks label={`Pages of ${displayId}`} tabs={tabs} />;
}
