/**
 * A text on one line, cut behind a word where it is longer than `most` code points. What cannot be seen goes: control
 * characters, and those that would turn the order of the text around them.
 */
export function cutText(text: string, most: number): string {
  // Four units are enough for any code point and the white space that goes.
  const line = text
    .slice(0, most * 4)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(UNSEEN, '')
    .trim();
  const letters = Array.from(line);
  if (letters.length <= most) return line;
  const cut = letters.slice(0, most).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > most / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

/** Marks, embeddings, overrides and isolates of writing direction. */
const UNSEEN = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
