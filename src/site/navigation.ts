/** What the frame leads to. A page is named here when it exists, and not before. */
import type { SessionPrincipal } from '../accounts/principal.ts';
import type { SiteUrls } from './site-urls.ts';

export interface NavigationLink {
  readonly label: string;
  readonly href: string;
}

/** Beside the search, for everybody. */
export function mainLinks(_urls: SiteUrls): readonly NavigationLink[] {
  return [];
}

/** Where the search of packages is; undefined while there is none. */
export function searchUrl(_urls: SiteUrls): string | undefined {
  return undefined;
}

/** In the menu of somebody who is signed in. */
export function accountLinks(urls: SiteUrls, viewer: SessionPrincipal): readonly NavigationLink[] {
  return [
    { label: 'Account settings', href: urls.account },
    { label: 'Security', href: urls.security },
    { label: 'API keys', href: urls.apiKeys },
    { label: 'Manage packages', href: urls.packages },
    { label: 'Organizations', href: urls.organizations },
    ...(viewer.isAdministrator ? [{ label: 'Admin', href: urls.admin }] : []),
  ];
}

/** At the foot, beside the feed's URL. */
export function footLinks(urls: SiteUrls): readonly NavigationLink[] {
  return [{ label: 'Status', href: urls.local('/health/ready') }];
}
