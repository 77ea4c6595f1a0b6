import type { HttpHandler } from '../../http/exchange.ts';
import { packageHistory } from '../../packages/history/package-history.ts';
import { eventNumber } from '../history/export-answer.ts';
import { HistoryTable } from '../history/history-table.tsx';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { requireIdOf, type PackageDeps } from './package-deps.ts';
import { PackageTabs } from './package-tabs.tsx';

/** `GET /packages/:id/history`: who did what to a package and its versions, for those who manage it. */
export function packageHistoryPage(deps: PackageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const { urls } = visit.site;
    const before = eventNumber(visit.request.query.get('before'));
    const id = requireIdOf(visit);
    const history = await packageHistory(deps.database, viewer, id, before);
    const { displayId, entries, labels, keyNames, next } = history;
    const here = urls.packageHistory(displayId);
    const body = (
      <>
        <Crumbs trail={[{ label: 'Manage packages', href: urls.packages }]} here={displayId} />
        <h1>
          History of <IdText text={displayId} />
        </h1>
        <PackageTabs urls={urls} displayId={displayId} current="history" />
        <HistoryTable
          caption={`History of ${displayId}`}
          entries={entries}
          words={{ urls, labels, packageKey: id.key }}
          now={visit.now}
          keyNames={keyNames}
          hasOrigins={viewer.isAdministrator}
        />
        <KeysetPager
          label="the history"
          first={before === undefined ? undefined : { text: 'Newest', href: here }}
          next={next === undefined ? undefined : { text: 'Older', href: withQuery(here, { before: next }) }}
        />
      </>
    );
    return html(visit, { title: `History of ${displayId}`, layout: 'wide', body });
  });
}
