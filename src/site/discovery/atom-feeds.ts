/** The feeds for readers: of a package, of an account, of the gallery. What is not listed is in none of them. */
import { createHash } from 'node:crypto';
import { Problem } from '../../base/problem.ts';
import { answerDocument, documentETag } from '../../http/caching.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { parsePackageId } from '../../nuget/package-id.ts';
import { highestListedVersions } from '../../packages/summaries/listed.queries.ts';
import { packageSummaries, type PackageSummary } from '../../packages/summaries/package-summaries.ts';
import { ownersOfEach } from '../../packages/summaries/package-summaries.queries.ts';
import type { PackageFilters } from '../../search/package-filters.ts';
import { registrationIdsOf } from '../../search/search.queries.ts';
import { page } from '../page.ts';
import type { Visit } from '../visit.ts';
import { atomDocument, newest, type AtomAuthor, type AtomEntry, type AtomFeed } from './atom-document.ts';
import { cacheOf } from './cache-of.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { requireAccountInView } from './require-account-in-view.ts';

const MOST_ENTRIES = 50;

/** `GET /packages/{id}/atom.xml?prerel=`: the highest versions of a package, the highest first. */
export function answerPackageAtom(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const idKey = parsePackageId(visit.request.params['id'] ?? '')?.key ?? '';
    const isStableOnly = isPrereleaseLeftOut(visit);
    const versions = await highestListedVersions(deps.database, { idKey, isStableOnly, most: MOST_ENTRIES });
    const [first] = versions;
    const owners = await ownersOf(deps, idKey);
    if (first === undefined || owners.length === 0) throw new Problem('not_found', 'There is no such feed.');
    const authors = owners.map(({ name }) => authorOf(visit, name));
    const entries = versions.map(({ normalizedVersion, publishedAt, manifest }): AtomEntry => ({
      url: urls.absolute(urls.packageVersion(first.displayId, normalizedVersion)),
      title: `${first.displayId} ${normalizedVersion}`,
      publishedAt,
      summary: manifest.releaseNotes ?? manifest.description ?? '',
      authors,
      tags: manifest.tags,
    }));
    const path = urls.packageAtom(first.displayId);
    const feed = { url: isStableOnly ? `${path}?prerel=false` : path, page: urls.package(first.displayId), entries };
    return answerFeed(visit, { ...feed, title: `${first.displayId} · ${visit.site.name}` });
  });
}

function isPrereleaseLeftOut({ request }: Visit): boolean {
  const text = (request.query.get('prerel') ?? 'true').toLowerCase();
  if (text === 'true' || text === '') return false;
  if (text === 'false') return true;
  throw new Problem('bad_request', 'prerel is true or false.');
}

async function ownersOf(deps: DiscoveryDeps, idKey: string) {
  const registrationIds = await registrationIdsOf(deps.database.read, [idKey]);
  const owners = await ownersOfEach(deps.database, registrationIds);
  return [...owners.values()].flat();
}

/** `GET /profiles/{name}/atom.xml`: what an account's packages offer, the newest first. */
export function answerProfileAtom(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls, name: gallery } = visit.site;
    const { id, name } = await requireAccountInView(deps, visit);
    const entries = await newestPackages(deps, visit, { ownerId: id });
    const feed = { url: urls.profileAtom(name), page: urls.profile(name), title: `${name} · ${gallery}`, entries };
    return answerFeed(visit, feed);
  });
}

/** `GET /atom.xml`: what the gallery's packages offer, the newest first. */
export function answerGalleryAtom(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls, name } = visit.site;
    const entries = await newestPackages(deps, visit, {});
    return answerFeed(visit, { url: urls.galleryAtom, page: urls.home, title: `New in ${name}`, entries });
  });
}

async function newestPackages(deps: DiscoveryDeps, visit: Visit, filters: PackageFilters): Promise<AtomEntry[]> {
  const question = { text: '', order: 'updated', isStableOnly: false, filters } as const;
  const { packages } = await deps.search.packages.browse(question, { skip: 0, take: MOST_ENTRIES });
  const ids = packages.map(({ registrationId }) => registrationId);
  return (await packageSummaries(deps.database, ids)).map((each) => summaryEntry(visit, each));
}

function summaryEntry(visit: Visit, { displayId, version, publishedAt, manifest, owners }: PackageSummary): AtomEntry {
  const { urls } = visit.site;
  return {
    url: urls.absolute(urls.packageVersion(displayId, version)),
    title: `${displayId} ${version}`,
    publishedAt,
    summary: manifest.description ?? manifest.summary ?? '',
    authors: owners.map(({ name }) => authorOf(visit, name)),
    tags: manifest.tags,
  };
}

function authorOf({ site: { urls } }: Visit, name: string): AtomAuthor {
  return { name, url: urls.absolute(urls.profile(name)) };
}

/** Paths become absolute. An ETag says whether anything changed: unlisting changes a feed and none of its times. */
function answerFeed(visit: Visit, { url, page: path, ...feed }: Omit<AtomFeed, 'author'>): HttpAnswer {
  const { urls, name } = visit.site;
  const author = { name, url: urls.absolute(urls.home) };
  const text = atomDocument({ ...feed, author, url: urls.absolute(url), page: urls.absolute(path) });
  const body = Buffer.from(text);
  return answerDocument(visit.request, {
    etag: documentETag('atom', createHash('sha256').update(body).digest('base64url').slice(0, 22)),
    contentType: 'application/atom+xml; charset=utf-8',
    cacheControl: cacheOf(visit.site),
    body,
    headers: {
      'last-modified': new Date(newest(feed.entries) / 1000).toUTCString(),
      'x-content-type-options': 'nosniff',
    },
  });
}
