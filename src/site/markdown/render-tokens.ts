/** Makes HTML of tokens: what ours differs in from the parser's own. */
import type MarkdownIt from 'markdown-it';
import type { RendererRule, Token } from 'markdown-it';
import { escapeHtml } from './escape-html.ts';
import { withHiddenShown, withoutHidden } from './hidden-characters.ts';
import { highlight } from './highlight.ts';
import { isHtml } from './html-names.ts';
import { strippedHtml } from './strip-html.ts';
import type { MarkdownImage } from './markdown-options.ts';

/** Processor time that the colours of one text may take; what comes behind has none. Nothing but colours depends on it. */
const HIGHLIGHTING_MICROSECONDS = 150_000;

interface RenderEnv {
  highlighted?: number;
}

const text: RendererRule = (tokens, at) => textOfToken(tokens[at]);

function textOfToken(token: Token | undefined): string {
  return escapeHtml(withoutHidden(token?.content ?? ''));
}

const rules: Readonly<Record<string, RendererRule>> = {
  text,
  text_special: text,
  code_inline: (tokens, at) => `<code>${withHiddenShown(escapeHtml(tokens[at]?.content ?? ''))}</code>`,
  code_block: (tokens, at) => block(withHiddenShown(escapeHtml(tokens[at]?.content ?? ''))),
  fence: (tokens, at, _options, env) => fence(tokens[at], env as RenderEnv),
  html_inline: (tokens, at) => (isHtml(tokens[at]?.content ?? '') ? '' : textOfToken(tokens[at])),
  html_block(tokens, at) {
    const raw = tokens[at]?.content ?? '';
    const words = (isHtml(raw) ? strippedHtml(raw) : escapeHtml(withoutHidden(raw))).trim();
    return words === '' ? '' : `<p>${words}</p>\n`;
  },
  image: (tokens, at) => imageOf(tokens[at]),
  table_open: () => '<div class="markdown-scroll" tabindex="0"><table>\n',
  table_close: () => '</table></div>\n',
  th_open: (tokens, at) => cell('th', tokens[at]),
  td_open: (tokens, at) => cell('td', tokens[at]),
  alert_open(tokens, at) {
    const { kind, title } = tokens[at]?.meta ?? {};
    return `<div class="markdown-alert markdown-alert-${String(kind)}"><p class="markdown-alert-title">${String(title)}</p>\n`;
  },
  alert_close: () => '</div>\n',
  task: (tokens, at) =>
    tokens[at]?.content === 'x'
      ? '<span class="markdown-task" role="img" aria-label="Done:">☑</span> '
      : '<span class="markdown-task" role="img" aria-label="To do:">☐</span> ',
};

export function useOurRules(parser: InstanceType<typeof MarkdownIt>): void {
  Object.assign(parser.renderer.rules, rules);
}

function block(html: string): string {
  return `<pre class="code-block" tabindex="0"><code>${html}</code></pre>\n`;
}

function fence(token: Token | undefined, env: RenderEnv): string {
  const code = token?.content ?? '';
  const language = /^\s*\{?\.?([^\s{},]+)/.exec(token?.info ?? '')?.[1] ?? '';
  const spent = env.highlighted ?? 0;
  if (language === '' || spent > HIGHLIGHTING_MICROSECONDS) return block(withHiddenShown(escapeHtml(code)));
  const begun = process.threadCpuUsage();
  const colours = highlight(code, language);
  env.highlighted = spent + process.threadCpuUsage(begun).user;
  return block(withHiddenShown(colours ?? escapeHtml(code)));
}

function imageOf(token: Token | undefined): string {
  const words = plainText(token?.children ?? []).trim();
  const { image, isInLink } = (token?.meta ?? {}) as { readonly image?: MarkdownImage; readonly isInLink?: boolean };
  const said = escapeHtml(words === '' ? 'Image' : words);
  if (image?.isShown === true) return `<img src="${escapeHtml(image.url)}" alt="${said}" loading="lazy">`;
  if (image === undefined || isInLink === true) return said;
  const host = URL.canParse(image.url) ? ` (image at ${escapeHtml(new URL(image.url).host)})` : '';
  return `<a href="${escapeHtml(image.url)}" rel="noopener noreferrer nofollow ugc">${said}${host}</a>`;
}

/** What stands in a heading or describes an image, without its marks. */
export function plainText(children: readonly Token[]): string {
  const words = children.map((token) => {
    if (token.type === 'softbreak' || token.type === 'hardbreak') return ' ';
    return token.children === null ? (token.type === 'html_inline' ? '' : token.content) : plainText(token.children);
  });
  return withoutHidden(words.join(''));
}

/** The parser aligns by style, which no page of ours may. */
function cell(tag: 'th' | 'td', token: Token | undefined): string {
  const align = /^text-align:(center|right)$/.exec(String(token?.attrGet('style') ?? ''))?.[1];
  return align === undefined ? `<${tag}>` : `<${tag} class="markdown-${align}">`;
}
