/**
 * Licence expressions of the nuspec (`MIT OR (GPL-2.0-only WITH Classpath-exception-2.0)`), as the client's
 * NuGetLicenseExpression reads them, and the rules that a push adds.
 *
 * The reader is a loop with a counter for parentheses, so no text, however deeply nested, can exhaust the stack.
 */
import type { Fault } from '../base/problem.ts';
import { licenseExceptions, licenses } from './license-ids.ts';
import { trimWhiteSpace } from './white-space.ts';

/** As on nuget.org; the client has no limit. */
export const MAX_LICENSE_EXPRESSION_LENGTH = 500;

const UNLICENSED = 'UNLICENSED';

export interface LicenseTerm {
  readonly id: string;
  /** Written with a trailing `+`: this version or any later one. */
  readonly orLater: boolean;
  /** What follows WITH. */
  readonly exception?: string;
  /** Whether the client's list has the id; UNLICENSED counts as known. */
  readonly known: boolean;
  /** Whether the Open Source Initiative or the Free Software Foundation approves. */
  readonly osiOrFsf: boolean;
}

export interface LicenseExpression {
  /** As written, with single spaces and without spaces inside parentheses. */
  readonly text: string;
  /** In the order of the text. */
  readonly terms: readonly LicenseTerm[];
  /** The lone word UNLICENSED: no right is given to anybody. */
  readonly isUnlicensed: boolean;
}

/** Everything that keeps a text from being an expression to the client; never empty. */
export interface LicenseFault {
  readonly faults: readonly Fault[];
}

type Operator = 'WITH' | 'AND' | 'OR';
type Token =
  | { readonly kind: 'open' | 'close'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: Operator }
  | { readonly kind: 'id'; readonly text: string };

/**
 * Reads an expression, or says all that is wrong with it: wrong characters, misplaced words, unbalanced parentheses,
 * deprecated ids, exceptions that are none. Ids that nobody knows are no fault here: see `checkLicenseExpression`.
 */
export function parseLicenseExpression(text: string): LicenseExpression | LicenseFault {
  const trimmed = trimWhiteSpace(text);
  if (trimmed === '') return malformed('The license expression is empty.');
  if (trimmed.length > MAX_LICENSE_EXPRESSION_LENGTH) {
    const detail = `The license expression has more than ${MAX_LICENSE_EXPRESSION_LENGTH} characters.`;
    return { faults: [{ code: 'license_expression_too_long', detail }] };
  }
  if (!/^[A-Za-z0-9.+()\t-\r\u0085\p{Z}-]*$/u.test(trimmed)) {
    return malformed('The license expression has characters other than letters, digits, spaces and . - + ( ).');
  }
  const tokens = tokenize(trimmed);
  const misplaced = findMisplaced(tokens);
  if (misplaced !== undefined) return malformed(misplaced);
  const faults = checkIds(tokens);
  return faults.length > 0 ? { faults } : describe(tokens);
}

/**
 * What a push refuses: everything that is no expression, and every id that is unknown or has neither the OSI's nor the
 * FSF's approval, UNLICENSED among them.
 */
export function checkLicenseExpression(text: string): readonly Fault[] {
  const expression = parseLicenseExpression(text);
  if ('faults' in expression) return expression.faults;
  if (expression.isUnlicensed) {
    return [{ code: 'license_unlicensed', detail: 'A package that is UNLICENSED cannot be published here.' }];
  }
  return expression.terms.flatMap(({ id, known, osiOrFsf }) => {
    if (!known) return [{ code: 'license_unknown', detail: `'${id}' is no license that NuGet knows.` }];
    if (osiOrFsf) return [];
    const detail = `The license '${id}' is neither approved by the Open Source Initiative nor free by the Free Software Foundation.`;
    return [{ code: 'license_not_osi_or_fsf', detail }];
  });
}

function malformed(detail: string): LicenseFault {
  return { faults: [{ code: 'license_expression_malformed', detail }] };
}

/** Words are parted by spaces; parentheses count only at the ends of a word, inside one they are wrong characters. */
function tokenize(text: string): readonly Token[] {
  return text.split(' ').flatMap((word) => {
    const [, before = '', middle = '', after = ''] = /^([()]*)(.*?)([()]*)$/s.exec(word) ?? [];
    return [...parentheses(before), ...(middle === '' ? [] : [wordToken(middle)]), ...parentheses(after)];
  });
}

function parentheses(text: string): readonly Token[] {
  return Array.from(text, (text) => ({ kind: text === '(' ? 'open' : 'close', text }));
}

/** A line break beside an operator is fine, as when an editor wraps the nuspec; inside an id it is a wrong character. */
function wordToken(word: string): Token {
  const text = trimWhiteSpace(word);
  return text === 'WITH' || text === 'AND' || text === 'OR' ? { kind: 'operator', text } : { kind: 'id', text: word };
}

/** The first token that cannot stand where it does, as a sentence. */
function findMisplaced(tokens: readonly Token[]): string | undefined {
  let depth = 0;
  let previous: Token = { kind: 'open', text: '' };
  for (const token of tokens) {
    const followsTerm = previous.kind === 'id' || previous.kind === 'close';
    const wantsTermBefore = token.kind === 'operator' || token.kind === 'close';
    if (followsTerm !== wantsTermBefore) return `'${token.text}' is out of place in the license expression.`;
    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    if (depth < 0) return 'The license expression closes a parenthesis that was never opened.';
    previous = token;
  }
  if (previous.kind === 'operator') return `The license expression ends with '${previous.text}'.`;
  return depth > 0 ? 'The license expression does not close all its parentheses.' : undefined;
}

/** The ids by themselves: which of them the client knows, and as what. */
function checkIds(tokens: readonly Token[]): readonly Fault[] {
  const words = tokens.filter(isWord);
  return words.flatMap(({ kind, text }, index) => {
    if (kind === 'operator') return text === 'WITH' ? checkWith(tokens, words[index]) : [];
    return words[index - 1]?.text === 'WITH' ? checkException(text) : checkLicense(text, words.length === 1);
  });
}

function isWord(token: Token): boolean {
  return token.kind === 'id' || token.kind === 'operator';
}

/** WITH joins two ids, which may stand in parentheses of their own; it neither takes expressions nor chains. */
function checkWith(tokens: readonly Token[], operator: Token | undefined): readonly Fault[] {
  const at = tokens.findIndex((token) => token === operator);
  const before = tokens.slice(0, at).toReversed();
  const closes = before.findIndex(({ kind }) => kind === 'id');
  const opens = before.slice(closes + 1, closes * 2 + 1);
  const after = tokens.slice(at + 1);
  const opened = after.findIndex(({ kind }) => kind === 'id');
  const closed = after.slice(opened + 1, opened * 2 + 1);
  const isLeftPlain = opens.length === closes && opens.every(({ kind }) => kind === 'open');
  const isRightPlain = closed.length === opened && closed.every(({ kind }) => kind === 'close');
  const isChained = before.slice(closes + 1).find(isWord)?.text === 'WITH';
  if (isLeftPlain && isRightPlain && !isChained) return [];
  return [
    {
      code: 'license_expression_malformed',
      detail: "'WITH' must stand between one license and one exception.",
    },
  ];
}

function checkException(id: string): readonly Fault[] {
  const known = licenseExceptions.get(id);
  if (known !== undefined) return known.deprecated ? [deprecated(id)] : [];
  return [{ code: 'license_exception_unknown', detail: `'${id}' is no license exception that NuGet knows.` }];
}

function checkLicense(text: string, isAlone: boolean): readonly Fault[] {
  const { id, orLater } = readId(text);
  const known = licenses.get(text) ?? licenses.get(id);
  if (known !== undefined) return known.deprecated ? [deprecated(text)] : [];
  if (licenseExceptions.has(id)) {
    return [{ code: 'license_is_exception', detail: `'${id}' is an exception: it can only stand after WITH.` }];
  }
  // The client takes bare numbers for the numbers of its operators.
  if (!/^[A-Za-z0-9.-]+$/.test(id) || /^-?\d+$/.test(id)) return malformed(`'${text}' is no license id.`).faults;
  if (id === UNLICENSED && (orLater || !isAlone)) {
    return malformed(`'${UNLICENSED}' can only stand alone in a license expression.`).faults;
  }
  return [];
}

function deprecated(id: string): Fault {
  return { code: 'license_deprecated', detail: `The license id '${id}' is deprecated: use its successor.` };
}

/** Some deprecated ids end in a plus of their own, so a text that is an id as a whole is never taken apart. */
function readId(text: string): { id: string; orLater: boolean } {
  const orLater = text.endsWith('+') && !licenses.has(text);
  return { id: orLater ? text.slice(0, -1) : text, orLater };
}

function describe(tokens: readonly Token[]): LicenseExpression {
  const words = tokens.filter(isWord);
  const terms = words.flatMap((token, index): LicenseTerm[] => {
    if (token.kind !== 'id' || words[index - 1]?.text === 'WITH') return [];
    const exception = words[index + 1]?.text === 'WITH' ? words[index + 2]?.text : undefined;
    return [describeTerm(token.text, exception)];
  });
  const isUnlicensed = terms[0]?.id === UNLICENSED;
  return { text: format(tokens), terms, isUnlicensed };
}

function describeTerm(text: string, exception: string | undefined): LicenseTerm {
  const { id, orLater } = readId(text);
  const known = licenses.get(id);
  const term = { id, orLater, known: known !== undefined || id === UNLICENSED, osiOrFsf: known?.osiOrFsf === true };
  return exception === undefined ? term : { ...term, exception };
}

function format(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }) => text)
    .join(' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')');
}
