/** The characters for which .NET's `char.IsWhiteSpace` answers true. Unlike JavaScript's `\s`: with U+0085, without U+FEFF. */
const WHITE_SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const around = new RegExp(`^[${WHITE_SPACE}]+|[${WHITE_SPACE}]+$`, 'g');

/** Removes white space at both ends, as .NET's `Trim` does. */
export function trimWhiteSpace(text: string): string {
  return text.replace(around, '');
}
