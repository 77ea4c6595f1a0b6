import { lengthOf } from './analyze-text.ts';
import { dayOf, dayRangeTerms } from './day-terms.ts';
import { registrationOf } from './document-number.ts';
import { fieldTerm } from './field-term.ts';
import { arrays, type ArrayStatement, type IndexFile } from './index-file.queries.ts';
import type { SearchQuery } from './parse-query.ts';
import { type RankedPackage, Ranking } from './rank.ts';
import { type Level, MAX_START_LENGTH, searchLevels } from './search-levels.ts';
import type { IndexView } from './search-view.ts';

/** Where a page may begin, as at nuget.org; beyond it there is nothing. */
export const MAX_SKIP = 3000;
/** The largest page. */
export const MAX_TAKE = 1000;
/** Packages that a query can page to. */
export const MAX_REACHABLE = MAX_SKIP + MAX_TAKE;
/** Matches that are read at one level of a query, whatever the word. */
const MAX_READ = 20_000;
/**
 * Matches are counted up to here; a total of this size means "at least" unless the query asks for everything. Paging
 * needs no more: nothing beyond `MAX_REACHABLE` can be asked for.
 */
export const MAX_COUNTED = 10_000;
/** Words of running texts that the last word of a query may go on to, in the order of the alphabet. */
const MAX_CONTINUATIONS = 32;
/** A shorter beginning goes on to too many words to say anything. */
const MIN_CONTINUED_LENGTH = 3;

/** `downloads` and `updated` have the most and the newest first. */
export type SearchOrder = 'relevance' | 'downloads' | 'updated';

export interface IndexQuestion {
  readonly query: SearchQuery;
  readonly view: IndexView;
  /** Relevance is the default. */
  readonly order?: SearchOrder;
  /** See `searchLevels`. */
  readonly isExactFirst?: boolean;
  /** How many packages are wanted, counted from the first. */
  readonly limit: number;
}

/** Columns, since they cross threads and are kept: best first. */
export interface IndexAnswer {
  readonly registrationIds: Float64Array;
  /** All downloads of each. */
  readonly downloads: Float64Array;
  /** Packages that match, counted up to `MAX_COUNTED`. */
  readonly total: number;
}

/** Answers a question from the file. `prepareSearch` once, then as often as wanted. */
export type SearchFile = (question: IndexQuestion) => IndexAnswer;

/** Spans that end with the newest version of all: what was updated last is looked for in these before in everything. */
const RECENT_DAYS = [8, 64, 512];

export function prepareSearch(file: IndexFile): SearchFile {
  const statements = prepareStatements(file);
  return (question) => {
    const { query, view, order = 'relevance', isExactFirst } = question;
    const levels = searchLevels(query, continuationsOf(query, statements.continuations), isExactFirst);
    const broadest = levels.at(-1);
    const viewBit = 2 ** view;
    const total =
      broadest === undefined
        ? file.packagesInView(viewBit)
        : Number(statements.count.get(broadest.match, viewBit, MAX_COUNTED)?.[0]);
    if (order === 'updated') return answer(recentlyUpdated(file, statements, question, broadest), total);
    if (order === 'relevance') return answer(mostRelevant(file, statements, question, levels), total);
    const any = broadest === undefined ? [] : [{ ...popularOnly, match: broadest.match }];
    return answer(mostRelevant(file, statements, question, any), total);
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(file: IndexFile) {
  const prepare = (sql: string) => arrays(file.database.prepare(sql));
  const matching = 'FROM matches WHERE matches MATCH ? AND (rowid & ?) != 0';
  return {
    matches: prepare(`SELECT rowid ${matching} ORDER BY rowid LIMIT ?`),
    count: prepare(`SELECT count(*) FROM (SELECT 1 ${matching} LIMIT ?)`),
    popular: prepare('SELECT number FROM documents WHERE (number & ?) != 0 ORDER BY number LIMIT ?'),
    updated: prepare('SELECT number FROM documents WHERE (number & ?) != 0 ORDER BY updated DESC, number LIMIT ?'),
    updatedMatches: prepare(`SELECT number FROM (SELECT rowid AS matched ${matching} ORDER BY rowid LIMIT ?)
      JOIN documents ON number = matched ORDER BY updated DESC, number LIMIT ?`),
    newest: prepare('SELECT max(updated) FROM documents'),
    continuations: prepare('SELECT word FROM continuations WHERE word > ? AND word < ? ORDER BY word LIMIT ?'),
  };
}

/**
 * Reads, for each level of the query, the most popular matches, until no further one can be among the wanted.
 *
 * `MAX_READ` ends that in any case, far beyond the last package that can be asked for: it matters only where thousands
 * of packages have nearly the same downloads, and then it decides between those.
 */
function mostRelevant(
  file: IndexFile,
  statements: Statements,
  { query, view, limit }: IndexQuestion,
  levels: readonly Level[],
): readonly RankedPackage[] {
  const viewBit = 2 ** view;
  const gallery = { mostDownloads: file.mostDownloads(), downloadsOf: (id: number) => file.downloadsOf(id) };
  const ranking = new Ranking({ limit, namedParts: countNamedParts(query), gallery });
  for (const level of levels) {
    ranking.take(level, numbersOf(statements.matches.iterate(level.match, viewBit, MAX_READ)));
  }
  if (levels.length === 0) ranking.take(popularOnly, numbersOf(statements.popular.iterate(viewBit, MAX_READ)));
  return ranking.best();
}

/**
 * Matches are read in the order of popularity, so the newest are found by asking for those of some days first: `MAX_READ`
 * then matters only where more versions than that match which were published within these days.
 */
function recentlyUpdated(
  file: IndexFile,
  statements: Statements,
  { view, limit }: IndexQuestion,
  broadest: Level | undefined,
): readonly RankedPackage[] {
  const viewBit = 2 ** view;
  const packagesOf = (rows: readonly (readonly unknown[])[]) =>
    rows.map(([number]) => {
      const registrationId = registrationOf(Number(number));
      return { registrationId, downloads: file.downloadsOf(registrationId) };
    });
  if (broadest === undefined) return packagesOf(statements.updated.all(viewBit, limit));
  const newest = dayOf(Number(statements.newest.get()?.[0] ?? 0) * 1_000_000);
  for (const days of RECENT_DAYS) {
    const terms = dayRangeTerms(Math.max(0, newest - days + 1), newest).map(
      (term) => `"${fieldTerm('updated', term)}"`,
    );
    const match = `${broadest.match} AND (${terms.join(' OR ')})`;
    const rows = statements.updatedMatches.all(match, viewBit, MAX_READ, limit);
    if (rows.length >= limit) return packagesOf(rows);
  }
  return packagesOf(statements.updatedMatches.all(broadest.match, viewBit, MAX_READ, limit));
}

function answer(packages: readonly RankedPackage[], total: number): IndexAnswer {
  return {
    registrationIds: Float64Array.from(packages, (each) => each.registrationId),
    downloads: Float64Array.from(packages, (each) => each.downloads),
    total,
  };
}

const popularOnly: Level = { match: '', weight: 0, isInId: false };

function* numbersOf(rows: Iterable<readonly unknown[]>): Generator<number> {
  for (const [number] of rows) yield Number(number);
}

function continuationsOf(query: SearchQuery, statement: ArrayStatement): string[] {
  const last = query.words.at(-1)?.term ?? '';
  const length = lengthOf(last);
  if (length < MIN_CONTINUED_LENGTH || length > MAX_START_LENGTH) return [];
  return statement.all(last, `${last}\u{10ffff}`, MAX_CONTINUATIONS).map(([word]) => String(word));
}

function countNamedParts(query: SearchQuery): number {
  return query.words.reduce((sum, word) => sum + Math.max(1, word.parts.length), 0);
}
