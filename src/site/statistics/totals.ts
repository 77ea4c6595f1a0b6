import { TOTALS_SECONDS } from '../../downloads/gallery-totals.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { page } from '../page.ts';
import { documentAnswer } from './document-answer.ts';
import type { TotalsDeps } from './statistics-deps.ts';

/** `GET /stats/totals`: nuget.org's names. */
export function totalsDocument(deps: TotalsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { downloads, packages, versions, countedAt } = await deps.totals();
    const document = {
      Downloads: downloads,
      UniquePackages: packages,
      TotalPackages: versions,
      LastUpdatedDateUtc: new Date(countedAt / 1000).toISOString(),
    };
    return documentAnswer(visit, {
      contentType: 'application/json; charset=utf-8',
      seconds: TOTALS_SECONDS,
      body: JSON.stringify(document),
    });
  });
}
