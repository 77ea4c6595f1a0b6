import { escapeHtml } from './escape-html.ts';
import { withoutHidden } from './hidden-characters.ts';

/** What stands between these is no text for readers. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'template',
  'noscript',
  'iframe',
  'xmp',
  'title',
]);

/**
 * The words of a piece of raw HTML, as HTML text. Reads each character once, so that no text is too long for it; where it
 * takes too much for a tag, words are lost and nothing else, since what stays is escaped.
 */
export function strippedHtml(raw: string): string {
  const lower = raw.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let words = '';
  let at = 0;
  while (at < raw.length) {
    const open = raw.indexOf('<', at);
    if (open === -1) break;
    words += raw.slice(at, open);
    at = endOfTag(lower, open);
    if (at === open) {
      words += '<';
      at += 1;
    }
  }
  return escapeHtml(withoutHidden(words + raw.slice(at))).replace(/&amp;(#?[a-z0-9]{1,32};)/gi, '&$1');
}

/** Behind the tag, comment or silent element that begins here; here, where none does. */
function endOfTag(lower: string, open: number): number {
  if (lower.startsWith('<!--', open)) return behind(lower, '-->', open + 4);
  const name = /^<\/?([a-z][a-z0-9-]*)|^<[!?]/.exec(lower.slice(open, open + 40));
  if (name === null) return open;
  const end = behind(lower, '>', open);
  const isSilent = !lower.startsWith('</', open) && silent.has(name[1] ?? '');
  return isSilent ? behind(lower, `</${name[1]}`, end) : end;
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at === -1) return text.length;
  return end.startsWith('</') ? at : at + end.length;
}
