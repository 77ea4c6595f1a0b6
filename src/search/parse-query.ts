/**
 * The language in which people search, as nuget.org has it (docs/protocol): words, `"quoted words"`, `field:value`.
 *
 * All free words must match, wherever; the last may be the beginning of a word. Values of one field are alternatives,
 * fields are all required. A term of an unknown field is dropped, and so are `AND`, `OR`, `NOT` and a quote that is
 * left open. What leaves no word at all asks for everything. Nothing of this text is ever read by SQLite: every word
 * becomes a term of our own first.
 */
import type { Fault } from '../base/problem.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import { parseVersion } from '../nuget/version.ts';
import { isStopWord, wholeTerm, type Word, wordsOf } from './analyze-text.ts';

/** In UTF-16 code units. A longer text is refused, not cut: half of a query finds the wrong packages. */
export const MAX_QUERY_LENGTH = 4096;
/** Words, their parts and values together. */
const MAX_QUERY_WORDS = 64;

export type WordField = 'id' | 'title' | 'description' | 'summary' | 'author';
export type WholeField = WholeQueryField | 'packageIdStart' | 'packageType' | FilterField;
type WholeQueryField = 'packageId' | 'version' | 'tag' | 'owner';
/** What the site filters by; no word of the language. */
type FilterField = 'framework' | 'usableFramework' | 'license' | 'deprecation' | 'updated';

/** One required condition; any of `values` meets it. None at all cannot be met. */
export type Scope = WordScope | WholeScope;

export interface WordScope {
  readonly field: WordField;
  readonly values: readonly (readonly Word[])[];
}

export interface WholeScope {
  readonly field: WholeField;
  readonly values: readonly string[];
}

export function isWordScope(scope: Scope): scope is WordScope {
  return wordFields.has(scope.field);
}

export interface SearchQuery {
  /** All required; the last also as a beginning. */
  readonly words: readonly Word[];
  /** The key of the only id that the free text could be, where it is one term that could be an id. */
  readonly idKey?: string;
  readonly scopes: readonly Scope[];
}

export const everything: SearchQuery = { words: [], scopes: [] };

type QueryField = WordField | WholeQueryField;

const wordFields: ReadonlySet<string> = new Set<WordField>(['id', 'title', 'description', 'summary', 'author']);

const fieldNames: ReadonlyMap<string, QueryField> = new Map([
  ['id', 'id'],
  ['packageid', 'packageId'],
  ['version', 'version'],
  ['title', 'title'],
  ['description', 'description'],
  ['summary', 'summary'],
  ['tag', 'tag'],
  ['tags', 'tag'],
  ['author', 'author'],
  ['authors', 'author'],
  ['owner', 'owner'],
  ['owners', 'owner'],
]);

interface RawTerm {
  /** Undefined for free text. */
  readonly field?: string;
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Returns a fault for a query that is too large to be answered within its budget. */
export function parseQuery(text: string): SearchQuery | Fault {
  if (text.length > MAX_QUERY_LENGTH) {
    return { code: 'query_too_long', detail: `A query has at most ${MAX_QUERY_LENGTH} characters.`, at: 'q' };
  }
  const terms = readTerms(text);
  const free = terms.filter((term) => term.field === undefined && !isOperator(term));
  const words = requiredWords(free.flatMap((term) => wordsOf(term.text)));
  const scopes = readScopes(terms);
  if (countWords(words) + scopes.reduce((sum, scope) => sum + countValues(scope), 0) > MAX_QUERY_WORDS) {
    return { code: 'query_too_many_words', detail: `A query has at most ${MAX_QUERY_WORDS} words.`, at: 'q' };
  }
  const [only] = free;
  const id = free.length === 1 && only !== undefined ? parsePackageId(only.text) : undefined;
  return id === undefined ? { words, scopes } : { words, scopes, idKey: id.key };
}

/** Terms with their field and without their quotes. */
function readTerms(text: string): RawTerm[] {
  const terms: RawTerm[] = [];
  for (const match of withoutOpenQuote(text).matchAll(term)) {
    const { field, quoted, bare } = match.groups ?? {};
    const value = quoted ?? bare ?? '';
    if (value === '' || (field === undefined && fieldAlone.test(value))) continue;
    terms.push({
      ...(field === undefined ? {} : { field: field.toLowerCase() }),
      text: value,
      isQuoted: quoted !== undefined,
    });
  }
  return terms;
}

/** An optional field and colon, then text in quotes or up to the next space or quote. A quote alone is passed over. */
const term = /(?:(?<field>\w+):)?(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"]+))/g;
const fieldAlone = /^\w+:$/;

function withoutOpenQuote(text: string): string {
  if (text.split('"').length % 2 === 1) return text;
  const last = text.lastIndexOf('"');
  return text.slice(0, last) + text.slice(last + 1);
}

function isOperator(raw: RawTerm): boolean {
  return !raw.isQuoted && (raw.text === 'AND' || raw.text === 'OR' || raw.text === 'NOT');
}

/** Words that say nothing are not asked for, unless there are no others: the index has them for ids and tags only. */
function requiredWords(words: readonly Word[]): Word[] {
  const distinct = [...new Map(words.map((word) => [word.term, word])).values()];
  const telling = distinct.filter((word) => !isStopWord(word.term));
  return telling.length > 0 ? telling : distinct;
}

function readScopes(terms: readonly RawTerm[]): Scope[] {
  const texts = new Map<QueryField, string[]>();
  for (const raw of terms) {
    const field = raw.field === undefined ? undefined : fieldNames.get(raw.field);
    if (field === undefined) continue;
    texts.set(field, [...(texts.get(field) ?? []), raw.text]);
  }
  return [...texts].map(([field, values]) => readScope(field, values)).filter((scope) => scope.values.length > 0);
}

function readScope(field: QueryField, texts: readonly string[]): Scope {
  if (isWordField(field)) {
    return { field, values: texts.map((text) => requiredWords(wordsOf(text))).filter((words) => words.length > 0) };
  }
  const values = texts.map((text) => (field === 'version' ? parseVersion(text)?.key : undefined) ?? wholeTerm(text));
  return { field, values: values.filter((value) => value !== '') };
}

function isWordField(field: string): field is WordField {
  return wordFields.has(field);
}

function countWords(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + 1 + word.parts.length, 0);
}

function countValues(scope: Scope): number {
  return scope.values.reduce((sum, value) => sum + (typeof value === 'string' ? 1 : countWords(value)), 0);
}
