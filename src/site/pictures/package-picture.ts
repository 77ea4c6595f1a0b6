/** `/packages/{id}/picture.png`: what chats and networks show beside a link to a package (record 45). */
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import { Problem } from '../../base/problem.ts';
import { answerUnchanged, documentETag } from '../../http/caching.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { offeringRegistration } from '../../packages/summaries/offering-registration.queries.ts';
import { packageSummaries } from '../../packages/summaries/package-summaries.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { page } from '../page.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { documentAnswer } from '../statistics/document-answer.ts';
import type { StatisticsDeps } from '../statistics/statistics-deps.ts';
import type { Visit } from '../visit.ts';
import { createDrawingTurns } from './drawing-turns.ts';
import { drawPackage } from './draw-package.ts';

/** A few hundred pictures. */
const CACHE_BYTES = 8_000_000;
/** A removal must reach everyone soon. */
const PICTURE_SECONDS = 300;
/** Another one for a drawing that looks otherwise. */
const DRAWING = 1;

/** Of a usual one: what is counted against the limit, since it is kept before it is drawn. */
const PICTURE_BYTES = 32_000;

/** `GET /packages/{id}/picture.png`: of the version that the id offers. */
export function packagePicture(deps: StatisticsDeps): HttpHandler {
  const drawn = new ByteLimitedCache<Promise<Buffer>>(CACHE_BYTES);
  const inTurn = createDrawingTurns();
  return page(deps, async (visit) => {
    const id = requireIdOf(visit);
    const found = await offeringRegistration(deps.database, id.key);
    if (found === undefined) throw unknown(id);
    const etag = documentETag('picture', DRAWING, found.registrationId, found.revision);
    const answer = (body: Uint8Array) =>
      documentAnswer(visit, {
        contentType: 'image/png',
        seconds: PICTURE_SECONDS,
        headers: { etag, 'cross-origin-resource-policy': 'cross-origin' },
        body,
      });
    const cacheControl = answer(new Uint8Array()).headers?.['cache-control'] ?? 'no-cache';
    const unchanged = answerUnchanged(visit.request, { etag, cacheControl, headers: { vary: 'Cookie' } });
    if (unchanged !== undefined) return unchanged;
    const key = `${found.registrationId} ${found.revision}`;
    const known = drawn.get(key) ?? inTurn(() => draw(deps, visit, id, found.registrationId));
    drawn.put(key, known, PICTURE_BYTES);
    known.catch(() => drawn.delete(key));
    return answer(await known);
  });
}

async function draw(deps: StatisticsDeps, visit: Visit, id: PackageId, registrationId: number): Promise<Buffer> {
  const [summary] = await packageSummaries(deps.database, [registrationId]);
  if (summary === undefined) throw unknown(id);
  const { displayId, version, manifest } = summary;
  return drawPackage({
    galleryName: visit.site.name,
    host: new URL(visit.site.urls.origin).host,
    id: displayId,
    version,
    description: manifest.description ?? '',
  });
}

function unknown(id: PackageId): Problem {
  return new Problem('not_found', `There is no package named ${id.display}.`);
}
