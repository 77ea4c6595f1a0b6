interface SourceProps {
  /** What `codeLines` (site/markdown) made, a line each: nothing else may come in here, since it goes into the page as it is. */
  readonly lines: readonly string[];
  /** What the code is, for those who cannot see where it stands. */
  readonly label: string;
}

/** A file line by line, each with a number that links to it. */
export function Source({ lines, label }: SourceProps) {
  return (
    <pre class="source" tabindex={0} role="region" aria-label={label}>
      <code>
        {lines.map((line, index) => (
          <span class="source-line" id={`L${index + 1}`}>
            <a
              class="source-number"
              href={`#L${index + 1}`}
              data-line={index + 1}
              aria-label={`Line ${index + 1}`}
              tabindex={-1}
            />
            <span dangerouslySetInnerHTML={{ __html: line === '' ? '\n' : line }} />
          </span>
        ))}
      </code>
    </pre>
  );
}
