/**
 * The documentation for users that comes with the gallery: Markdown beside this file, with the gallery's own name and
 * addresses put in. Read and rendered once, at the start.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import type { Site } from '../site-deps.ts';
import { insecureOption } from '../site-urls.ts';
import { documentationPages, type DocumentationPage } from './documentation-list.ts';

const folder = path.join(import.meta.dirname, 'pages');

export interface DocumentationSection {
  readonly title: string;
  /** What stands behind `#` in its address. */
  readonly anchor: string;
}

export interface RenderedPage extends DocumentationPage {
  /** For `<Markdown html>`. */
  readonly html: string;
  readonly sections: readonly DocumentationSection[];
}

/** All pages, in their order. Throws where one is missing or names what there is not: at the start, not at a reader. */
export function readDocumentation(site: Pick<Site, 'name' | 'urls'>): readonly RenderedPage[] {
  return documentationPages.map((page) => renderPage(site, page));
}

function renderPage(site: Pick<Site, 'name' | 'urls'>, page: DocumentationPage): RenderedPage {
  const [title = '', ...lines] = readFileSync(path.join(folder, `${page.slug}.md`), 'utf8').split('\n');
  if (title !== `# ${page.title}`) throw new TypeError(`${page.slug}.md is not titled ${page.title}`);
  // The page has its own `h1`, and Markdown counts from there.
  const text = withPlaces(site, lines.join('\n')).replace(/^#(#+ )/gm, '$1');
  const html = renderMarkdown(text, { isOwn: true, link: (target) => linkOf(site, target) });
  const titles = [...text.matchAll(/^# (.+)$/gm)].map(([, words = '']) => words);
  const anchors = [...html.matchAll(/<h2 id="([^"]+)">/g)].map(([, anchor = '']) => anchor);
  const sections = titles.map((each, index) => ({ title: each, anchor: anchors[index] ?? '' }));
  return { ...page, html: withPermalinks(html), sections };
}

/** In code only, where they stand as they are. Their characters are those of URLs, and of names of XML elements. */
function withPlaces({ name, urls }: Pick<Site, 'name' | 'urls'>, text: string): string {
  const insecure = insecureOption(urls);
  const places: Readonly<Record<string, string>> = {
    feed: urls.feed,
    url: `${urls.origin}${urls.prefix}`,
    sourceName: sourceNameOf(name),
    insecureOption: insecure,
    insecureAttribute: insecure === '' ? '' : ' allowInsecureConnections="true"',
  };
  return text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => {
    const value = places[place];
    if (value === undefined) throw new TypeError(`the documentation names {{${place}}}`);
    return value;
  });
}

/** What a client could call this gallery: a name that may be an XML element's and part of a variable's. */
function sourceNameOf(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9]+/g, '');
  return /^[A-Za-z]/.test(letters) ? letters.slice(0, 40) : 'gallery';
}

/** A path of the site, or the name of another page with a section of it. */
function linkOf({ urls }: Pick<Site, 'urls'>, target: string): string {
  if (target.startsWith('/')) return urls.local(target);
  const [slug = '', anchor] = target.split('#');
  if (!documentationPages.some((page) => page.slug === slug))
    throw new TypeError(`the documentation links to ${target}`);
  return anchor === undefined ? urls.docsPage(slug) : `${urls.docsPage(slug)}#${anchor}`;
}

/** Each section can be linked to. */
function withPermalinks(html: string): string {
  return html.replace(
    /<h2 id="([^"]+)">(.*?)<\/h2>/g,
    (_, anchor: string, words: string) =>
      `<h2 id="${anchor}">${words} <a href="#${anchor}" aria-label="Link to this section">#</a></h2>`,
  );
}
