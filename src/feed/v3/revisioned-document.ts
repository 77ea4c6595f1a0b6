/**
 * How a document of the feed is answered: it is a pure function of rows at a revision, so the revision alone decides
 * whether a caller's copy or ours is still right, and only the first caller after a change waits for a rendering.
 */
import type { Problem } from '../../base/problem.ts';
import { answerDocument, answerUnchanged, CACHE_REVALIDATE, documentETag } from '../../http/caching.ts';
import type { DocumentCache } from '../../http/document-cache.ts';
import type { HttpAnswer, HttpHeaders, HttpRequest } from '../../http/exchange.ts';
import type { FeedUrls } from '../feed-urls.ts';

/** Grows with any change in what a document says about the same rows: it is part of every ETag. */
const RENDERER = 1;

export interface DocumentDeps {
  readonly documents: DocumentCache;
  readonly urls: FeedUrls;
}

export interface RevisionedDocument {
  /** Which document: with the revision, everything that it is a function of. */
  readonly key: string;
  readonly revision: number;
  readonly alwaysGzip?: boolean;
  /** `no-cache` unless it says otherwise. */
  readonly cacheControl?: string;
  /** Undefined when there is no such document. */
  readonly render: () => Promise<Rendering | undefined>;
  readonly missing: () => Problem;
}

export interface Rendering {
  /** Written as JSON, its members in their order. */
  readonly document: object;
  readonly headers?: HttpHeaders;
  /** When the headers are no longer right. */
  readonly expiresAt?: number;
}

export async function answerAtRevision(
  deps: DocumentDeps,
  request: HttpRequest,
  wanted: RevisionedDocument,
): Promise<HttpAnswer> {
  const etag = documentETag(RENDERER, deps.urls.tag, wanted.revision);
  const cacheControl = wanted.cacheControl ?? CACHE_REVALIDATE;
  const unchanged = answerUnchanged(request, { etag, cacheControl });
  if (unchanged !== undefined) return unchanged;
  const held = deps.documents.get(wanted.key, wanted.revision);
  if (held !== undefined) return answerDocument(request, held);
  const document = await deps.documents.getOrRender(wanted.key, wanted.revision, async () => {
    const rendering = await wanted.render();
    if (rendering === undefined) return undefined;
    const { document, ...head } = rendering;
    const { alwaysGzip = false } = wanted;
    return { etag, contentType: 'application/json', cacheControl, alwaysGzip, ...head, text: JSON.stringify(document) };
  });
  if (document === undefined) throw wanted.missing();
  return answerDocument(request, document);
}
