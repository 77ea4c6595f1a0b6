/**
 * A term as it stands in the index: the letter of its field, `=`, and the term in an alphabet that SQLite's tokenizer
 * never splits and its query language never reads as an operator.
 *
 * Fields are part of the term instead of being columns, so each has its own list of packages: asking for `library` in
 * ids costs nothing for the half million descriptions that have the word.
 */

/** Small letters only: the tokenizer knows no others. */
const fieldLetters = {
  /** Words of the id. */
  id: 'i',
  /** What a word of the id begins with. */
  idStart: 'j',
  /** The whole id in lower case. */
  packageId: 'k',
  /** What the whole id begins with. */
  packageIdStart: 'p',
  /** Words of id, title and tags together. */
  name: 'n',
  nameStart: 'm',
  /** Words of everything that free text is looked for in: one list instead of four, where most of the time goes. */
  text: 'x',
  title: 't',
  description: 'd',
  summary: 's',
  author: 'u',
  /** A whole tag. */
  tag: 'g',
  /** The number of an account that owns the package, since accounts change their names. */
  owner: 'o',
  version: 'v',
  packageType: 'y',
  /** A framework that the version names, or a generation of such. */
  framework: 'f',
  /** A framework whose projects can use the version, or a generation of such. */
  usableFramework: 'c',
  /** One licence of the expression. */
  license: 'l',
  /** Whether the version is deprecated. */
  deprecation: 'e',
  /** A span of days in which the version was published. */
  updated: 'b',
} as const;

export type Field = keyof typeof fieldLetters;

/** The definition of the tokenizer that leaves field terms whole: letters, digits, these two, and all beyond ASCII. */
export const FIELD_TERM_TOKENIZER = "ascii tokenchars '_='";

const plain = /^[a-z0-9\u0080-\uffff]*$/;

/** ASCII that is neither a small letter nor a digit becomes `_` and two hex digits. */
export function fieldTerm(field: Field, term: string): string {
  return `${fieldLetters[field]}=${plain.test(term) ? term : escape(term)}`;
}

function escape(term: string): string {
  return term.replaceAll(
    /[^a-z0-9\u0080-\uffff]/g,
    (letter) => `_${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
