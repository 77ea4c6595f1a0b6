interface CopyBoxProps {
  /** What the text is: "Feed URL". The button is named "Copy" and described by it. */
  readonly label: string;
  readonly text: string;
  readonly id: string;
  /** Whether the label stands above the box; otherwise only assistive technology has it. */
  readonly isLabelShown?: boolean;
}

/** A text to take along: a command, a URL, a key. Without script one click selects all of it. */
export function CopyBox({ label, text, id, isLabelShown = false }: CopyBoxProps) {
  return (
    <div class="copy">
      <p class={isLabelShown ? 'copy-label' : 'visually-hidden'} id={`${id}-label`}>
        {label}
      </p>
      <div class="copy-box">
        <pre>
          <code id={id}>{wholeWords(text)}</code>
        </pre>
        <button type="button" class="button button-small" data-copy={id} aria-describedby={`${id}-label`} hidden>
          Copy
        </button>
      </div>
    </div>
  );
}

/** Each word in a box of its own, since a line would break behind the dashes of `--source` too. */
function wholeWords(text: string) {
  return text.split(/(\s+)/).map((part) => (part.trim() === '' ? part : <span class="copy-word">{part}</span>));
}
