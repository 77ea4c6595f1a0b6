/**
 * Markdown that a stranger wrote, as HTML that may stand in a page of ours.
 *
 * CommonMark with tables, strikethrough, tasks, alerts and bare URLs as links. HTML in it is left out and the words between
 * its tags stay. The time it takes is bounded: by the length that is read, by what the parser may make of it, and by what
 * may come out; a text that asks for more is shown as it is written.
 */
import type { Token } from 'markdown-it';
import { allowed } from './allow-list.ts';
import { markAlerts } from './alerts.ts';
import { escapeHtml } from './escape-html.ts';
import { withHiddenShown } from './hidden-characters.ts';
import { createParser, TooMuchMarkdown } from './limited-parser.ts';
import { once } from './load-late.ts';
import type { MarkdownOptions } from './markdown-options.ts';
import { plainText, useOurRules } from './render-tokens.ts';
import { ID_PREFIX, resolveTargets } from './resolve-targets.ts';

/** What is read of a text; longer ones are cut between two paragraphs. */
export const MAX_MARKDOWN_CHARACTERS = 128 * 1024;
/** What may come out. */
export const MAX_HTML_CHARACTERS = 1024 * 1024;
const MAX_SLUG_CHARACTERS = 100;

export interface RenderedMarkdown {
  /** For `<Markdown html>`, safe whatever the text is. */
  readonly html: string;
  /** The text is longer than what is shown. */
  readonly isCut: boolean;
  /** It is shown as it is written: formatting it asks for too much. */
  readonly isPlain: boolean;
}

const parser = once(() => {
  const made = createParser();
  useOurRules(made);
  made.core.ruler.after('block', 'alerts', (state) => markAlerts(state.tokens));
  made.core.ruler.push('ours', (state) => {
    const { options } = state.env as unknown as MarkdownEnv;
    finishTokens(state.tokens, options);
  });
  return made;
});

interface MarkdownEnv {
  readonly options: MarkdownOptions;
}

/** The HTML alone. */
export function renderMarkdown(text: string, options: MarkdownOptions = {}): string {
  return renderMarkdownOf(text, options).html;
}

/** The same with what became of the text. */
export function renderMarkdownOf(text: string, options: MarkdownOptions = {}): RenderedMarkdown {
  const shown = cut(text);
  const isCut = shown.length < text.length;
  const html = formatted(shown, options);
  return html === undefined
    ? { html: asWritten(shown), isCut, isPlain: true }
    : { html: allowed(html), isCut, isPlain: false };
}

function formatted(text: string, options: MarkdownOptions): string | undefined {
  try {
    const html = parser().render(text, { options });
    return html.length > MAX_HTML_CHARACTERS ? undefined : html;
  } catch (error) {
    if (error instanceof TooMuchMarkdown) return undefined;
    throw error;
  }
}

function asWritten(text: string): string {
  return `<pre class="code-block" tabindex="0"><code>${withHiddenShown(escapeHtml(text))}</code></pre>`;
}

function cut(text: string): string {
  if (text.length <= MAX_MARKDOWN_CHARACTERS) return text;
  const head = text.slice(0, MAX_MARKDOWN_CHARACTERS);
  const end = [head.lastIndexOf('\n\n'), head.lastIndexOf('\n')].find((at) => at > MAX_MARKDOWN_CHARACTERS / 2);
  return head.slice(0, end ?? MAX_MARKDOWN_CHARACTERS).toWellFormed();
}

/** Links, headings and tasks, once the whole text is parsed. */
function finishTokens(tokens: readonly Token[], options: MarkdownOptions): void {
  const slugs = new Map<string, number>();
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'inline' && token.children !== null) {
      resolveTargets(token.children, options);
      if (tokens[at - 2]?.type === 'list_item_open') markTask(token.children);
    } else if (token.type === 'heading_open') {
      token.attrs = [['id', headingId(plainText(tokens[at + 1]?.children ?? []), slugs)]];
      token.tag = demoted(token.tag);
    } else if (token.type === 'heading_close') {
      token.tag = demoted(token.tag);
    }
  }
}

/** The page has its own `h1`. */
function demoted(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 1)}`;
}

/** As GitHub makes them, so that links within readmes that were written for it hold. */
function headingId(words: string, slugs: Map<string, number>): string {
  const plain = words
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
  const slug = plain.slice(0, MAX_SLUG_CHARACTERS).toWellFormed();
  const seen = slugs.get(slug) ?? 0;
  slugs.set(slug, seen + 1);
  return `${ID_PREFIX}${seen === 0 ? slug : `${slug}-${seen}`}`;
}

function markTask(children: Token[]): void {
  const [first] = children;
  const mark = first?.type === 'text' ? /^\[([ xX])\](?: |$)/.exec(first.content) : null;
  if (first === undefined || mark === null) return;
  first.content = first.content.slice(mark[0].length);
  const task = Object.assign(Object.create(Object.getPrototypeOf(first) as object) as Token, first, {
    type: 'task',
    content: mark[1] === ' ' ? '' : 'x',
  });
  children.unshift(task);
}
