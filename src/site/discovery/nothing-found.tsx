import type { PackageSummary } from '../../packages/summaries/package-summaries.ts';
import type { SiteUrls } from '../site-urls.ts';
import { withQuery } from '../site-urls.ts';
import { cutText } from '../ui/cut-text.ts';
import { Empty } from '../ui/empty.tsx';
import { appliedFilters } from './search-filters.tsx';
import { everyPackage, pagesOf, searchStateUrl, withoutFilters, type SearchState } from './search-state.ts';

export interface Found {
  readonly total: number;
  readonly packages: readonly PackageSummary[];
  /** How many there were without filters; undefined where something was found. */
  readonly unfiltered: number | undefined;
}

interface NothingFoundProps {
  readonly urls: SiteUrls;
  readonly state: SearchState;
  readonly found: Found;
}

const MAX_QUERY_LENGTH = 80;
const MAX_WORD_LENGTH = 40;

/** Why nothing is there, and what finds more. */
export function NothingFound({ urls, state, found }: NothingFoundProps) {
  const { q, page } = state;
  const pages = pagesOf(found.total);
  if (found.total > 0) {
    const last = Math.min(pages, page - 1);
    return (
      <Empty
        title={
          page > pages ? `There is no page ${page} of these packages.` : 'Nothing of this page is listed any more.'
        }
      >
        <p>
          <a href={searchStateUrl(urls, { ...state, page: Math.max(1, last) })}>Go to page {Math.max(1, last)}</a>
        </p>
      </Empty>
    );
  }
  if (q === '' && appliedFilters(state).length === 0) {
    return (
      <Empty title="There is no package yet.">
        <p>
          <a href={urls.home}>Push the first one</a>
        </p>
      </Empty>
    );
  }
  return (
    <Empty
      title={q === '' ? 'No package passes these filters.' : `No package matches “${cutText(q, MAX_QUERY_LENGTH)}”.`}
    >
      <ul>
        <Relaxations urls={urls} state={state} found={found} />
      </ul>
    </Empty>
  );
}

function Relaxations({ urls, state, found: { unfiltered = 0 } }: NothingFoundProps) {
  const { q } = state;
  const filters = appliedFilters(state);
  const words = q.split(/\s+/).filter((word) => word !== '');
  const first = words[0] ?? '';
  const isScoped = /\w+:/.test(q);
  return (
    <>
      {filters.length > 0 && (
        <li>
          {unfiltered > 0 ? (
            <a href={searchStateUrl(urls, withoutFilters(state))}>
              Search without filters: {unfiltered.toLocaleString('en')} {unfiltered === 1 ? 'package' : 'packages'}
            </a>
          ) : (
            'Without filters nothing is found either.'
          )}
        </li>
      )}
      {unfiltered > 0 &&
        filters.length > 1 &&
        filters.map(({ title, without }) => (
          <li>
            <a href={searchStateUrl(urls, without)}>Search without “{title}”</a>
          </li>
        ))}
      {q !== '' && <li>Look at the spelling. Words match whole; only the last may be the beginning of one.</li>}
      {words.length > 1 && (
        <li>
          Every word must match.{' '}
          <a href={withQuery(urls.search, { q: first })}>Search for “{cutText(first, MAX_WORD_LENGTH)}” alone</a>
        </li>
      )}
      {isScoped && <li>A word with a colon in it searches one field: “Search syntax” has them.</li>}
      <li>
        <a href={searchStateUrl(urls, everyPackage)}>See all packages</a>
      </li>
    </>
  );
}
