export interface MarkdownOptions {
  /** Where a link leads that is neither http(s) nor within the text; undefined: its words alone are shown. */
  readonly link?: (target: string) => string | undefined;
  /** What becomes of an image; undefined: only its description is shown. Without this, one of another host is a link. */
  readonly image?: (target: string) => MarkdownImage | undefined;
  /** The gallery's own text: its links are not marked as a stranger's. */
  readonly isOwn?: boolean;
}

export interface MarkdownImage {
  readonly url: string;
  /** Loaded with the page; else it is a link that says so. */
  readonly isShown: boolean;
}
