import type { SiteUrls } from '../site-urls.ts';

export interface SearchBoxProps {
  readonly urls: Pick<SiteUrls, 'search' | 'searchSuggestions'>;
  /** What was searched for. */
  readonly query?: string;
  /** `/` leads into the box whose id is `search`: one of each page has it. */
  readonly id?: string;
  /** What else a search keeps: filters, by their names in the address. */
  readonly kept?: readonly (readonly [name: string, value: string])[];
  /** The first thing on its page. */
  readonly isLarge?: boolean;
}

/** The search of packages. A script suggests ids while somebody types. */
export function SearchBox({ urls, query = '', id = 'search', kept = [], isLarge = false }: SearchBoxProps) {
  return (
    <search class={isLarge ? 'search search-large' : 'search'}>
      <form class="search-form" action={urls.search}>
        <label class="visually-hidden" for={id}>
          Search packages
        </label>
        <input
          class="input search-input"
          type="search"
          id={id}
          name="q"
          value={query}
          maxlength={200}
          placeholder="Search packages"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          data-suggestions={urls.searchSuggestions}
        />
        {id === 'search' && (
          <kbd class="search-key" aria-hidden="true">
            /
          </kbd>
        )}
        {isLarge && <button class="button button-primary">Search</button>}
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      </form>
    </search>
  );
}
