/** Texts of strangers as they may be stored: what could rewrite a page, a log line or a terminal is taken out. */
import { trimWhiteSpace } from './white-space.ts';

/** Controls beside tab and line feed, and the characters that override the direction of what follows. */
const harmful = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** Several lines, trimmed; line ends are `\n`. */
export function plainText(text: string): string {
  return trimWhiteSpace(text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/gu, '\n').replaceAll(harmful, ''));
}

/** One line, trimmed; every run of line ends and tabs is one space. */
export function plainLine(text: string): string {
  return trimWhiteSpace(plainText(text).replaceAll(/\s*[\n\t]\s*/gu, ' '));
}
