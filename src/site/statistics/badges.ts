/** `/badges/{id}/version.svg` and `downloads.svg`: what a readme elsewhere shows of a package. */
import { createHash } from 'node:crypto';
import { Problem } from '../../base/problem.ts';
import { badgeFacts, highestListed, type BadgeFacts } from '../../downloads/badge-facts.queries.ts';
import { answerUnchanged, documentETag } from '../../http/caching.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import { page } from '../page.ts';
import { countLabel } from '../ui/plot-labels.ts';
import type { Visit } from '../visit.ts';
import { documentAnswer } from './document-answer.ts';
import { drawBadge, type BadgeTexts } from './draw-badge.ts';
import type { StatisticsDeps } from './statistics-deps.ts';

/** Readmes are read often, and versions come seldom. */
const BADGE_SECONDS = 300;

/** `GET /badges/{id}/version.svg?prerelease=true`, `GET /badges/{id}/downloads.svg` */
export function badge(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const name = visit.request.params['badge']?.toLowerCase();
    if (name !== 'version.svg' && name !== 'downloads.svg') throw new Problem('not_found', 'There is no such badge.');
    const id = parsePackageId(visit.request.params['id'] ?? '');
    const facts = id === undefined ? undefined : await badgeFacts(deps.database, id.key);
    const label = name === 'version.svg' ? visit.site.name : 'downloads';
    if (id === undefined || facts === undefined) {
      return answer(visit, 404, { label, value: 'not found', kind: 'unknown' });
    }
    return answer(
      visit,
      200,
      name === 'version.svg' ? await versionTexts(deps, visit, id, facts) : downloadsTexts(facts),
    );
  });
}

function downloadsTexts({ downloads }: BadgeFacts): BadgeTexts {
  return { label: 'downloads', value: countLabel(downloads), kind: 'downloads' };
}

async function versionTexts(deps: StatisticsDeps, visit: Visit, id: PackageId, facts: BadgeFacts): Promise<BadgeTexts> {
  const wantsPreviews = visit.request.query.get('prerelease')?.toLowerCase() === 'true';
  const version = (wantsPreviews ? await highestListed(deps.database, id.key) : undefined) ?? facts.version;
  return { label: visit.site.name, value: `v${version}`, kind: version.includes('-') ? 'preview' : 'version' };
}

function answer(visit: Visit, status: 200 | 404, texts: BadgeTexts): HttpAnswer {
  const body = drawBadge(texts);
  const etag = documentETag(createHash('sha256').update(body).digest('base64url').slice(0, 16));
  const drawn = documentAnswer(visit, {
    status,
    contentType: 'image/svg+xml; charset=utf-8',
    seconds: BADGE_SECONDS,
    // Shown in pages of others: that is what it is for.
    headers: { etag, 'cross-origin-resource-policy': 'cross-origin' },
    body,
  });
  if (status !== 200) return drawn;
  const cacheControl = drawn.headers?.['cache-control'] ?? 'no-cache';
  return answerUnchanged(visit.request, { etag, cacheControl, headers: { vary: 'Accept-Encoding, Cookie' } }) ?? drawn;
}
