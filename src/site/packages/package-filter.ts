import { NOBODY } from '../../packages/owners/own-accounts.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

/** What `/account/Packages` shows: stands in its address, so that it can be kept and sent on. */
export interface PackageFilter {
  /** Name of an account, `-` for what nobody owns, empty for all of one's own. */
  readonly owner: string;
  /** A part of ids, or a pattern with `*`. */
  readonly search: string;
  /** Those with a listed version, or the others. */
  readonly offered: boolean;
}

/** Reads a query or the fields of a form, which name things alike. */
export function readPackageFilter(get: (name: string) => string): PackageFilter {
  return { owner: get('owner'), search: get('q'), offered: get('listing') !== 'unlisted' };
}

export function packagesUrl(
  urls: SiteUrls,
  { owner, search, offered }: PackageFilter,
  place: { readonly after?: string; readonly before?: string } = {},
): string {
  return withQuery(urls.packages, { owner, q: search, listing: offered ? undefined : 'unlisted', ...place });
}

/** All that the filter lets through, in words: "All of yours and your organizations’ that match “acme.*”". */
export function allInWords({ owner, search }: Pick<PackageFilter, 'owner' | 'search'>): string {
  const whose = owner === '' ? 'of yours and your organizations’' : `of ${owner}`;
  const all = owner === NOBODY ? 'All without an owner' : `All ${whose}`;
  return search === '' ? all : `${all} that match “${search}”`;
}
