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
  readonly words: EventWords;
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
  };
}

export function tellingOf(happening: Happening, rest: Omit<Telling, 'happening' | 'words'>): Telling {
  return { happening, words: wordsOf(happening.data), ...rest };
}

/** Who did it: "olga", "olga for acme", "the operator of this gallery". */
export function authorOf({ by }: Happening): string {
  if (by.name !== undefined) return by.forWhom === undefined ? by.name : `${by.name} for ${by.forWhom}`;
  if (by.with === 'cli') return 'the operator of this gallery';
  return by.forWhom ?? 'this gallery';
}

/** When, who, with what and, where the mail is the person's own, from where. */
export function circumstances({ happening, origin }: Telling): MailBlock {
  const { at, by } = happening;
  return facts(
    ['When', momentText(at)],
    ['Who', authorOf(happening)],
    ['With', by.keyName === undefined ? undefined : `the API key ${quoted(by.keyName)}`],
    ['Address', origin === undefined ? undefined : words(origin.address)],
    ['Program', origin === undefined || origin.userAgent === '' ? undefined : words(origin.userAgent)],
  );
}
