/** Comma-separated values (RFC 4180) that a spreadsheet takes for texts and numbers, and never for formulas. */

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A spreadsheet runs what begins with one of these; behind an apostrophe it is a text. */
const FORMULA = /^[=+\-@\t\r\n|%]/;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
