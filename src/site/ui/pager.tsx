interface PagerProps {
  /** What is paged through: "API keys". */
  readonly label: string;
  /** Counts from 1. */
  readonly page: number;
  readonly pages: number;
  /** The link to a page: `withQuery(visit.site.urls.apiKeys, { page })`. */
  readonly href: (page: number) => string;
}

/** Leads through a long list; nothing where all of it is on one page. */
export function Pager({ label, page, pages, href }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      {page > 1 ? (
        <a class="button" rel="prev" href={href(page - 1)}>
          Previous
        </a>
      ) : (
        <span />
      )}
      <p>
        Page {page.toLocaleString('en')} of {pages.toLocaleString('en')}
      </p>
      {page < pages ? (
        <a class="button" rel="next" href={href(page + 1)}>
          Next
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}
