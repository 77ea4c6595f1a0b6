import type { ComponentChildren } from 'preact';

/** `plain` has no colour, `outlined` is for what is hidden, `filled` for what is withdrawn; `code` for frameworks, scopes. */
export type BadgeKind = 'plain' | 'outlined' | 'green' | 'amber' | 'red' | 'blue' | 'filled' | 'code';

/** A state as a word. The word says it all: colour only helps to find it. */
export function Badge({
  kind = 'plain',
  children,
}: {
  readonly kind?: BadgeKind;
  readonly children: ComponentChildren;
}) {
  return <span class={`badge badge-${kind}`}>{children}</span>;
}

/** Several badges beside each other. */
export function Badges({ children }: { readonly children: ComponentChildren }) {
  return <span class="badges">{children}</span>;
}
