/**
 * What the list of packages shows, as it stands in the address: the names are nuget.org's where it has them. Names and
 * values are read whatever their case; defaults are left out of what is written.
 */
import type { Fault } from '../../base/problem.ts';
import { frameworkGenerations, type FrameworkGeneration } from '../../nuget/framework-generations.ts';
import { isSpecific, parseFrameworkFolder, shortFolderName } from '../../nuget/framework.ts';
import { parsePackageId } from '../../nuget/package-id.ts';
import { knownPackageTypes } from '../../nuget/package-types.ts';
import type { PackageFilters } from '../../search/package-filters.ts';
import { MAX_SKIP, type SearchOrder } from '../../search/search-file.queries.ts';
import type { BrowseQuestion } from '../../search/search-packages.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

export const PACKAGES_PER_PAGE = 20;
/** Beyond this page there is nothing to be found: whoever needs more narrows the search. */
export const MAX_PAGE = MAX_SKIP / PACKAGES_PER_PAGE + 1;
const MAX_FRAMEWORKS = 20;
const MAX_UPDATED_DAYS = 3_650;
const MAX_LICENSE_LENGTH = 64;

export interface SearchState {
  readonly q: string;
  readonly page: number;
  readonly generations: readonly FrameworkGeneration[];
  /** Short names in lower case. */
  readonly frameworks: readonly string[];
  readonly frameworkMode: 'all' | 'any';
  /** Whether it is not enough that a project can use the package. */
  readonly isNamedOnly: boolean;
  /** Empty for all. */
  readonly packageType: string;
  /** An id of SPDX's; empty for all. */
  readonly license: string;
  /** Days; undefined for whenever. */
  readonly updatedWithin: number | undefined;
  readonly isStableOnly: boolean;
  readonly hidesDeprecated: boolean;
  readonly order: SearchOrder;
}

export const everyPackage: SearchState = {
  q: '',
  page: 1,
  generations: [],
  frameworks: [],
  frameworkMode: 'all',
  isNamedOnly: false,
  packageType: '',
  license: '',
  updatedWithin: undefined,
  isStableOnly: false,
  hidesDeprecated: false,
  order: 'relevance',
};

const orderNames: Readonly<Record<SearchOrder, string>> = {
  relevance: 'relevance',
  downloads: 'totalDownloads-desc',
  updated: 'created-desc',
};

export const orderTitles: Readonly<Record<SearchOrder, string>> = {
  relevance: 'Relevance',
  downloads: 'Downloads',
  updated: 'Updated',
};

/** Everything that is wrong with an address, or what it asks for. */
export function parseSearchState(query: URLSearchParams): SearchState | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const values = valuesByName(query);
  const one = <T>(name: string, fallback: T, read: (text: string) => T | undefined, said: string): T => {
    const text = values.get(name.toLowerCase())?.[0]?.trim() ?? '';
    const value = text === '' ? fallback : read(text);
    if (value === undefined) faults.push({ code: 'search_parameter', detail: `${name} is ${said}.`, at: name });
    return value ?? fallback;
  };
  const flag = (name: string, fallback: boolean) => one(name, fallback, readBoolean, 'true or false');
  const { generations, frameworks } = readFrameworks(values, faults);
  const state: SearchState = {
    q: (values.get('q')?.[0] ?? '').replace(/\p{Cc}/gu, ' ').trim(),
    page: one('page', 1, (text) => readNumber(text, MAX_PAGE), `a number from 1 to ${MAX_PAGE}`),
    generations,
    frameworks,
    frameworkMode: one('frameworkFilterMode', 'all', (text) => readOneOf(text, ['all', 'any']), 'all or any'),
    isNamedOnly: !flag('includeComputedFrameworks', true),
    packageType: one('packagetype', '', readPackageType, 'all or a package type such as Dependency or DotnetTool'),
    license: one('licence', '', readLicense, 'an SPDX identifier such as MIT'),
    updatedWithin:
      one<number | undefined | null>(
        'updated',
        null,
        (text) => readNumber(text, MAX_UPDATED_DAYS),
        `a number of days from 1 to ${MAX_UPDATED_DAYS}`,
      ) ?? undefined,
    isStableOnly: !flag('prerel', true),
    hidesDeprecated: !flag('deprecated', true),
    order: one('sortby', 'relevance', readOrder, `one of ${Object.values(orderNames).join(', ')}`),
  };
  return faults.length > 0 ? { faults } : state;
}

/** Of the names that are ours, with values in the order in which they came. */
function valuesByName(query: URLSearchParams): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

function readFrameworks(values: ReadonlyMap<string, readonly string[]>, faults: Fault[]) {
  const listed = (name: string) =>
    (values.get(name) ?? [])
      .flatMap((text) => text.toLowerCase().split(','))
      .map((text) => text.trim())
      .filter((text) => text !== '');
  const generations = [...new Set(listed('frameworks'))];
  const names = [...new Set(listed('tfms'))];
  const fault = (at: string, detail: string) => faults.push({ code: 'search_parameter', detail, at });
  const known = Object.keys(frameworkGenerations);
  if (!generations.every((each) => known.includes(each)))
    fault('frameworks', `frameworks are any of ${known.join(', ')}.`);
  const frameworks = names.map(parseFrameworkFolder);
  if (names.length > MAX_FRAMEWORKS) fault('tfms', `tfms are at most ${MAX_FRAMEWORKS} frameworks.`);
  else if (!frameworks.every(isSpecific)) fault('tfms', 'tfms are frameworks such as net8.0 or netstandard2.0.');
  return {
    generations: generations as FrameworkGeneration[],
    frameworks: frameworks.slice(0, MAX_FRAMEWORKS).map(shortFolderName),
  };
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function readNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

function readOneOf<T extends string>(text: string, known: readonly T[]): T | undefined {
  return known.find((each) => each === text.toLowerCase());
}

function readOrder(text: string): SearchOrder | undefined {
  const orders = Object.keys(orderNames) as SearchOrder[];
  return orders.find((order) => orderNames[order].toLowerCase() === text.toLowerCase());
}

function readPackageType(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === 'all') return '';
  const known = Object.values(knownPackageTypes).find((each) => each.toLowerCase() === lower);
  return known ?? parsePackageId(text)?.display;
}

function readLicense(text: string): string | undefined {
  return text.length <= MAX_LICENSE_LENGTH && /^[a-z0-9.+-]+$/i.test(text) ? text : undefined;
}

/**
 * Whether an address says what a form says of fields that were left alone: nothing, or one name several times. A browser is
 * led to the shorter one, which can be kept and sent on.
 */
export function isWordy(query: URLSearchParams): boolean {
  const names = [...query.keys()];
  return [...query].some(([name, value]) => value === '' && name !== 'q') || new Set(names).size < names.length;
}

export function searchStateUrl(urls: Pick<SiteUrls, 'search'>, state: SearchState): string {
  return withQuery(urls.search, Object.fromEntries(searchParameters(state)));
}

/** As they stand in an address, without those that have their default. */
export function searchParameters(state: SearchState): [name: string, value: string][] {
  const { page, updatedWithin, order } = state;
  const parameters: readonly [string, string | undefined][] = [
    ['q', state.q],
    ['page', page === 1 ? undefined : String(page)],
    ['prerel', state.isStableOnly ? 'false' : undefined],
    ['frameworks', state.generations.join(',')],
    ['tfms', state.frameworks.join(',')],
    ['includeComputedFrameworks', state.isNamedOnly ? 'false' : undefined],
    ['frameworkFilterMode', state.frameworkMode === 'all' ? undefined : state.frameworkMode],
    ['packagetype', state.packageType],
    ['licence', state.license],
    ['updated', updatedWithin === undefined ? undefined : String(updatedWithin)],
    ['deprecated', state.hidesDeprecated ? 'false' : undefined],
    ['sortby', order === 'relevance' ? undefined : orderNames[order]],
  ];
  return parameters.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
}

/** The name of an order in an address. */
export function orderName(order: SearchOrder): string {
  return orderNames[order];
}

export function pagesOf(total: number): number {
  return Math.min(MAX_PAGE, Math.ceil(total / PACKAGES_PER_PAGE));
}

/** The same search with nothing left out. */
export function withoutFilters({ q, order }: SearchState): SearchState {
  return { ...everyPackage, q, order };
}

export function questionOf(state: SearchState, now: number): BrowseQuestion {
  const { q, order, isStableOnly, generations, frameworks, frameworkMode, isNamedOnly, updatedWithin } = state;
  const filters: PackageFilters = {
    frameworks: { generations, names: frameworks, mode: frameworkMode, includesUsable: !isNamedOnly },
    packageType: state.packageType,
    hidesDeprecated: state.hidesDeprecated,
    ...(state.license === '' ? {} : { license: state.license }),
    ...(updatedWithin === undefined ? {} : { updatedWithin: { days: updatedWithin, now } }),
  };
  return { text: q, order, isStableOnly, filters };
}
