/**
 * Lower-cases as .NET's `ToLowerInvariant` does: one code point at a time, never changing how many there are.
 *
 * Every client lower-cases ids and versions in this way before it builds a URL, so a key made in any other way is a
 * package that nobody can download. JavaScript's own `toLowerCase` differs in two places: it looks around a capital
 * sigma (a last one becomes `ς`), and it turns `İ` into two code points, which .NET leaves alone.
 */
export function lowerInvariant(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase();
  let lower = '';
  for (const codePoint of text) lower += codePoint === CAPITAL_I_WITH_DOT ? codePoint : codePoint.toLowerCase();
  return lower;
}

const CAPITAL_I_WITH_DOT = '\u0130';
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const isAscii = /^[\u0000-\u007f]*$/;
