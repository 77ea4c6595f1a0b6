/** Atom (RFC 4287): what was published, for readers that ask now and then. */
import { formatInstant, type Instant } from '../../base/clock.ts';
import { cutText } from '../ui/cut-text.ts';
import { xmlText } from './xml-text.ts';

export interface AtomAuthor {
  readonly name: string;
  readonly url: string;
}

export interface AtomEntry {
  /** Absolute: where it leads, and what it is known by for ever. */
  readonly url: string;
  readonly title: string;
  readonly publishedAt: Instant;
  /** Hostile text. */
  readonly summary: string;
  readonly authors: readonly AtomAuthor[];
  readonly tags: readonly string[];
}

export interface AtomFeed {
  /** Absolute, of this very document. */
  readonly url: string;
  /** Absolute, of the page that says the same. */
  readonly page: string;
  readonly title: string;
  /** Of entries that have none of their own. */
  readonly author: AtomAuthor;
  readonly entries: readonly AtomEntry[];
}

const MAX_SUMMARY_LENGTH = 1_000;
const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 64;

/** Everything that packages say becomes one line of plain text first: whatever a reader makes of it, it is no markup. */
export function atomDocument({ url, page, title, author, entries }: AtomFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('id', url),
    element('title', title),
    element('updated', formatInstant(newest(entries))),
    link('self', 'application/atom+xml', url),
    link('alternate', 'text/html', page),
    authorElement(author),
    ...entries.map(entryElement),
    '</feed>',
    '',
  ].join('\n');
}

/** When the newest was published; the beginning of time for a feed without entries. */
export function newest(entries: readonly AtomEntry[]): Instant {
  return entries.reduce((latest, { publishedAt }) => Math.max(latest, publishedAt), 0);
}

function entryElement({ url, title, publishedAt, summary, authors, tags }: AtomEntry): string {
  const text = cutText(summary, MAX_SUMMARY_LENGTH);
  const terms = tags.slice(0, MAX_TAGS).map((tag) => cutText(tag, MAX_TAG_LENGTH));
  return [
    '<entry>',
    element('id', url),
    element('title', title),
    element('published', formatInstant(publishedAt)),
    element('updated', formatInstant(publishedAt)),
    link('alternate', 'text/html', url),
    ...authors.map(authorElement),
    ...terms.filter((term) => term !== '').map((term) => `<category term="${xmlText(term)}"/>`),
    `<summary type="text">${xmlText(text)}</summary>`,
    '</entry>',
  ].join('\n');
}

function element(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`;
}

function link(relation: string, type: string, url: string): string {
  return `<link rel="${relation}" type="${type}" href="${xmlText(url)}"/>`;
}

function authorElement({ name, url }: AtomAuthor): string {
  return `<author>${element('name', name)}${element('uri', url)}</author>`;
}
