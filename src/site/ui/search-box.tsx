interface SearchBoxProps {
  readonly action: string;
  /** What was searched for. */
  readonly query: string;
  readonly id?: string;
}

/** The search of packages; `/` leads into the one in the head. */
export function SearchBox({ action, query, id = 'search' }: SearchBoxProps) {
  return (
    <search class="search">
      <form action={action}>
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
          spellcheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}
