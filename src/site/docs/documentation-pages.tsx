/** `/docs`: how the gallery is used. */
import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { Markdown } from '../ui/markdown.tsx';
import type { Visit } from '../visit.ts';
import type { RenderedPage } from './documentation.ts';

/** `GET /docs` */
export function documentationIndex(deps: SiteDeps, pages: readonly RenderedPage[]): HttpHandler {
  return page(deps, (visit) => {
    const { name, urls } = visit.site;
    const groups = Map.groupBy(pages, ({ group }) => group);
    const body = (
      <>
        <h1>Documentation</h1>
        <p class="lead">How to use {name}: to find and restore packages, and to publish your own.</p>
        <div class="docs-groups">
          {[...groups].map(([group, of]) => (
            <section>
              <h2>{group}</h2>
              <ul class="docs-list">
                {of.map(({ slug, title, summary }) => (
                  <li>
                    <a href={urls.docsPage(slug)}>{title}</a>
                    <p class="muted">{summary}</p>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </>
    );
    return html(visit, { title: 'Documentation', layout: 'wide', body });
  });
}

/** `GET /docs/:page` */
export function documentationPage(deps: SiteDeps, pages: readonly RenderedPage[]): HttpHandler {
  return page(deps, (visit) => {
    const slug = visit.request.params['page']?.toLowerCase();
    const at = pages.findIndex((each) => each.slug === slug);
    const shown = pages[at];
    if (shown === undefined) throw new Problem('not_found', 'There is no such page in the documentation.');
    const body = (
      <>
        <Crumbs trail={[{ label: 'Documentation', href: visit.site.urls.docs }]} here={shown.title} />
        <h1>{shown.title}</h1>
        <div class="docs">
          <Contents shown={shown} />
          <article class="docs-text">
            <Markdown html={shown.html} />
            <Neighbours visit={visit} previous={pages[at - 1]} next={pages[at + 1]} />
          </article>
          <OtherPages urls={visit.site.urls} pages={pages} shown={shown} />
        </div>
      </>
    );
    return html(visit, { title: shown.title, layout: 'wide', body });
  });
}

function Contents({ shown: { sections } }: { readonly shown: RenderedPage }) {
  if (sections.length < 2) return null;
  return (
    <nav class="docs-nav docs-contents" aria-labelledby="on-this-page">
      <h2 id="on-this-page">On this page</h2>
      <ul>
        {sections.map(({ title, anchor }) => (
          <li>
            <a href={`#${anchor}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface OtherPagesProps {
  readonly urls: SiteUrls;
  readonly pages: readonly RenderedPage[];
  readonly shown: RenderedPage;
}

function OtherPages({ urls, pages, shown }: OtherPagesProps) {
  return (
    <nav class="docs-nav" aria-labelledby="all-pages">
      <h2 id="all-pages">Documentation</h2>
      <ul>
        {pages.map(({ slug, title }) => (
          <li>
            <a href={urls.docsPage(slug)} aria-current={slug === shown.slug ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface NeighboursProps {
  readonly visit: Visit;
  readonly previous: RenderedPage | undefined;
  readonly next: RenderedPage | undefined;
}

function Neighbours({ visit, previous, next }: NeighboursProps) {
  const { docsPage } = visit.site.urls;
  return (
    <nav class="docs-neighbours" aria-label="Before and after">
      {previous !== undefined && (
        <a rel="prev" href={docsPage(previous.slug)}>
          <span class="muted small">Previous</span> {previous.title}
        </a>
      )}
      {next !== undefined && (
        <a rel="next" href={docsPage(next.slug)}>
          <span class="muted small">Next</span> {next.title}
        </a>
      )}
    </nav>
  );
}
