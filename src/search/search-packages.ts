/**
 * Finds packages: what the index says to a question, in the order of relevance.
 *
 * The index yields registrations and their order only. Whoever shows them renders each from its rows and leaves out what
 * nobody may discover any more, so a late index may miss a new package and never shows a hidden one.
 */
import { ByteLimitedCache } from '../base/byte-limited-cache.ts';
import { Problem } from '../base/problem.ts';
import { lowerInvariant } from '../nuget/lower-case.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import type { Database } from '../storage/database.ts';
import { wholeTerm } from './analyze-text.ts';
import { everything, parseQuery, type Scope, type SearchQuery } from './parse-query.ts';
import { type IndexAnswer, MAX_REACHABLE, MAX_SKIP } from './search-file.queries.ts';
import type { SearchIndex } from './search-index.ts';
import { type SearchView, viewIndex } from './search-view.ts';
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
    return this.#page(`find ${question.packageType} ${question.text}`, question.view, page, () =>
      this.#queryOf(question),
    );
  }

  /** One page of the packages whose id begins with a text, the most downloaded first. */
  async findIdsStartingWith(start: string, question: Omit<SearchQuestion, 'text'>, page: Page): Promise<FoundPage> {
    const { packageType, view } = question;
    if (packageType !== '' && parsePackageId(packageType) === undefined) return nothing;
    return this.#page(`start ${packageType} ${start}`, view, page, async () => {
      const scopes: Scope[] = start === '' ? [] : [{ field: 'packageIdStart', values: [wholeTerm(start)] }];
      return { ...everything, scopes: [...scopes, ...packageTypeScope(packageType)] };
    });
  }

  async #page(
    name: string,
    view: SearchView,
    { skip, take }: Page,
    query: () => Promise<SearchQuery>,
  ): Promise<FoundPage> {
    const { registrationIds, downloads, total } = await this.#ask(name, view, skip + take, query);
    const end = skip > MAX_SKIP ? skip : skip + take;
    const packages = Array.from(registrationIds.subarray(skip, end), (registrationId, i) => ({
      registrationId,
      downloads: downloads[skip + i] ?? 0,
    }));
    return { total, packages };
  }

  /** The answer of this generation of the index; callers who ask the same at once wait for one answer. */
  async #ask(name: string, view: SearchView, needed: number, query: () => Promise<SearchQuery>): Promise<IndexAnswer> {
    const limit = needed <= KEPT_FOR_SMALL_PAGES ? KEPT_FOR_SMALL_PAGES : MAX_REACHABLE;
    const key = `${limit} ${viewIndex(view)} ${name}`;
    const kept = this.#kept.get(key);
    const { generation } = this.#index;
    if (kept?.generation === generation) return kept.answer;
    const answer = query().then((parsed) => this.#index.search({ query: parsed, view: viewIndex(view), limit }));
    const sizeBytes = limit * BYTES_PER_REGISTRATION + key.length * 2 + ENTRY_OVERHEAD_BYTES;
    this.#kept.put(key, { generation, answer }, sizeBytes);
    try {
      return await answer;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }

  async #queryOf({ text, packageType }: SearchQuestion): Promise<SearchQuery> {
    const parsed = parseQuery(text);
    if ('code' in parsed) throw new Problem('bad_request', parsed.detail, { faults: [parsed] });
    const scopes = await Promise.all(parsed.scopes.map((scope) => this.#withOwnerNumbers(scope)));
    return { ...parsed, scopes: [...scopes, ...packageTypeScope(packageType)] };
  }

  /** The index knows owners by number, since they may change their names. */
  async #withOwnerNumbers(scope: Scope): Promise<Scope> {
    if (scope.field !== 'owner') return scope;
    const ids = await accountIdsOf(this.#database.read, scope.values);
    return { field: 'owner', values: ids.map(String) };
  }
}

function packageTypeScope(packageType: string): Scope[] {
  return packageType === '' ? [] : [{ field: 'packageType', values: [lowerInvariant(packageType)] }];
}
