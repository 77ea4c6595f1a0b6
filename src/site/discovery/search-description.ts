/** `GET /opensearch.xml`: how a browser searches here from its address bar. */
import type { HttpHandler } from '../../http/exchange.ts';
import { page } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import { xmlText } from './xml-text.ts';

/** OpenSearch's own limit. */
const MAX_SHORT_NAME_LENGTH = 16;

/** Shown to anybody, also of a private gallery: it says nothing but its name and addresses. */
export function answerSearchDescription(deps: SiteDeps): HttpHandler {
  return page(
    deps,
    ({ site: { name, urls } }) => ({
      status: 200,
      headers: { 'content-type': 'application/opensearchdescription+xml; charset=utf-8', 'cache-control': 'no-cache' },
      body: `<?xml version="1.0" encoding="utf-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>${xmlText(Array.from(name).slice(0, MAX_SHORT_NAME_LENGTH).join(''))}</ShortName>
  <Description>${xmlText(`Packages of ${name}`)}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" template="${xmlText(`${urls.absolute(urls.search)}?q={searchTerms}`)}"/>
  <Url type="application/x-suggestions+json" template="${xmlText(`${urls.absolute(urls.searchSuggestions)}?q={searchTerms}`)}"/>
</OpenSearchDescription>
`,
    }),
    { isOpen: true },
  );
}
