/** The URLs of history, and of administration of the gallery: a part of routes.ts, which has all the others. */
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import {
  organizationHistoryExport,
  organizationHistoryPage,
  ownHistoryExport,
  ownHistoryPage,
  type HistoryDeps,
} from '../history/account-history-pages.tsx';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import type { AdminDeps } from './admin-deps.ts';
import { auditExport, auditPage } from './audit-pages.tsx';
import { invitationsForm, invitationsPage } from './invitations-pages.tsx';
import { adminOverviewPage } from './overview-page.tsx';
import { peoplePage } from './people-page.tsx';
import { personForm, personPage } from './person-pages.tsx';
import { changeSettingForm, settingsPage } from './settings-pages.tsx';

export function historyPages(pages: HistoryDeps): Route[] {
  return [
    show(sitePaths.history, ownHistoryPage(pages)),
    show(sitePaths.historyExport, ownHistoryExport(pages)),
    show(sitePaths.organizationHistory, organizationHistoryPage(pages)),
    show(sitePaths.organizationHistoryExport, organizationHistoryExport(pages)),
  ];
}

export function administrationPages(pages: AdminDeps, readOnly: string | undefined): Route[] {
  return [
    show(sitePaths.admin, adminOverviewPage(pages)),
    show(sitePaths.adminPeople, peoplePage(pages)),
    show(sitePaths.adminPerson, personPage(pages)),
    take(sitePaths.adminPerson, writing(readOnly, personForm(pages))),
    show(sitePaths.adminInvitations, invitationsPage(pages)),
    take(sitePaths.adminInvitations, writing(readOnly, invitationsForm(pages))),
    show(sitePaths.adminAudit, auditPage(pages)),
    show(sitePaths.adminAuditExport, auditExport(pages)),
    show(sitePaths.adminSettings, settingsPage(pages)),
    take(sitePaths.adminSettings, writing(readOnly, changeSettingForm(pages))),
  ];
}
