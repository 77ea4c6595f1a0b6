import { NOBODY } from '../../packages/owners/own-accounts.ts';
import type { PackageStanding } from '../../packages/owners/owned-packages.queries.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

/** What `/account/Packages` shows: stands in its address, so that it can be kept and sent on. */
export interface PackageFilter {
  /** Name of an account, `-` for what nobody owns, empty for all of one's own. */
  readonly owner: string;
  /** A part of ids, or a pattern with `*`. */
  readonly search: string;
  readonly standing: PackageStanding;
}

/** Reads a query or the fields of a form, which name things alike. */
export function readPackageFilter(get: (name: string) => string): PackageFilter {
  return { owner: get('owner'), search: get('q'), standing: readStanding(get('listing')) };
}

function readStanding(text: string): PackageStanding {
  return text === 'unlisted' || text === 'review' ? text : 'published';
}

/** As the address has it: the usual one is not said. */
export function listingOf({ standing }: PackageFilter): string | undefined {
  return standing === 'published' ? undefined : standing;
}

export function packagesUrl(
  urls: SiteUrls,
  filter: PackageFilter,
  place: { readonly after?: string; readonly before?: string } = {},
): string {
  const { owner, search } = filter;
  return withQuery(urls.packages, { owner, q: search, listing: listingOf(filter), ...place });
}

/** All that the filter lets through, in words: "All of yours and your organizations’ that match “acme.*”". */
export function allInWords({ owner, search }: Pick<PackageFilter, 'owner' | 'search'>): string {
  const whose = owner === '' ? 'of yours and your organizations’' : `of ${owner}`;
  const all = owner === NOBODY ? 'All without an owner' : `All ${whose}`;
  return search === '' ? all : `${all} that match “${search}”`;
}
