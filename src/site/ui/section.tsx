import type { ComponentChildren } from 'preact';
import { IdText } from './id-text.tsx';

interface SectionProps {
  readonly title: string;
  /** One sentence of state, to be read without opening: "39 listed, 2 unlisted". */
  readonly state?: ComponentChildren;
  readonly isOpen?: boolean;
  /** Where a link leads to it. */
  readonly id?: string;
  readonly children: ComponentChildren;
}

/** One task of a page with several: closed at first, with a plus that becomes a minus. */
export function Section({ title, state, isOpen = false, id, children }: SectionProps) {
  return (
    <details class="section" open={isOpen} id={id}>
      <summary>
        <span class="section-sign" aria-hidden="true" />
        <h2>
          <IdText text={title} />
        </h2>
        {state !== undefined && <span class="section-state">{state}</span>}
      </summary>
      <div class="section-body">{children}</div>
    </details>
  );
}
