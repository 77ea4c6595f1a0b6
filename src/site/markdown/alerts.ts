/** `> [!NOTE]` as GitHub has it: a quote that is a remark of a kind. */
import type { Token } from 'markdown-it';

const titles: Readonly<Record<string, string>> = {
  NOTE: 'Note',
  TIP: 'Tip',
  IMPORTANT: 'Important',
  WARNING: 'Warning',
  CAUTION: 'Caution',
};

/** Makes alerts of the quotes that begin as one; changes the tokens in place. */
export function markAlerts(tokens: readonly Token[]): void {
  for (const [at, token] of tokens.entries()) {
    const kind = token.type === 'blockquote_open' ? kindOf(tokens[at + 1], tokens[at + 2]) : undefined;
    if (kind !== undefined) makeAlert(tokens, at, kind);
  }
}

function kindOf(paragraph: Token | undefined, inline: Token | undefined): string | undefined {
  if (paragraph?.type !== 'paragraph_open' || inline?.type !== 'inline') return undefined;
  const kind = /^\[!([A-Z]+)\][ \t]*(?:\n|$)/i.exec(inline.content)?.[1]?.toUpperCase();
  return kind !== undefined && Object.hasOwn(titles, kind) ? kind : undefined;
}

function makeAlert(tokens: readonly Token[], at: number, kind: string): void {
  const [open, first, inline, last] = tokens.slice(at, at + 4);
  if (open === undefined || first === undefined || inline === undefined || last === undefined) return;
  open.type = 'alert_open';
  open.meta = { kind: kind.toLowerCase(), title: titles[kind] };
  inline.content = inline.content.replace(/^[^\n]*\n?/, '');
  first.hidden = last.hidden = inline.content === '';
  // Quotes lie in each other only as deep as the parser goes, so this is at most so many passes.
  const close = closingOf(tokens, at, open.level);
  if (close !== undefined) close.type = 'alert_close';
}

function closingOf(tokens: readonly Token[], from: number, level: number): Token | undefined {
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.type === 'blockquote_close' && token.level === level) return token;
  }
  return undefined;
}
