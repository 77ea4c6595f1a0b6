/** Manage: listing and deprecation of versions, one by one and many at once: a part of routes.ts, which has all the others. */
import type { HttpHandler } from '../../http/exchange.ts';
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { backToDeprecation, deprecationForm, deprecationPage, removeRuleForm } from './deprecation-page.tsx';
import { listingForm, listingPage } from './listing-page.tsx';
import type { ManageDeps } from './manage-deps.ts';
import { managePage } from './manage-page.tsx';
import { toManage } from './old-paths.ts';
import { updateListedForm } from './update-listed-form.ts';

export function managePages(pages: ManageDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.manage, managePage(pages)),
    show(sitePaths.manageVersion, managePage(pages)),
    show(sitePaths.manageListing, listingPage(pages)),
    write(sitePaths.manageListing, listingForm(pages)),
    show(sitePaths.manageDeprecation, deprecationPage(pages)),
    write(sitePaths.manageDeprecation, deprecationForm(pages)),
    show(sitePaths.manageDeprecationRules, backToDeprecation(pages)),
    write(sitePaths.manageDeprecationRules, removeRuleForm(pages)),
    show(sitePaths.updateListed, toManage(pages)),
    write(sitePaths.updateListed, updateListedForm(pages)),
    show(sitePaths.deleteVersion, toManage(pages)),
    show(sitePaths.editVersion, toManage(pages)),
    show(sitePaths.managePackageOwners, toManage(pages)),
  ];
}
