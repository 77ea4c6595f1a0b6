/**
 * The second wall: whatever the renderer made, nothing but this goes into a page. No style, no handler, no form, no frame,
 * no id without the prefix, no class but the style sheet's, no scheme but http and https.
 */
import type sanitize from 'sanitize-html';
import { codeClasses } from './highlight.ts';
import { loadLate, once } from './load-late.ts';
import { ID_PREFIX } from './resolve-targets.ts';

const headings = ['h2', 'h3', 'h4', 'h5', 'h6'];
const blocks = 'p ul ol li blockquote pre hr div table thead tbody tr th td'.split(' ');
const marks = 'a img code em strong s br span'.split(' ');
const alerts = ['note', 'tip', 'important', 'warning', 'caution'].map((kind) => `markdown-alert-${kind}`);

const options: sanitize.IOptions = {
  allowedTags: [...headings, ...blocks, ...marks],
  allowedAttributes: {
    a: ['href', 'rel'],
    img: ['src', 'alt', 'loading'],
    ol: ['start'],
    span: [
      { name: 'role', multiple: false, values: ['img'] },
      { name: 'aria-label', multiple: false, values: ['Done:', 'To do:'] },
    ],
    pre: [{ name: 'tabindex', multiple: false, values: ['0'] }],
    div: [{ name: 'tabindex', multiple: false, values: ['0'] }],
    ...Object.fromEntries(headings.map((heading) => [heading, ['id']])),
  },
  allowedClasses: {
    div: ['markdown-scroll', 'markdown-alert', ...alerts],
    p: ['markdown-alert-title'],
    pre: ['code-block'],
    span: ['markdown-task', ...codeClasses],
    th: ['markdown-center', 'markdown-right'],
    td: ['markdown-center', 'markdown-right'],
  },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  parseStyleAttributes: false,
  transformTags: Object.fromEntries(headings.map((heading) => [heading, withOurId])),
};

function withOurId(tagName: string, { id, ...attribs }: sanitize.Attributes): sanitize.Tag {
  return { tagName, attribs: id?.startsWith(ID_PREFIX) === true ? { ...attribs, id } : attribs };
}

const sanitizer = once(() => loadLate('sanitize-html') as typeof sanitize);

export function allowed(html: string): string {
  return sanitizer()(html, options);
}
