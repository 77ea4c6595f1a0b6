const MAX_INT32 = 2_147_483_647;

/** A part as .NET reads an integer: white space around it and a sign are allowed, so `-0` is zero. */
const PART = /^[\t-\r ]*[+-]?\d+[\t-\r ]*$/;

/**
 * Reads what .NET's `System.Version.TryParse` reads: two to four numbers with dots between them. Missing ones are zero
 * (NuGet never looks at the difference between absent and zero).
 */
export function parseSystemVersion(text: string): readonly [number, number, number, number] | undefined {
  const parts = text.split('.', 5);
  const numbers = parts.map((part) => (PART.test(part) ? Number(part) : -1));
  if (parts.length < 2 || parts.length > 4) return undefined;
  if (numbers.some((number) => number < 0 || number > MAX_INT32)) return undefined;
  const [major = 0, minor = 0, build = 0, revision = 0] = numbers;
  return [major + 0, minor + 0, build + 0, revision + 0];
}
