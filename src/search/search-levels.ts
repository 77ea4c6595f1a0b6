/**
 * What SQLite is asked for one query: the same words at several levels, from the package that is named to packages that
 * merely mention them. A package counts at the best level at which it matches.
 */
import { lengthOf, type Word } from './analyze-text.ts';
import { type Field, fieldTerm } from './field-term.ts';
import { isWordScope, type Scope, type SearchQuery } from './parse-query.ts';

/** Beginnings of words are in the index up to this many characters; longer ones are looked up as ranges of words. */
export const MAX_START_LENGTH = 20;
/** The same for beginnings of whole ids. */
export const MAX_ID_START_LENGTH = 24;

/**
 * What a level adds to popularity, which lies between 0 and 1 on a logarithmic scale. Adding logarithms is multiplying:
 * 0.45 for a word in the id outweighs a factor in downloads of the 0.45th power of the gallery's maximum (13 in a gallery
 * whose favourite has 300 downloads, 6,500 in one of 300 million).
 *
 * An id that is exactly the bare word that was typed leads ids that have the word in them by 0.4, and those that begin
 * with it by 0.35. So it is first unless another has far more downloads: 10 times as many in the smaller of these
 * galleries, 2,500 times in the larger. Somebody who takes the id `Json` does not stand before the package that everyone
 * means, and a package that is used stands first under its own name. Text with a separator (`Acme.Json`) is no word of a
 * language but an id: exactly that one is first whatever its downloads, then those that begin with it.
 */
export const levelWeights = {
  exactId: 0.85,
  idStart: 0.5,
  idWords: 0.45,
  idWordStarts: 0.4,
  names: 0.2,
  anywhere: 0,
} as const;
const EXACT_NAMESPACE_WEIGHT = 10;
const NAMESPACE_WEIGHT = 5;
/** For the share of the id's parts that the query names: `json` is more of `Acme.Json` than of `Acme.Json.Tools`. */
export const COVERAGE_WEIGHT = 0.1;

export interface Level {
  /** In the language of FTS5, made of nothing but quoted terms of ours. */
  readonly match: string;
  readonly weight: number;
  /** Whether the share of the id that was named counts. */
  readonly isInId: boolean;
}

/**
 * The levels of a query, best first; none for a query that asks for everything.
 *
 * @param continuations words of running texts that begin with the last word of the query
 * @param isExactFirst whether an id that is exactly the bare word leads whatever its downloads: where it is marked as such
 */
export function searchLevels(query: SearchQuery, continuations: readonly string[], isExactFirst = false): Level[] {
  const scopes = query.scopes.map(matchScope);
  const level = (match: string, weight: number, isInId: boolean): Level => ({
    match: [match, ...scopes].join(' AND '),
    weight,
    isInId,
  });
  if (query.words.length === 0)
    return scopes.length === 0 ? [] : [{ match: scopes.join(' AND '), weight: 0, isInId: false }];
  const { words } = query;
  return [
    ...idLevels(query.idKey, isExactFirst).map(([match, weight]) => level(match, weight, true)),
    level(matchWords(words, ['id'], undefined), levelWeights.idWords, true),
    level(matchWords(words, ['id'], { fields: ['idStart'], continuations: [] }), levelWeights.idWordStarts, true),
    level(matchWords(words, ['name'], { fields: ['nameStart'], continuations: [] }), levelWeights.names, false),
    level(matchWords(words, ['text'], { fields: ['nameStart', 'text'], continuations }), levelWeights.anywhere, false),
  ];
}

function idLevels(idKey: string | undefined, isExactFirst: boolean): [match: string, weight: number][] {
  if (idKey === undefined) return [];
  const hasSeparator = /[._-]/.test(idKey);
  return [
    [matchTerm('packageId', idKey), hasSeparator || isExactFirst ? EXACT_NAMESPACE_WEIGHT : levelWeights.exactId],
    [matchIdStart(idKey), hasSeparator ? NAMESPACE_WEIGHT : levelWeights.idStart],
  ];
}

/** How the last word of a query is looked for: in fields of beginnings, and as words that go on from it. */
interface LastWord {
  readonly fields: readonly Field[];
  readonly continuations: readonly string[];
}

function matchWords(words: readonly Word[], fields: readonly Field[], last: LastWord | undefined): string {
  return all(
    words.map((word, index) => {
      const ending = index === words.length - 1 ? last : undefined;
      return any([matchTermOrStart(word.term, fields, ending), ...matchParts(word.parts, fields, ending)]);
    }),
  );
}

/** `FooBar` is also met by `foo` and `bar`, each by itself. */
function matchParts(parts: readonly string[], fields: readonly Field[], ending: LastWord | undefined): string[] {
  if (parts.length === 0) return [];
  const own = ending === undefined ? undefined : { ...ending, continuations: [] };
  return [
    all(parts.map((part, index) => matchTermOrStart(part, fields, index === parts.length - 1 ? own : undefined))),
  ];
}

function matchTermOrStart(term: string, fields: readonly Field[], ending: LastWord | undefined): string {
  if (ending === undefined) return any(fields.map((field) => matchTerm(field, term)));
  if (lengthOf(term) > MAX_START_LENGTH) return any(fields.map((field) => matchRange(field, term)));
  return any([
    ...ending.fields.map((field) => matchTerm(field, term)),
    ...ending.continuations.map((word) => matchTerm('text', word)),
  ]);
}

function matchScope(scope: Scope): string {
  // A term that no document has: a condition that nothing can meet.
  if (scope.values.length === 0) return matchTerm('packageId', '');
  if (isWordScope(scope)) return any(scope.values.map((words) => matchWords(words, [scope.field], undefined)));
  const { field, values } = scope;
  return any(values.map((value) => (field === 'packageIdStart' ? matchIdStart(value) : matchTerm(field, value))));
}

function matchIdStart(start: string): string {
  return lengthOf(start) > MAX_ID_START_LENGTH ? matchRange('packageId', start) : matchTerm('packageIdStart', start);
}

function matchTerm(field: Field, term: string): string {
  return `"${fieldTerm(field, term)}"`;
}

function matchRange(field: Field, start: string): string {
  return `"${fieldTerm(field, start)}" *`;
}

function any(matches: readonly string[]): string {
  return matches.length === 1 ? matches.join('') : `(${matches.join(' OR ')})`;
}

function all(matches: readonly string[]): string {
  return matches.length === 1 ? matches.join('') : `(${matches.join(' AND ')})`;
}
