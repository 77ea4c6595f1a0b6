/** The package page, its tabs and the ways that lead to it: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { licensePage } from './license-page.tsx';
import type { PackagePageDeps } from './package-page-deps.ts';
import { latestPage, packagePage } from './package-page.tsx';

export function packagePagePages(pages: PackagePageDeps): Route[] {
  return [
    show(sitePaths.package, packagePage(pages)),
    show(sitePaths.packageVersion, packagePage(pages)),
    show(sitePaths.packageLatest, latestPage(pages, 'stable')),
    show(sitePaths.packageLatestPrerelease, latestPage(pages, 'prerelease')),
    show(sitePaths.packageLatestPrereleaseNamed, latestPage(pages, 'prerelease')),
    show(sitePaths.packageAbsoluteLatest, latestPage(pages, 'absolute')),
    show(sitePaths.packageLicense, licensePage(pages)),
  ];
}
