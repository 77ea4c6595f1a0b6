export interface TabLink {
  readonly label: string;
  readonly href: string;
  /** A text where it was not counted to its end: `1,000+`. */
  readonly count?: number | string;
  readonly isCurrent: boolean;
}

/** Links between pages that belong together. Each is a page of its own. */
export function TabLinks({ label, tabs }: { readonly label: string; readonly tabs: readonly TabLink[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li>
            <a href={tab.href} aria-current={tab.isCurrent ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && <span class="tab-count"> {tab.count.toLocaleString('en')}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
