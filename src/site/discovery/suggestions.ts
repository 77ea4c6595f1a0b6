/** Ids for somebody who is still typing, for our own pages and for browsers that search here from their address bar. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { offeredIds } from '../../packages/summaries/listed.queries.ts';
import { parseQuery } from '../../search/parse-query.ts';
import { page } from '../page.ts';
import type { Visit } from '../visit.ts';
import { cacheOf } from './cache-of.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';

const MOST_SUGGESTIONS = 10;
/** Longer texts are no beginnings of ids. */
const MAX_TYPED_LENGTH = 200;

/**
 * `GET /search/suggestions?q=`: `[typed, [ids], [], [URLs]]`, as OpenSearch has it. A text that is no query suggests
 * nothing: whoever is typing has not finished.
 */
export function answerSuggestions(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const typed = (visit.request.query.get('q') ?? '').slice(0, MAX_TYPED_LENGTH);
    const ids = await suggest(deps, typed.trim());
    const { urls } = visit.site;
    const answer = [typed, ids, ids.map(() => ''), ids.map((id) => urls.absolute(urls.package(id)))];
    return jsonAnswer(visit, answer, 'application/x-suggestions+json; charset=utf-8');
  });
}

async function suggest(deps: DiscoveryDeps, text: string): Promise<string[]> {
  if (text === '' || 'code' in parseQuery(text)) return [];
  const question = { text, order: 'relevance', isStableOnly: false, filters: {} } as const;
  const { packages } = await deps.search.packages.browse(question, { skip: 0, take: MOST_SUGGESTIONS });
  return offeredIds(
    deps.database,
    packages.map(({ registrationId }) => registrationId),
  );
}

function jsonAnswer(visit: Visit, document: unknown, contentType: string): HttpAnswer {
  const headers = {
    'content-type': contentType,
    'cache-control': cacheOf(visit.site),
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body: JSON.stringify(document) };
}
