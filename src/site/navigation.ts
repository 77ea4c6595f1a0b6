/** What the frame leads to. A page is named here when it exists, and not before. */
import type { SessionPrincipal } from '../accounts/principal.ts';
import type { SiteUrls } from './site-urls.ts';

export interface NavigationLink {
  readonly label: string;
  readonly href: string;
}

/** Beside the search, for everybody. */
export function mainLinks(urls: SiteUrls): readonly NavigationLink[] {
  return [
    { label: 'Packages', href: urls.search },
    { label: 'Upload', href: urls.upload },
    { label: 'Statistics', href: urls.statistics },
  ];
}

/** In the menu of somebody who is signed in. */
export function accountLinks(urls: SiteUrls, viewer: SessionPrincipal): readonly NavigationLink[] {
  return [
    { label: 'View profile', href: urls.profile(viewer.name) },
    { label: 'Account settings', href: urls.account },
    { label: 'Security', href: urls.security },
    { label: 'API keys', href: urls.apiKeys },
    { label: 'Manage packages', href: urls.packages },
    { label: 'Upload package', href: urls.upload },
    { label: 'Organizations', href: urls.organizations },
    { label: 'Reserved prefixes', href: urls.prefixes },
    ...(viewer.isAdministrator ? [{ label: 'Admin', href: urls.admin }] : []),
  ];
}

/** At the foot, beside the feed's URL. */
export function footLinks(urls: SiteUrls): readonly NavigationLink[] {
  const policies = ['About', 'Terms', 'Privacy', 'Contact'];
  return [
    { label: 'Documentation', href: urls.docs },
    ...policies.map((policy) => ({ label: policy, href: urls.policy(policy) })),
    { label: 'Status', href: urls.local('/health/ready') },
  ];
}
