/** What a person or an organization did and had done to it: `/account/history`, `/organization/:name/history`. */
import type { ComponentChildren } from 'preact';
import { exportAccountHistory } from '../../accounts/history/export-history.ts';
import { readAccountHistory } from '../../accounts/history/read-history.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { Database } from '../../storage/database.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { AccountTabs } from '../people/account-tabs.tsx';
import type { SiteDeps } from '../site-deps.ts';
import { withQuery } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import type { Visit } from '../visit.ts';
import { eventNumber, exportAnswer, requireEventNumber } from './export-answer.ts';
import { HistoryTable } from './history-table.tsx';

export interface HistoryDeps extends SiteDeps {
  readonly database: Database;
}

/** `GET /account/history` */
export function ownHistoryPage(deps: HistoryDeps): HttpHandler {
  return page(deps, (visit) => {
    const { urls } = visit.site;
    const { name } = requireViewer(visit);
    return showHistory(deps, visit, {
      name,
      here: urls.history,
      file: urls.historyExport,
      tabs: <AccountTabs visit={visit} current="history" />,
      lead: 'What you did, what was done in your name, and what was done to your account.',
    });
  });
}

/** `GET /organization/:name/history` */
export function organizationHistoryPage(deps: HistoryDeps): HttpHandler {
  return page(deps, (visit) => {
    const { urls } = visit.site;
    const name = visit.request.params['name'] ?? '';
    return showHistory(deps, visit, {
      name,
      here: urls.organizationHistory(name),
      file: urls.organizationHistoryExport(name),
      crumbs: <Crumbs trail={[{ label: name, href: urls.organization(name) }]} here="History" />,
      lead: 'What was done in the name of the organization, and to it.',
    });
  });
}

/** `GET /account/history/export` */
export function ownHistoryExport(deps: HistoryDeps): HttpHandler {
  return page(deps, (visit) => exportHistory(deps, visit, requireViewer(visit).name));
}

/** `GET /organization/:name/history/export` */
export function organizationHistoryExport(deps: HistoryDeps): HttpHandler {
  return page(deps, (visit) => exportHistory(deps, visit, visit.request.params['name'] ?? ''));
}

async function exportHistory(deps: HistoryDeps, visit: Visit, name: string): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const account = await requireAccount(deps.database, name);
  const after = requireEventNumber(visit.request.query.get('after'));
  const texts = await exportAccountHistory(deps, viewer, { account, ...(after === undefined ? {} : { after }) });
  return exportAnswer(visit, `history-of-${account.name}`, texts);
}

interface Shown {
  readonly name: string;
  readonly here: string;
  readonly file: string;
  /** Where the page belongs: above its heading, or under it. */
  readonly crumbs?: ComponentChildren;
  readonly tabs?: ComponentChildren;
  readonly lead: string;
}

async function showHistory(deps: HistoryDeps, visit: Visit, shown: Shown): Promise<HttpAnswer> {
  const before = eventNumber(visit.request.query.get('before'));
  const wish = { name: shown.name, ...(before === undefined ? {} : { before }) };
  const { entries, labels, keyNames, next } = await readAccountHistory(deps, requireViewer(visit), wish);
  const { urls } = visit.site;
  const body = (
    <>
      {shown.crumbs}
      <h1>History</h1>
      {shown.tabs}
      <p class="lead">{shown.lead}</p>
      <HistoryTable
        caption="History"
        entries={entries}
        words={{ urls, labels }}
        now={visit.now}
        keyNames={keyNames}
        hasOrigins
      />
      <KeysetPager
        label="the history"
        first={before === undefined ? undefined : { text: 'Newest', href: shown.here }}
        next={next === undefined ? undefined : { text: 'Older', href: withQuery(shown.here, { before: next }) }}
      />
      <p class="muted">
        Addresses and programs are kept for a limited time; everything else stays.{' '}
        <a href={shown.file}>All of it as JSON lines</a>, oldest first.
      </p>
    </>
  );
  return html(visit, { title: `History of ${shown.name}`, layout: 'wide', body });
}
