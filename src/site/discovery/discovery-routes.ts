/** Finding packages: search, profiles, feeds for readers, and what search engines ask for: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { answerGalleryAtom, answerPackageAtom, answerProfileAtom } from './atom-feeds.ts';
import { answerAvatar } from './avatar.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { oldListPaths } from './list-redirects.ts';
import { profilePage } from './profile-page.tsx';
import { answerRobots, answerSitemap, answerSitemapPage } from './robots.ts';
import { answerSearchDescription } from './search-description.ts';
import { searchPage } from './search-page.tsx';
import { answerSuggestions } from './suggestions.ts';

export function discoveryPages(pages: DiscoveryDeps, _readOnly: string | undefined): Route[] {
  return [
    show(sitePaths.search, searchPage(pages)),
    show(sitePaths.searchSuggestions, answerSuggestions(pages)),
    show(sitePaths.searchDescription, answerSearchDescription(pages)),
    ...oldListPaths(pages.site.urls),

    show(sitePaths.profile, profilePage(pages)),
    show(sitePaths.avatar, answerAvatar(pages)),

    show(sitePaths.packageAtom, answerPackageAtom(pages)),
    show(sitePaths.profileAtom, answerProfileAtom(pages)),
    show(sitePaths.galleryAtom, answerGalleryAtom(pages)),

    show(sitePaths.robots, answerRobots(pages)),
    show(sitePaths.sitemap, answerSitemap(pages)),
    show(sitePaths.sitemapPage, answerSitemapPage(pages)),
  ];
}
