import { Problem } from '../../base/problem.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';

/** Which ids a list shows, ready for a statement. */
export interface IdSearch {
  /** As it was typed, trimmed. */
  readonly text: string;
  /** Every match begins with it. */
  readonly prefix: string;
  /** With `!` before each character that LIKE would read. */
  readonly like: string;
}

const MAX_ID_SEARCH_LENGTH = 128;
const MAX_WILDCARDS = 10;

/**
 * Reads what somebody looks for among ids: a part of them, or with `*` all of them, as `Acme.*`. Undefined for nothing, and a
 * fault at `q` for what is too long. Case does not matter.
 */
export function parseIdSearch(typed: string): IdSearch | undefined {
  const text = typed.trim().toWellFormed().replaceAll('\0', '');
  if (text === '') return undefined;
  const parts = lowerInvariant(text).split('*');
  if (text.length > MAX_ID_SEARCH_LENGTH || parts.length - 1 > MAX_WILDCARDS) throw tooLong();
  const escaped = parts.map((part) => part.replace(/[!%_]/g, '!$&')).join('%');
  return parts.length === 1
    ? { text, prefix: '', like: `%${escaped}%` }
    : { text, prefix: parts[0] ?? '', like: escaped };
}

function tooLong(): Problem {
  const detail = `Look for at most ${MAX_ID_SEARCH_LENGTH} characters, with at most ${MAX_WILDCARDS} *.`;
  return new Problem('bad_request', detail, { faults: [{ code: 'search', detail, at: 'q' }] });
}
