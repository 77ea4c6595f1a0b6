import type { Fault } from '../../base/problem.ts';

interface ErrorSummaryProps {
  /** What is wrong as a whole. */
  readonly message?: string | undefined;
  /** Each leads to the field that its `at` names, which `Field` gives that id. */
  readonly faults?: readonly Fault[];
}

/** What is wrong with a form, on top of it; nothing while nothing is. Takes the focus, so that it is read out first. */
export function ErrorSummary({ message, faults = [] }: ErrorSummaryProps) {
  if (message === undefined && faults.length === 0) return null;
  const others = faults.filter(({ detail }) => detail !== message);
  return (
    <div class="notice notice-error" role="alert" tabindex={-1} autofocus>
      <p class="notice-title">{message ?? 'This cannot be saved yet.'}</p>
      {others.length > 0 && (
        <ul>
          {others.map(({ at, detail }) => (
            <li>{at === undefined ? detail : <a href={`#${at}`}>{detail}</a>}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
