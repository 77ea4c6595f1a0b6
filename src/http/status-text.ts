/** Text that goes into a status line or a header: what a NuGet client shows to a person. */

/** nuget.org cuts reason phrases here, and clients print all of it. */
const MAX_STATUS_TEXT_LENGTH = 512;

/** One line of printable ASCII, cut to 512 characters: nothing in it can end a header. */
export function statusText(text: string): string {
  const line = text
    .normalize('NFKD')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[^\x20-\x7E]/g, '?')
    .trim();
  return line.length <= MAX_STATUS_TEXT_LENGTH ? line : `${line.slice(0, MAX_STATUS_TEXT_LENGTH - 3)}...`;
}
