import { wordsOf, type EventWords } from './event-words.ts';
import type { Happening } from './happening.ts';
import { facts, momentText, quoted, words, type MailBlock, type MailContent } from './mail-content.ts';
import type { MailData } from './mail-data.ts';
import type { MailLinks } from './mail-links.ts';

/** Where the request came from, as long as it is remembered. */
export interface MailOrigin {
  readonly address: string;
  readonly userAgent: string;
}

export interface Telling {
  readonly happening: Happening;
  /** What the log says of it. */
  readonly data: EventWords;
  readonly reader: MailData['reader'];
  readonly links: MailLinks;
  readonly gallery: string;
  readonly origin: MailOrigin | undefined;
}

/** How one kind of mail is written: about one thing that happened, or about many alike. */
export interface MailTemplate {
  one(telling: Telling): MailContent;
  /** Only of those that are folded. */
  readonly many?: {
    subject(count: number, first: Telling): string;
    /** One thing in one line, without the time. */
    line(telling: Telling): string;
    link(first: Telling): MailContent['link'];
    /** What is said besides, once. */
    more?(first: Telling): readonly MailBlock[];
  };
}

export function tellingOf(happening: Happening, rest: Omit<Telling, 'happening' | 'data'>): Telling {
  return { happening, data: wordsOf(happening.data), ...rest };
}

/** Who did it: "olga", "olga for acme", "the operator of this gallery". */
export function authorOf({ by }: Happening): string {
  if (by.name !== undefined) {
    return by.forWhom === undefined ? words(by.name) : `${words(by.name)} for ${words(by.forWhom)}`;
  }
  if (by.with === 'cli') return 'the operator of this gallery';
  if (by.forWhom !== undefined) return words(by.forWhom);
  return by.with === 'link' ? 'whoever had the link' : 'this gallery';
}

/** Somebody, or the operator: without the organization that it was done for. */
export function inviterOf({ happening: { by } }: Telling): string {
  return by.name === undefined ? 'The operator' : words(by.name);
}

/** Undefined where nobody can say who it was. */
function knownAuthorOf(happening: Happening): string | undefined {
  const { name, forWhom, with: how } = happening.by;
  return name === undefined && forWhom === undefined && how !== 'cli' ? undefined : authorOf(happening);
}

/** When, who, with what and, where the mail is the person's own, from where. */
export function circumstances({ happening, origin }: Telling): MailBlock {
  const { at, by } = happening;
  return facts(
    ['When', momentText(at)],
    ['Who', knownAuthorOf(happening)],
    ['With', by.keyName === undefined ? undefined : `the API key ${quoted(by.keyName)}`],
    ['Address', origin === undefined ? undefined : words(origin.address)],
    ['Program', origin === undefined || origin.userAgent === '' ? undefined : words(origin.userAgent)],
  );
}
