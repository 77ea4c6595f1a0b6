import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { gzipSync } from 'node:zlib';
import { acceptsGzip } from '../http/caching.ts';
import type { HttpAnswer, HttpHeaders } from '../http/exchange.ts';
import { pageHeaders } from './page-headers.ts';
import { Frame, type FrameSearch, type PageLayout } from './ui/frame.tsx';
import type { Visit } from './visit.ts';

export interface HtmlWish {
  /** What stands in the browser's tab; the page's `h1` says the same. The home page has none. */
  readonly title: string | undefined;
  readonly body: ComponentChildren;
  readonly status?: number;
  readonly layout?: PageLayout;
  /** What else stands in the head: where the page really is, what it looks like elsewhere, feeds. */
  readonly head?: ComponentChildren;
  /** The search in the frame; `none` for a page that has its own. */
  readonly search?: FrameSearch;
  /** For a page whose URL holds a token: no request that it leads to may name it. */
  readonly hidesUrl?: boolean;
  /** More Set-Cookie lines. */
  readonly cookies?: readonly string[];
}

/** A page of the site. */
export function html(visit: Visit, wish: HtmlWish): HttpAnswer {
  const { title, body, head, search, status = 200, layout = 'text', hidesUrl = false, cookies = [] } = wish;
  const text = render(
    <Frame visit={visit} title={title} layout={layout} head={head} search={search}>
      {body}
    </Frame>,
  );
  // Only now it is known whether there was a form in it.
  const isSecure = visit.site.urls.origin.startsWith('https:');
  const isPersonal = visit.isPersonal() || status !== 200;
  const headers = pageHeaders({ isSecure, isPersonal, hidesUrl, imageHosts: visit.imageHosts() });
  return { status, ...compressed(visit, headers, `<!doctype html>${text}`), cookies };
}

/** Below this, gzip saves less than a packet. */
const LEAST_TO_COMPRESS_BYTES = 1_400;

/** The tokens of forms are masked anew on each page, so the length of what is sent tells nothing of them. */
function compressed(visit: Visit, headers: HttpHeaders, text: string): Pick<HttpAnswer, 'headers' | 'body'> {
  const isSmall = text.length < LEAST_TO_COMPRESS_BYTES;
  if (isSmall || !acceptsGzip(visit.request.header('accept-encoding'))) return { headers, body: text };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(text) };
}
