/** Markdown that a stranger wrote, as HTML that may stand in a page of ours. */
import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';

export interface MarkdownOptions {
  /** What stands before the id of each heading, so that none of them is one of the page's. */
  readonly idPrefix?: string;
  /** Where a link leads that is neither http(s) nor within the text; undefined: its words alone are shown. */
  readonly link?: (target: string) => string | undefined;
  /** What becomes of an image; undefined: only its description is shown. */
  readonly image?: (target: string) => MarkdownImage | undefined;
  /** The gallery's own text: its links are not marked as a stranger's. */
  readonly isOwn?: boolean;
}

export interface MarkdownImage {
  readonly url: string;
  /** Loaded with the page; else a link that says so. */
  readonly isShown: boolean;
}

/** HTML for `<Markdown html>`, safe whatever the text is. */
export function renderMarkdown(text: string, _options: MarkdownOptions = {}): string {
  return sanitize(new MarkdownIt({ html: false }).render(text));
}
