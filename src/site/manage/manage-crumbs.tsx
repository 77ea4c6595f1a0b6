import type { SiteUrls } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';

interface ManageCrumbsProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly here: string;
}

/** From the list of packages through Manage to a page under it. */
export function ManageCrumbs({ urls, displayId, here }: ManageCrumbsProps) {
  const trail = [
    { label: 'Manage packages', href: urls.packages },
    { label: displayId, href: urls.package(displayId) },
    { label: 'Manage', href: urls.manage(displayId) },
  ];
  return <Crumbs trail={trail} here={here} />;
}
