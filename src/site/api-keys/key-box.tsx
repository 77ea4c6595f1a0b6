import { CopyBox } from '../ui/copy-box.tsx';
import { Notice } from '../ui/notice.tsx';

/** A key's text, just made: nothing else in the gallery knows it. */
export interface ShownKey {
  readonly name: string;
  readonly text: string;
  /** Whether it replaces an older text. */
  readonly isNew: boolean;
}

/** The one time that a key is shown. */
export function KeyBox({ shown }: { readonly shown: ShownKey }) {
  return (
    <Notice
      kind="done"
      role="status"
      title={shown.isNew ? `The key ${shown.name} exists.` : `The key ${shown.name} has a new text.`}
    >
      <p>
        Copy it now and keep it where secrets are kept. It is shown this once: the gallery does not know it any more,
        and it is gone when you leave this page.
      </p>
      <CopyBox id="new-key" label={`API key ${shown.name}`} text={shown.text} />
    </Notice>
  );
}
