/** The URLs of packages and their owners, for people: a part of routes.ts, which has all the others. */
import type { HttpHandler } from '../../http/exchange.ts';
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { backToPackages, changeOwnersForm } from './change-owners-page.tsx';
import { changeListingForm } from './change-listing-page.tsx';
import { answerOwnerInvitationForm, answerOwnerInvitationsForm, toOwnerInvitation } from './invitation-forms.ts';
import {
  addOwnerForm,
  backToOwners,
  cancelOwnerInvitationForm,
  inviteOwnerForm,
  removeOwnerForm,
} from './owner-forms.ts';
import { ownersPage } from './owners-page.tsx';
import type { PackageDeps } from './package-deps.ts';
import { packageHistoryPage } from './package-history-page.tsx';
import { packagesPage } from './packages-page.tsx';
import { removeOwnerPage } from './remove-owner-page.tsx';

export function packagePages(pages: PackageDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.packages, packagesPage(pages)),
    show(sitePaths.changeOwners, backToPackages(pages)),
    write(sitePaths.changeOwners, changeOwnersForm(pages)),
    show(sitePaths.changeListing, backToPackages(pages)),
    write(sitePaths.changeListing, changeListingForm(pages)),
    show(sitePaths.answerOwnerInvitations, backToPackages(pages)),
    write(sitePaths.answerOwnerInvitations, answerOwnerInvitationsForm(pages)),
    show(sitePaths.packageOwners, ownersPage(pages)),
    write(sitePaths.packageOwners, inviteOwnerForm(pages)),
    show(sitePaths.packageOwnerAdd, backToOwners(pages)),
    write(sitePaths.packageOwnerAdd, addOwnerForm(pages)),
    show(sitePaths.packageOwnerRemove, removeOwnerPage(pages)),
    write(sitePaths.packageOwnerRemove, removeOwnerForm(pages)),
    show(sitePaths.packageOwnerConfirm, toOwnerInvitation(pages)),
    write(sitePaths.packageOwnerConfirm, answerOwnerInvitationForm(pages, 'accept')),
    show(sitePaths.packageOwnerReject, toOwnerInvitation(pages)),
    write(sitePaths.packageOwnerReject, answerOwnerInvitationForm(pages, 'decline')),
    show(sitePaths.packageOwnerCancel, backToOwners(pages)),
    write(sitePaths.packageOwnerCancel, cancelOwnerInvitationForm(pages)),
    show(sitePaths.packageHistory, packageHistoryPage(pages)),
  ];
}
