/**
 * How texts become terms, for documents and for queries alike: whatever splits one must split the other in the same
 * way, or a package cannot be found by its own name.
 *
 * A text is split into words at everything that is no letter, digit or mark. A word is one term in lower case, and so
 * are its parts where case or digits change inside it: `EntityFrameworkCore` gives `entityframeworkcore`, `entity`,
 * `framework`, `core`. (nuget.org's analyzers split at a list of punctuation; all of it is here.)
 */
import { lowerInvariant } from '../nuget/lower-case.ts';

/** nuget.org's own limit. Longer terms are cut, in documents and queries alike. */
export const MAX_TERM_LENGTH = 300;
/** Words of one text that are looked at: a readme pasted into a description costs no more than this. */
const MAX_WORDS_PER_TEXT = 1000;

const notWord = /[^\p{L}\p{N}\p{M}]+/u;
/** Digits; capitals up to the last one before a small letter (`XML` in `XMLParser`); one capital and small letters. */
const part = /\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{N}\p{Lu}]+|\p{Lu}/gu;

/** English words that say nothing in a title or a description: Lucene's list, which nuget.org uses. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they ' +
    'this to was will with'
  ).split(' '),
);

/** One word of a text: the term that is the whole of it, and its parts where it has more than one. */
export interface Word {
  readonly term: string;
  readonly parts: readonly string[];
}

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const raw of text.normalize('NFC').split(notWord, MAX_WORDS_PER_TEXT + 2)) {
    if (raw !== '' && words.length < MAX_WORDS_PER_TEXT) words.push({ term: termOf(raw), parts: partsOf(raw) });
  }
  return words;
}

/** Every term of a text, each once: whole words and their parts. */
export function termsOf(text: string): string[] {
  return [...new Set(wordsOf(text).flatMap(({ term, parts }) => [term, ...parts]))];
}

/** As `termsOf`, without the words that say nothing. */
export function tellingTermsOf(text: string): string[] {
  return termsOf(text).filter((term) => !stopWords.has(term));
}

export function isStopWord(term: string): boolean {
  return stopWords.has(term);
}

/** How many parts an id has, in words and in the parts of words: what share of it a query can name. */
export function countParts(text: string): number {
  return wordsOf(text).reduce((sum, word) => sum + Math.max(1, word.parts.length), 0);
}

/** What a term begins with, by code points, from one to `longest` of them: for finding a word that is still typed. */
export function startsOf(term: string, longest: number): string[] {
  const starts: string[] = [];
  let start = '';
  for (const codePoint of term) {
    if (starts.length === longest) break;
    start += codePoint;
    starts.push(start);
  }
  return starts;
}

/** In code points, as `startsOf` counts. */
export function lengthOf(term: string): number {
  return Array.from(term).length;
}

/** A text that is one term however it is written: an id, a tag, an owner's name. */
export function wholeTerm(text: string): string {
  return termOf(text.trim().normalize('NFC'));
}

function termOf(raw: string): string {
  const lower = lowerInvariant(raw);
  return lower.length > MAX_TERM_LENGTH ? lower.slice(0, MAX_TERM_LENGTH) : lower;
}

/** Empty for a word without parts. */
function partsOf(raw: string): string[] {
  const parts = raw.match(part) ?? [];
  return parts.length < 2 ? [] : parts.map(termOf);
}
