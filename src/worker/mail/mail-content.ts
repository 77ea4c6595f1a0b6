/**
 * What a mail says, before it is text or HTML. Both are made of this, so they never say different things, and what strangers
 * wrote is made harmless in one place.
 */

export type MailBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Somebody's own words. */
  | { readonly kind: 'quote'; readonly text: string };

export interface MailContent {
  /** Without the gallery's name. */
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
  /** The one link: what it does, and where it leads. */
  readonly link: { readonly label: string; readonly url: string } | undefined;
  /** What stands behind the link. */
  readonly after?: readonly string[];
}

export const paragraph = (text: string): MailBlock => ({ kind: 'paragraph', text });
export const facts = (...given: readonly (readonly [label: string, value: string | undefined])[]): MailBlock => ({
  kind: 'facts',
  facts: given.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
});
export const list = (items: readonly string[]): MailBlock => ({ kind: 'list', items });
export const quote = (text: string): MailBlock => ({ kind: 'quote', text });

const MAX_WORDS_LENGTH = 200;
const MAX_QUOTE_LENGTH = 2_000;

/**
 * One line of a stranger's: no control character, no mark that turns the direction of what follows, and nothing that a mail
 * program would make a link of, since it is not ours.
 */
export function words(text: string, limit = MAX_WORDS_LENGTH): string {
  return withoutLinks(cut(oneLine(text), limit));
}

/** The same in quotation marks. */
export function quoted(text: string, limit?: number): string {
  return `“${words(text, limit)}”`;
}

/**
 * The id or version of a package. It stays as it can be copied, dots and all, since only letters, digits and few marks can be
 * in it; what begins like a page's address does not stay one.
 */
export function packageText(text: string): string {
  return cut(oneLine(text), MAX_WORDS_LENGTH)
    .replace(/[:@/](?=.)/g, `$&${NO_LINK}`)
    .replace(/\bwww\./gi, `$&${NO_LINK}`);
}

/** A text of several lines that somebody wrote. */
export function quoteOf(text: string): MailBlock {
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => withoutLinks(oneLine(line)));
  return quote(cut(lines.join('\n'), MAX_QUOTE_LENGTH));
}

/** Every text passes here once more before it is sent, whatever it is. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, (mark) => (mark === NO_LINK ? mark : ''))
    .trim();
}

function cut(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text
        .slice(0, limit - 1)
        .toWellFormed()
        .replace('\uFFFD', '')}…`;
}

/** Joins nothing and is not seen (zero width non-joiner): mail programs take no address across it. */
const NO_LINK = '\u200C';

function withoutLinks(text: string): string {
  return text
    .replaceAll(NO_LINK, '')
    .replace(/:(?=\/)/g, `:${NO_LINK}`)
    .replace(/@/g, `@${NO_LINK}`)
    .replace(/(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu, `.${NO_LINK}`);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026, 14:03 UTC`. Takes microseconds. */
export function momentText(instant: number): string {
  const date = new Date(Math.floor(instant / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dayText(instant)}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** `22 Nov 2026`. Takes microseconds. */
export function dayText(instant: number): string {
  const date = new Date(Math.floor(instant / 1000));
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** "1 version", "2 versions", "5,000 versions". */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
