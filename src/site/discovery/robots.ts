/** `GET /robots.txt` and the site map: what search engines may read of the gallery, and where it is. */
import { gzipSync } from 'node:zlib';
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import { formatInstant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { answerDocument, documentETag, type CacheableDocument } from '../../http/caching.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { newestEventSeq } from '../../log/events.queries.ts';
import { lastRegistration, offeredIdsBetween } from '../../packages/summaries/listed.queries.ts';
import { page } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import { cacheOf } from './cache-of.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { xmlText } from './xml-text.ts';

/** Registrations that one page of the site map goes through: a page never has more ids. */
export const IDS_PER_MAP = 10_000;
const KEPT_BYTES = 16_000_000;
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

export function answerRobots(deps: SiteDeps): HttpHandler {
  return page(
    deps,
    ({ site: { isPrivate, urls } }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
      body: isPrivate ? 'User-agent: *\nDisallow: /\n' : publicRobots(urls.prefix, urls.absolute(urls.sitemap)),
    }),
    { isOpen: true },
  );
}

function publicRobots(prefix: string, sitemap: string): string {
  const closed = ['/account', '/Admin', '/organization/', '/search/', '/packages/manage/', '/packages/*/Manage'];
  const signIn = ['/signin', '/signup', '/packages?*q=', '/packages/*/*/Manage', '/packages/*/*/ReportAbuse'];
  const lines = [...closed, ...signIn].map((path) => `Disallow: ${prefix}${path}`);
  return ['User-agent: *', ...lines, '', `Sitemap: ${sitemap}`, ''].join('\n');
}

/** `GET /sitemap.xml`: one map for each ten thousand registrations. */
export function answerSitemap(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async ({ request, site }) => {
    const { urls } = site;
    const last = await lastRegistration(deps.database);
    const pages = Array.from({ length: Math.ceil(last / IDS_PER_MAP) }, (_, index) => index + 1);
    const maps = pages.map(
      (each) => `<sitemap><loc>${xmlText(urls.absolute(urls.sitemapPage(`${each}.xml`)))}</loc></sitemap>`,
    );
    const text = `<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="${NAMESPACE}">${maps.join('\n')}</sitemapindex>\n`;
    return answerDocument(request, xmlDocument(text, documentETag('sitemap', pages.length), cacheOf(site)));
  });
}

/**
 * `GET /sitemaps/{n}.xml`: the ids of ten thousand registrations that offer a version now. A page is kept until anything
 * happens in the gallery, so what was unlisted is in none.
 */
export function answerSitemapPage(deps: DiscoveryDeps): HttpHandler {
  const kept = new ByteLimitedCache<CacheableDocument>(KEPT_BYTES);
  return page(deps, async ({ request, site }) => {
    const { urls } = site;
    const number = Number(/^([1-9]\d{0,5})\.xml$/i.exec(request.params['page'] ?? '')?.[1] ?? 0);
    const first = (number - 1) * IDS_PER_MAP + 1;
    const seq = await newestEventSeq(deps.database.read);
    if (number === 0 || first > (await lastRegistration(deps.database))) {
      throw new Problem('not_found', 'There is no such page of the site map.');
    }
    const key = `${number} ${seq}`;
    const known = kept.get(key);
    if (known !== undefined) return answerDocument(request, known);
    const ids = await offeredIdsBetween(deps.database, first, first + IDS_PER_MAP - 1);
    const lines = ids.map(
      ({ displayId, publishedAt }) =>
        `<url><loc>${xmlText(urls.absolute(urls.package(displayId)))}</loc><lastmod>${formatInstant(publishedAt).slice(0, 10)}</lastmod></url>`,
    );
    const text = `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="${NAMESPACE}">${lines.join('\n')}</urlset>\n`;
    const document = xmlDocument(text, documentETag('sitemap', number, seq), cacheOf(site));
    kept.put(key, document, document.body.byteLength + (document.gzip?.byteLength ?? 0));
    return answerDocument(request, document);
  });
}

function xmlDocument(text: string, etag: string, cacheControl: string): CacheableDocument {
  const body = Buffer.from(text);
  return { etag, contentType: 'application/xml; charset=utf-8', cacheControl, body, gzip: gzipSync(body) };
}
