import type { ComponentChildren } from 'preact';

interface FilterFormProps {
  /** One of `SiteUrls`: the page that the list is on. */
  readonly action: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A form that only asks: GET, so that what is shown stands in the address and can be kept. */
export function FilterForm({ action, label, children }: FilterFormProps) {
  return (
    <search>
      <form class="form" action={action} aria-label={label} novalidate>
        {children}
      </form>
    </search>
  );
}
