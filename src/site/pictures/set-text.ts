/** Texts as lines that fit, in letters that there are. */
import type { Font } from './glyphs.ts';

const UNKNOWN = '□';

/** Letters that the font has; others as `□`, without what only joins or turns letters. */
export function drawable(font: Font, text: string, most: number): string[] {
  const plain = text
    .slice(0, most * 4)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{M}\p{Cs}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(plain)
    .slice(0, most)
    .map((character) => (font.glyphs.has(character) ? character : UNKNOWN));
}

/** Whether so much of a text can be drawn that it says something. */
export function isReadable(letters: readonly string[]): boolean {
  return letters.filter((letter) => letter === UNKNOWN).length * 5 <= letters.length;
}

export function widthOf(font: Font, size: number, letters: readonly string[]): number {
  const scale = size / font.size;
  return letters.reduce((width, letter) => width + advanceOf(font, letter) * scale, 0);
}

/** An unknown letter is a box of two thirds of the size. */
export function advanceOf(font: Font, letter: string): number {
  return font.glyphs.get(letter)?.advance ?? font.size * 0.66;
}

export interface Measure {
  readonly font: Font;
  readonly size: number;
  readonly width: number;
  readonly lines: number;
  /** Behind which letters a line may end. */
  readonly breaks: RegExp;
}

/** Lines of at most the width, the last of them cut with `…` where there is more. */
export function linesOf(letters: readonly string[], { font, size, width, lines, breaks }: Measure): string[][] {
  const found: string[][] = [];
  let rest = [...letters];
  while (rest.length > 0 && found.length < lines) {
    const fitting = fittingLetters(font, size, rest, width);
    if (fitting === rest.length) return [...found, rest];
    if (found.length === lines - 1) return [...found, cut(font, size, rest, width)];
    const end = breakBefore(rest, fitting, breaks);
    found.push(trimmed(rest.slice(0, end)));
    rest = rest.slice(end);
    if (rest[0] === ' ') rest = rest.slice(1);
  }
  return found;
}

function fittingLetters(font: Font, size: number, letters: readonly string[], width: number): number {
  let used = 0;
  for (const [at, letter] of letters.entries()) {
    used += (advanceOf(font, letter) * size) / font.size;
    if (used > width) return Math.max(1, at);
  }
  return letters.length;
}

/** Where no break fits, the word itself is broken. */
function breakBefore(letters: readonly string[], fitting: number, breaks: RegExp): number {
  for (let end = fitting; end > fitting / 3; end -= 1) {
    if (breaks.test(letters[end - 1] ?? '')) return end;
  }
  return fitting;
}

function cut(font: Font, size: number, letters: readonly string[], width: number): string[] {
  const fitting = fittingLetters(font, size, letters, width - widthOf(font, size, ['…']));
  return [...trimmed(letters.slice(0, fitting)), '…'];
}

function trimmed(letters: readonly string[]): string[] {
  return letters.at(-1) === ' ' ? letters.slice(0, -1) : [...letters];
}
