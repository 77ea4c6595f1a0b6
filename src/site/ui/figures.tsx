import type { ComponentChildren } from 'preact';

export interface Figure {
  readonly term: string;
  readonly value: number;
  readonly note?: ComponentChildren;
}

/** A few large numbers beside each other. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ term, value, note }) => (
        <div>
          <dt>{term}</dt>
          <dd class="figure">{value.toLocaleString('en')}</dd>
          {note !== undefined && <dd class="figure-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
