import type { ComponentChildren } from 'preact';

export type ButtonKind = 'primary' | 'plain' | 'danger';

interface ButtonProps {
  /** A verb with its object: "Create", "Unlist 3 versions". */
  readonly children: ComponentChildren;
  readonly kind?: ButtonKind;
  /** What a form with several buttons was sent with. */
  readonly name?: string;
  readonly value?: string;
  readonly isSmall?: boolean;
  /** The name for assistive technology, where the text alone does not say to what: "Revoke key CI". */
  readonly label?: string;
  /** The form it belongs to, where it stands outside. */
  readonly form?: string;
  readonly formAction?: string;
}

/** Sends the form that it stands in. */
export function Button({ children, kind = 'plain', name, value, isSmall = false, label, ...rest }: ButtonProps) {
  return (
    <button
      type="submit"
      class={buttonClass(kind, isSmall)}
      name={name}
      value={value}
      aria-label={label}
      form={rest.form}
      formaction={rest.formAction}
    >
      {children}
    </button>
  );
}

interface ButtonLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly kind?: ButtonKind;
  readonly isSmall?: boolean;
}

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function ButtonLink({ href, children, kind = 'plain', isSmall = false }: ButtonLinkProps) {
  return (
    <a class={buttonClass(kind, isSmall)} href={href}>
      {children}
    </a>
  );
}

function buttonClass(kind: ButtonKind, isSmall: boolean): string {
  return `button button-${kind}${isSmall ? ' button-small' : ''}`;
}
