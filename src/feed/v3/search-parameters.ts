/** What clients send to search and autocomplete. Whatever cannot be read is taken for what is left out. */
import type { HttpRequest } from '../../http/exchange.ts';
import { parseVersion } from '../../nuget/version.ts';
import { MAX_TAKE } from '../../search/search-file.queries.ts';
import type { Page } from '../../search/search-packages.ts';
import type { SearchView } from '../../search/search-view.ts';

const DEFAULT_TAKE = 20;

/** Of a parameter that is given more than once, the first counts. */
export function textParameter(request: HttpRequest, name: string): string {
  return request.query.get(name) ?? '';
}

/**
 * `skip` and `take`. A negative `skip` is 0, a `take` that is negative or no number is 20, and 0 asks for the total alone.
 * A `take` beyond 1,000 gives 1,000 (nuget.org gives 20, which nobody expects).
 */
export function pageOf(request: HttpRequest): Page {
  const skip = wholeNumber(textParameter(request, 'skip')) ?? 0;
  const take = wholeNumber(textParameter(request, 'take')) ?? DEFAULT_TAKE;
  return { skip: Math.max(0, skip), take: take < 0 ? DEFAULT_TAKE : Math.min(take, MAX_TAKE) };
}

/** Without a word of the client's, neither prereleases nor what needs SemVer 2.0.0. */
export function viewOf(request: HttpRequest): SearchView {
  const level = parseVersion(textParameter(request, 'semVerLevel'));
  return {
    prerelease: textParameter(request, 'prerelease').trim().toLowerCase() === 'true',
    semVer2: level !== undefined && level.major >= 2,
  };
}

function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
