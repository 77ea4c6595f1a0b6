/** `/packages`: every package, or those that match. What is shown stands in the address. */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { packageSummaries } from '../../packages/summaries/package-summaries.ts';
import { parseQuery } from '../../search/parse-query.ts';
import { MAX_COUNTED } from '../../search/search-file.queries.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { seeOther } from '../see-other.ts';
import { cutText } from '../ui/cut-text.ts';
import { PackageRows } from '../ui/package-row.tsx';
import { Pager } from '../ui/pager.tsx';
import type { Visit } from '../visit.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { NothingFound, type Found } from './nothing-found.tsx';
import { AppliedFilters, SearchFilters } from './search-filters.tsx';
import { SearchHelp } from './search-help.tsx';
import {
  isWordy,
  orderTitles,
  PACKAGES_PER_PAGE,
  pagesOf,
  parseSearchState,
  questionOf,
  searchParameters,
  searchStateUrl,
  withoutFilters,
  type SearchState,
} from './search-state.ts';

const MAX_TITLE_LENGTH = 60;

/** `GET /packages` */
export function searchPage(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const query = new URLSearchParams(visit.request.url.split('?')[1] ?? '');
    const state = parseSearchState(query);
    if ('faults' in state) {
      const message = 'The address of this search asks for something that there is not.';
      throw new Problem('bad_request', message, { faults: state.faults });
    }
    if (isWordy(query)) return seeOther(searchStateUrl(visit.site.urls, state));
    return showSearch(deps, visit, state);
  });
}

async function showSearch(deps: DiscoveryDeps, visit: Visit, state: SearchState): Promise<HttpAnswer> {
  const found = await findPackages(deps, visit, state);
  const { q } = state;
  const isPlain = searchParameters(state).length === 0;
  return html(visit, {
    title: q === '' ? 'Packages' : `${cutText(q, MAX_TITLE_LENGTH)} · Packages`,
    layout: 'wide',
    // What is found by chance is no page that a search engine should lead to.
    head: isPlain ? undefined : <meta name="robots" content="noindex" />,
    search: { query: q, kept: searchParameters({ ...state, q: '', page: 1 }) },
    body: (
      <div class="finder">
        <SearchFilters urls={visit.site.urls} state={state} />
        <div class="finder-main">
          <Results visit={visit} state={state} found={found} />
        </div>
        <SearchHelp urls={visit.site.urls} />
      </div>
    ),
  });
}

async function findPackages(deps: DiscoveryDeps, visit: Visit, state: SearchState): Promise<Found> {
  const { packages: search } = deps.search;
  const skip = (state.page - 1) * PACKAGES_PER_PAGE;
  const { total, packages } = await search.browse(questionOf(state, visit.now), { skip, take: PACKAGES_PER_PAGE });
  const ids = packages.map(({ registrationId }) => registrationId);
  const all =
    total === 0 ? await search.browse(questionOf(withoutFilters(state), visit.now), { skip: 0, take: 1 }) : undefined;
  return { total, packages: await packageSummaries(deps.database, ids), unfiltered: all?.total };
}

function Results({
  visit,
  state,
  found,
}: {
  readonly visit: Visit;
  readonly state: SearchState;
  readonly found: Found;
}) {
  const { urls } = visit.site;
  const { total, packages } = found;
  const exactMatch = exactMatchOf(state.q);
  return (
    <>
      <Heading state={state} total={total} />
      <div class="finder-bar">
        <SortLinks visit={visit} state={state} />
        <AppliedFilters urls={urls} state={state} />
      </div>
      {packages.length === 0 ? (
        <NothingFound urls={urls} state={state} found={found} />
      ) : (
        <PackageRows
          visit={visit}
          packages={packages}
          level={2}
          {...(exactMatch === undefined ? {} : { exactMatch })}
        />
      )}
      <Pager
        label="packages"
        page={state.page}
        pages={pagesOf(total)}
        href={(number) => searchStateUrl(urls, { ...state, page: number })}
      />
    </>
  );
}

/** The key of the id that the words could be. */
function exactMatchOf(q: string): string | undefined {
  const query = parseQuery(q);
  return 'code' in query ? undefined : query.idKey;
}

function Heading({ state: { q }, total }: { readonly state: SearchState; readonly total: number }) {
  const count = `${total.toLocaleString('en')}${q !== '' && total >= MAX_COUNTED ? ' or more' : ''}`;
  const counted = `${count} ${total === 1 ? 'package' : 'packages'}`;
  return (
    <h1 class="finder-title">
      {counted}
      {q !== '' && (
        <>
          {' '}
          for <bdi>“{cutText(q, MAX_TITLE_LENGTH)}”</bdi>
        </>
      )}
    </h1>
  );
}

/** Links, since an order is chosen with one click. */
function SortLinks({ visit, state }: { readonly visit: Visit; readonly state: SearchState }) {
  return (
    <nav class="sorts" aria-label="Sort by">
      <ul>
        {Object.entries(orderTitles).map(([order, title]) => (
          <li>
            <a
              href={searchStateUrl(visit.site.urls, { ...state, page: 1, order: order as SearchState['order'] })}
              aria-current={state.order === order ? 'true' : undefined}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
