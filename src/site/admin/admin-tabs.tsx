import type { SiteUrls } from '../site-urls.ts';
import { TabLinks } from '../ui/tab-links.tsx';

type AdminArea = 'Overview' | 'People' | 'Invitations' | 'Prefixes' | 'Audit' | 'Settings';

/** The pages for administrators of the gallery. */
export function AdminTabs({ urls, here }: { readonly urls: SiteUrls; readonly here: AdminArea }) {
  const areas: readonly [label: AdminArea, href: string][] = [
    ['Overview', urls.admin],
    ['People', urls.adminPeople],
    ['Invitations', urls.adminInvitations],
    ['Prefixes', urls.adminPrefixes],
    ['Audit', urls.adminAudit],
    ['Settings', urls.adminSettings],
  ];
  const tabs = areas.map(([label, href]) => ({ label, href, isCurrent: label === here }));
  return <TabLinks label="Administration" tabs={tabs} />;
}
