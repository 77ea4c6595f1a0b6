/**
 * Finds packages: what the index says to a question, in the order of relevance.
 *
 * The index yields registrations and their order only. Whoever shows them renders each from its rows and leaves out what
 * nobody may discover any more, so a late index may miss a new package and never shows a hidden one.
 */
import { ByteLimitedCache } from '../base/byte-limited-cache.ts';
import { Problem } from '../base/problem.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import type { Database } from '../storage/database.ts';
import { wholeTerm } from './analyze-text.ts';
import { everything, parseQuery, type Scope, type SearchQuery } from './parse-query.ts';
import { filterScopes, type PackageFilters } from './package-filters.ts';
import { type IndexAnswer, MAX_REACHABLE, MAX_SKIP, type SearchOrder } from './search-file.queries.ts';
import type { SearchIndex } from './search-index.ts';
import { type IndexView, OFFERED_VIEW, type SearchView, viewIndex } from './search-view.ts';
import { accountIdsOf } from './search.queries.ts';

/** What a page of this size or smaller needs is kept for each question; larger pages ask for everything at once. */
const KEPT_FOR_SMALL_PAGES = 100;
/** Memory for kept answers. */
const KEPT_ANSWERS_BYTES = 6_400_000;
/** Of an answer: two numbers. */
const BYTES_PER_REGISTRATION = 16;
/** What an entry costs beside its registrations. */
const ENTRY_OVERHEAD_BYTES = 800;

export interface SearchQuestion {
  /** In the query language. */
  readonly text: string;
  readonly view: SearchView;
  /** Empty for all. */
  readonly packageType: string;
}

/** What people ask at the site. */
export interface BrowseQuestion {
  /** In the query language. */
  readonly text: string;
  readonly order: SearchOrder;
  /** Leaves out packages that have no stable version. */
  readonly isStableOnly: boolean;
  readonly filters: PackageFilters;
}

export interface Page {
  readonly skip: number;
  readonly take: number;
}

export interface FoundPackage {
  readonly registrationId: number;
  /** All downloads of the package, as the index knows them: seconds behind the rows. */
  readonly downloads: number;
}

export interface FoundPage {
  /** Packages that match before paging; 10,000 means at least so many, unless the question asks for everything. */
  readonly total: number;
  readonly packages: readonly FoundPackage[];
}

const nothing: FoundPage = { total: 0, packages: [] };

/** How the index is asked, beside the query. */
interface Manner {
  /** Of the whole question: what is kept goes by it. */
  readonly name: string;
  readonly view: IndexView;
  readonly order?: SearchOrder;
  readonly isExactFirst?: boolean;
}

interface Kept {
  readonly generation: number;
  readonly answer: Promise<IndexAnswer>;
}

export class PackageSearch {
  readonly #database: Database;
  readonly #index: SearchIndex;
  readonly #kept = new ByteLimitedCache<Kept>(KEPT_ANSWERS_BYTES);

  constructor(deps: { readonly database: Database; readonly index: SearchIndex }) {
    this.#database = deps.database;
    this.#index = deps.index;
  }

  /**
   * One page of the packages that match. Throws a Problem (`bad_request`) for a query beyond its limits. A package type
   * that is none, and a page beyond the 3,000th package, are empty.
   */
  async find(question: SearchQuestion, page: Page): Promise<FoundPage> {
    if (question.packageType !== '' && parsePackageId(question.packageType) === undefined) return nothing;
    const { text, packageType } = question;
    const manner = { name: `find ${packageType} ${text}`, view: viewIndex(question.view) };
    return this.#page(manner, page, () => this.#queryOf(text, filterScopes({ packageType })));
  }

  /**
   * One page of what people see at the site, where each package stands by the version that it offers, and an id that is
   * exactly what was typed first of all. Throws as `find` does.
   */
  async browse({ text, order, isStableOnly, filters }: BrowseQuestion, page: Page): Promise<FoundPage> {
    const view: IndexView = isStableOnly ? viewIndex({ prerelease: false, semVer2: true }) : OFFERED_VIEW;
    const scopes = filterScopes(filters);
    const manner = { name: `browse ${order} ${JSON.stringify(scopes)} ${text}`, view, order, isExactFirst: true };
    return this.#page(manner, page, () => this.#queryOf(text, scopes));
  }

  /** One page of the packages whose id begins with a text, the most downloaded first. */
  async findIdsStartingWith(start: string, question: Omit<SearchQuestion, 'text'>, page: Page): Promise<FoundPage> {
    const { packageType, view } = question;
    if (packageType !== '' && parsePackageId(packageType) === undefined) return nothing;
    const manner = { name: `start ${packageType} ${start}`, view: viewIndex(view) };
    return this.#page(manner, page, async () => {
      const scopes: Scope[] = start === '' ? [] : [{ field: 'packageIdStart', values: [wholeTerm(start)] }];
      return { ...everything, scopes: [...scopes, ...filterScopes({ packageType })] };
    });
  }

  async #page(manner: Manner, { skip, take }: Page, query: () => Promise<SearchQuery>): Promise<FoundPage> {
    const { registrationIds, downloads, total } = await this.#ask(manner, skip + take, query);
    const end = skip > MAX_SKIP ? skip : skip + take;
    const packages = Array.from(registrationIds.subarray(skip, end), (registrationId, i) => ({
      registrationId,
      downloads: downloads[skip + i] ?? 0,
    }));
    return { total, packages };
  }

  /** The answer of this generation of the index; callers who ask the same at once wait for one answer. */
  async #ask(manner: Manner, needed: number, query: () => Promise<SearchQuery>): Promise<IndexAnswer> {
    const { name, ...asked } = manner;
    const limit = needed <= KEPT_FOR_SMALL_PAGES ? KEPT_FOR_SMALL_PAGES : MAX_REACHABLE;
    const key = `${limit} ${asked.view} ${name}`;
    const kept = this.#kept.get(key);
    const { generation } = this.#index;
    if (kept?.generation === generation) return kept.answer;
    const answer = query().then((parsed) => this.#index.search({ ...asked, query: parsed, limit }));
    const sizeBytes = limit * BYTES_PER_REGISTRATION + key.length * 2 + ENTRY_OVERHEAD_BYTES;
    this.#kept.put(key, { generation, answer }, sizeBytes);
    try {
      return await answer;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }

  async #queryOf(text: string, filters: readonly Scope[]): Promise<SearchQuery> {
    const parsed = parseQuery(text);
    if ('code' in parsed) throw new Problem('bad_request', parsed.detail, { faults: [parsed] });
    const scopes = await Promise.all(parsed.scopes.map((scope) => this.#withOwnerNumbers(scope)));
    return { ...parsed, scopes: [...scopes, ...filters] };
  }

  /** The index knows owners by number, since they may change their names. */
  async #withOwnerNumbers(scope: Scope): Promise<Scope> {
    if (scope.field !== 'owner') return scope;
    const ids = await accountIdsOf(this.#database.read, scope.values);
    return { field: 'owner', values: ids.map(String) };
  }
}
