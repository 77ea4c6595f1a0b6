import type { SiteUrls } from '../site-urls.ts';
import { withQuery } from '../site-urls.ts';
import type { Range } from './range.ts';

/** By what the downloads of a package are told apart; nuget.org's words in the URL. */
export interface Grouping {
  readonly byVersion: boolean;
  readonly byClient: boolean;
}

export const groupings = [
  { label: 'By version', grouping: { byVersion: true, byClient: false } },
  { label: 'By client', grouping: { byVersion: false, byClient: true } },
  { label: 'By version and client', grouping: { byVersion: true, byClient: true } },
] as const;

/** `url` is a request's: `groupby` may stand in it more than once. By version where nothing is said. */
export function readGrouping(url: string): Grouping {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const asked = query.getAll('groupby').map((text) => text.toLowerCase());
  const byClient = asked.includes('clientname');
  return { byVersion: asked.includes('version') || !byClient, byClient };
}

/** A package's statistics of some days, told apart in some way. */
export function statisticsUrl(urls: SiteUrls, displayId: string, range: Range, grouping: Grouping): string {
  const words = [...(grouping.byVersion ? ['Version'] : []), ...(grouping.byClient ? ['ClientName'] : [])];
  const path = withQuery(urls.packageStatistics(displayId), { days: range.name });
  return `${path}${words.map((word) => `&groupby=${word}`).join('')}`;
}
