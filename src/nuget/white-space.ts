/** The characters for which .NET's `char.IsWhiteSpace` answers true. Unlike JavaScript's `\s`: with U+0085, without U+FEFF. */
const whiteSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Removes white space at both ends, as .NET's `Trim` does. Linear in the length, however much of it is white. */
export function trimWhiteSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && whiteSpace.test(text.charAt(start))) start += 1;
  while (start < end && whiteSpace.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
