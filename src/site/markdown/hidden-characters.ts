/**
 * Characters that nobody sees and that change what others mean: what turns the direction of writing, what has no width,
 * and controls. In prose they go, since a reader loses nothing; in code they are shown by their number, since whoever reads
 * code must see what the compiler sees.
 */

/** Joiners (U+200C, U+200D) belong to the writing of several languages and of emoji; in prose they stay. */
const inProse =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const inCode =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Prose without them. */
export function withoutHidden(text: string): string {
  return text.replace(inProse, '');
}

/** Escaped HTML of code, where each of them is its number in a box. */
export function withHiddenShown(escapedHtml: string): string {
  return escapedHtml.replace(inCode, (character) => {
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `<span class="code-hidden">U+${number}</span>`;
  });
}
