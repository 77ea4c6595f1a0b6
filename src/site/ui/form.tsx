import type { ComponentChildren } from 'preact';
import type { Visit } from '../visit.ts';

interface FormProps {
  readonly visit: Visit;
  /** One of `SiteUrls`. */
  readonly action: string;
  /** What assistive technology calls the form, where a page has several. */
  readonly label?: string;
  readonly id?: string;
  /** Fields under each other, or in one line, as a single button beside a row is. */
  readonly layout?: 'stack' | 'line';
  /** Whether a file is sent with it, to a `fileForm`. */
  readonly hasFile?: boolean;
  readonly children: ComponentChildren;
}

/** A form that changes something: POST, with the token that proves where it comes from. */
export function Form({ visit, action, label, id, layout = 'stack', hasFile = false, children }: FormProps) {
  // What is missing is said by the page, beside its field and on top, in the same words for everybody: hence novalidate.
  return (
    <form
      id={id}
      class={layout === 'stack' ? 'form' : 'form-line'}
      method="post"
      action={action}
      enctype={hasFile ? 'multipart/form-data' : undefined}
      aria-label={label}
      novalidate
    >
      <input type="hidden" name="token" value={visit.formToken()} />
      {children}
    </form>
  );
}
