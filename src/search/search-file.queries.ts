import { lengthOf } from './analyze-text.ts';
import { arrays, type ArrayStatement, type IndexFile } from './index-file.queries.ts';
import type { SearchQuery } from './parse-query.ts';
import { type RankedPackage, Ranking } from './rank.ts';
import { type Level, MAX_START_LENGTH, searchLevels } from './search-levels.ts';
import type { ViewIndex } from './search-view.ts';

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

export interface IndexQuestion {
  readonly query: SearchQuery;
  readonly view: ViewIndex;
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

/**
 * Reads, for each level of the query, the most popular matches, until no further one can be among the wanted.
 *
 * `MAX_READ` ends that in any case, far beyond the last package that can be asked for: it matters only where thousands
 * of packages have nearly the same downloads, and then it decides between those.
 */
export function prepareSearch(file: IndexFile): SearchFile {
  const statements = {
    matches: arrays(
      file.database.prepare(
        'SELECT rowid FROM matches WHERE matches MATCH ? AND (rowid & ?) != 0 ORDER BY rowid LIMIT ?',
      ),
    ),
    count: arrays(
      file.database.prepare(
        'SELECT count(*) FROM (SELECT 1 FROM matches WHERE matches MATCH ? AND (rowid & ?) != 0 LIMIT ?)',
      ),
    ),
    popular: arrays(
      file.database.prepare('SELECT number FROM documents WHERE (number & ?) != 0 ORDER BY number LIMIT ?'),
    ),
    continuations: arrays(
      file.database.prepare('SELECT word FROM continuations WHERE word > ? AND word < ? ORDER BY word LIMIT ?'),
    ),
  };
  return ({ query, view, limit }) => {
    const viewBit = 2 ** view;
    const levels = searchLevels(query, continuationsOf(query, statements.continuations));
    const gallery = { mostDownloads: file.mostDownloads(), downloadsOf: (id: number) => file.downloadsOf(id) };
    const ranking = new Ranking({ limit, namedParts: countNamedParts(query), gallery });
    for (const level of levels) {
      ranking.take(level, numbersOf(statements.matches.iterate(level.match, viewBit, MAX_READ)));
    }
    const broadest = levels.at(-1);
    if (broadest === undefined) {
      ranking.take(popularOnly, numbersOf(statements.popular.iterate(viewBit, MAX_READ)));
      return answer(ranking.best(), file.packagesInView(viewBit));
    }
    const total = Number(statements.count.get(broadest.match, viewBit, MAX_COUNTED)?.[0]);
    return answer(ranking.best(), total);
  };
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
