import type { ComponentChildren } from 'preact';

/** `info`: good to know. `done`: it happened. `warning`: it has a consequence. `error`: it did not happen. */
export type NoticeKind = 'info' | 'done' | 'warning' | 'error';

interface NoticeProps {
  readonly kind: NoticeKind;
  /** The sentence that says it all; what follows explains. */
  readonly title?: string;
  readonly children?: ComponentChildren;
  /** `status` is read out when the page opens. */
  readonly role?: 'status' | 'alert';
}

export function Notice({ kind, title, children, role }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={role}>
      {title !== undefined && <p class="notice-title">{title}</p>}
      {typeof children === 'string' ? <p>{children}</p> : children}
    </div>
  );
}
