interface KeysetPagerProps {
  /** What is paged through: "events". */
  readonly label: string;
  /** The way back to the beginning; undefined on the first page. */
  readonly first: { readonly text: string; readonly href: string } | undefined;
  /** The next page; undefined on the last one. */
  readonly next: { readonly text: string; readonly href: string } | undefined;
}

/** Leads through a list whose pages have no numbers, since it grows at its head or is too long to be counted. */
export function KeysetPager({ label, first, next }: KeysetPagerProps) {
  if (first === undefined && next === undefined) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <Way link={first} rel="start" />
      <span />
      <Way link={next} rel="next" />
    </nav>
  );
}

function Way({ link, rel }: { readonly link: KeysetPagerProps['next']; readonly rel: string }) {
  if (link === undefined) return <span />;
  return (
    <a class="button" rel={rel} href={link.href}>
      {link.text}
    </a>
  );
}
