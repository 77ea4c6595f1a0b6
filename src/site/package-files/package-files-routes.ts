/** What is inside a package: its files, comparison of versions, and the readme that stands in for another: a part of routes.ts, which has all the others. */
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { comparePage } from './compare-page.tsx';
import { filePage } from './file-page.tsx';
import { changeReadmeForm, manageReadmePage } from './manage-readme-page.tsx';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

export function packageFilesPages(pages: PackageFilesPageDeps, readOnly: string | undefined): Route[] {
  return [
    show(sitePaths.packageFile, filePage(pages)),
    show(sitePaths.packageCompare, comparePage(pages)),
    show(sitePaths.manageReadme, manageReadmePage(pages)),
    take(sitePaths.manageReadme, writing(readOnly, changeReadmeForm(pages))),
  ];
}
