import { countGallery } from '../../accounts/administration/read-accounts.ts';
import { readWholeHistory } from '../../accounts/history/read-history.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import type { FollowerState } from '../../log/followers.ts';
import { countWaitingRequests, MAX_REQUESTS_COUNTED } from '../../packages/prefixes/read-prefixes.ts';
import { HistoryTable } from '../history/history-table.tsx';
import { html } from '../html.tsx';
import { page, requireAdministrator } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import type { AdminDeps } from './admin-deps.ts';
import { AdminTabs } from './admin-tabs.tsx';

const NEWEST_SHOWN = 10;

/** `GET /Admin`: how the gallery is, at a glance. */
export function adminOverviewPage(deps: AdminDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireAdministrator(visit);
    const { urls } = visit.site;
    const counts = await countGallery(deps, viewer);
    const { entries, labels, keyNames } = await readWholeHistory(deps, viewer, {});
    const linked = (count: number, which: string) => (
      <a href={withQuery(urls.adminPeople, { which })}>{count.toLocaleString('en')}</a>
    );
    const facts: Definition[] = [
      { term: 'People', value: linked(counts.people, 'people') },
      { term: 'Organizations', value: linked(counts.organizations, 'organizations') },
      { term: 'Locked accounts', value: linked(counts.locked, 'locked') },
      { term: 'Package ids', value: counts.packages.toLocaleString('en') },
      { term: 'Requests for prefixes', value: <a href={urls.adminPrefixes}>{await waiting(deps, viewer)}</a> },
      { term: 'API keys that work', value: counts.keys.toLocaleString('en') },
      { term: 'Mails that wait', value: counts.mailsWaiting.toLocaleString('en') },
      { term: 'Mails that failed', value: counts.mailsFailed.toLocaleString('en') },
      ...deps.followerStates().map(followerFact),
    ];
    const body = (
      <>
        <h1>Administration</h1>
        <AdminTabs urls={urls} here="Overview" />
        <DefinitionList items={facts} />
        <h2>Newest events</h2>
        <HistoryTable
          caption="Newest events"
          entries={entries.slice(0, NEWEST_SHOWN)}
          words={{ urls, labels }}
          now={visit.now}
          keyNames={keyNames}
          hasOrigins
        />
        <p>
          <a href={urls.adminAudit}>All events</a>
        </p>
      </>
    );
    return html(visit, { title: 'Administration', layout: 'wide', body });
  });
}

async function waiting(deps: AdminDeps, viewer: SessionPrincipal): Promise<string> {
  const count = await countWaitingRequests(deps, viewer);
  return count < MAX_REQUESTS_COUNTED ? count.toLocaleString('en') : `${MAX_REQUESTS_COUNTED} or more`;
}

/** Whoever follows the log shows here that it does, or how much it has before it. */
function followerFact({ name, lag, failures }: FollowerState): Definition {
  const state = lag === 0 ? 'up to date' : `${lag.toLocaleString('en')} events behind`;
  const failed = failures === 0 ? '' : `, failed ${failures} ${failures === 1 ? 'time' : 'times'} in a row`;
  return { term: `${name.charAt(0).toUpperCase()}${name.slice(1)} on this node`, value: `${state}${failed}` };
}
