import { lowerInvariant } from './lower-case.ts';

/** The id of a package. Made only by `parsePackageId`. */
export interface PackageId {
  /** As its author writes it: shown, never compared. */
  readonly display: string;
  /** Invariant lower case: what URLs, rows and comparisons use. */
  readonly key: string;
}

/** NuGet's own limit, in UTF-16 code units. */
export const MAX_PACKAGE_ID_LENGTH = 100;

/** .NET's `\w`, which looks at single UTF-16 code units: nothing beyond the Basic Multilingual Plane is a word. */
const WORD = '[\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]';
const readable = new RegExp(`^${WORD}+(?:[.\\-]${WORD}+)*$`, 'u');
const allowedForNew = /^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*$/;

/** What NuGet's own templates leave behind when nobody replaced it. */
const PLACEHOLDER = '$id$';

/**
 * Reads an id that exists somewhere: what NuGet clients accept, at most 100 code units.
 *
 * Narrower than the clients in what would make two ids look alike or share a key: text that is not in normal form C,
 * and the two letters whose other case is ASCII, `ſ` and the Kelvin sign. nuget.org holds no such id. A line break at
 * the end, which the clients' expression lets through, is refused as well.
 */
export function parsePackageId(text: string): PackageId | undefined {
  if (text.length === 0 || text.length > MAX_PACKAGE_ID_LENGTH) return undefined;
  if (!allowedForNew.test(text) && !isReadableBeyondAscii(text)) return undefined;
  return { display: text, key: lowerInvariant(text) };
}

/** Whether an id may be used for the first time: ASCII letters, digits and `_`, joined by single dots or dashes. */
export function isNewPackageIdAllowed(text: string): boolean {
  return text.length <= MAX_PACKAGE_ID_LENGTH && text !== PLACEHOLDER && allowedForNew.test(text);
}

function isReadableBeyondAscii(text: string): boolean {
  return readable.test(text) && !unsafe.test(text) && text.normalize('NFC') === text;
}

const unsafe = /[\u017f\u212a\u{10000}-\u{10ffff}]/u;
