import { TabLinks } from '../ui/tab-links.tsx';
import type { Visit } from '../visit.ts';

const pages = { account: 'Settings', security: 'Security', sessions: 'Sessions', history: 'History' } as const;

/** The pages about oneself, on top of each of them. */
export function AccountTabs({ visit, current }: { readonly visit: Visit; readonly current: keyof typeof pages }) {
  const { urls } = visit.site;
  const tabs = (Object.keys(pages) as (keyof typeof pages)[]).map((page) => ({
    label: pages[page],
    href: urls[page],
    isCurrent: page === current,
  }));
  return <TabLinks label="Account" tabs={tabs} />;
}
