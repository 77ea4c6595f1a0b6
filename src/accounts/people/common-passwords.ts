import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Words shorter than this are in too many passwords to mean anything. */
const MIN_WORD_LENGTH = 3;
/** Of what is left of a password without its words: less was not chosen. */
const MIN_REST_LENGTH = 3;
/** The longest beginning that makes a password of its repetitions: `abcdabcdabcd`. */
const MAX_UNIT_LENGTH = 6;

/** Letters that people write as digits and signs. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '|': 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
};

let known: ReadonlySet<string> | undefined;

/**
 * Whether a password is one of the common ones, or made of one in a way that everybody knows: another case, digits for
 * letters, digits and signs around it, the same few characters again and again, a run such as `abcdefghijkl`.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase();
  const spellings = [text, coreOf(text), text.replace(/[^\p{L}]+$/u, '')];
  return isRun(text) || spellings.some((spelling) => isKnown(spelling) || isRepetition(spelling));
}

/** Whether a password has some of these words in it, whatever their case, and hardly anything beside them. */
export function isLittleMoreThan(password: string, words: readonly string[]): boolean {
  const text = password.toLowerCase();
  const longestFirst = words
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= MIN_WORD_LENGTH)
    .sort((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ''), text);
  return rest !== text && (coreOf(rest).length < MIN_REST_LENGTH || isCommonPassword(rest));
}

function isKnown(text: string): boolean {
  known ??= readKnown();
  return known.has(asLetters(text));
}

function readKnown(): Set<string> {
  const lines = readFileSync(path.join(import.meta.dirname, 'common-passwords.txt'), 'utf8').split('\n');
  return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')).map(asLetters));
}

function asLetters(text: string): string {
  return Array.from(text, (character) => LETTERS[character] ?? character).join('');
}

/** What stands between the first letter and the last. */
function coreOf(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

/** `aaaaaaaaaaaa`, `abcabcabcabc`, and a common word written several times. */
function isRepetition(text: string): boolean {
  for (let length = 1; length <= Math.ceil(text.length / 2); length += 1) {
    const unit = text.slice(0, length);
    const isWhole = unit.repeat(Math.ceil(text.length / length)).startsWith(text);
    if (isWhole) return length <= MAX_UNIT_LENGTH || isKnown(coreOf(unit));
  }
  return false;
}

/** Each character follows the one before, up or down: `123456789012`, `zyxwvutsrqpo`. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const follows = (step: number, by: number) => step === by || step === -9 * by;
  return [1, -1].some((by) => steps.length > 0 && steps.every((step) => follows(step, by)));
}
