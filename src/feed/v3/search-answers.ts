/**
 * How answers of search are kept: by what was asked, as long as the same packages at the same revisions, with the same
 * downloads, are found in the same order. Each package's part is kept by itself, since many questions find it.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import {
  acceptsGzip,
  answerDocument,
  answerUnchanged,
  CACHE_REVALIDATE,
  type CacheableDocument,
  documentETag,
} from '../../http/caching.ts';
import { GZIP_FROM_BYTES } from '../../http/document-cache.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';

/** Memory for whole answers. */
const SEARCH_ANSWERS_BYTES = 16 * 1024 * 1024;
/** Memory for the parts of packages. */
const FOUND_PACKAGES_BYTES = 16 * 1024 * 1024;
const ENTRY_OVERHEAD_BYTES = 400;
/** Grows with any change in what an answer says about the same rows. */
const RENDERER = 2;

interface KeptAnswer {
  readonly content: string;
  readonly document: CacheableDocument;
}

interface KeptPart {
  readonly state: string;
  readonly text: string;
}

export class SearchAnswers {
  readonly #urlsTag: string;
  readonly #answers: ByteLimitedCache<KeptAnswer>;
  readonly #parts: ByteLimitedCache<KeptPart>;

  /** `urlsTag` differs whenever URLs do. */
  constructor(urlsTag: string) {
    this.#urlsTag = urlsTag;
    this.#answers = new ByteLimitedCache(SEARCH_ANSWERS_BYTES);
    this.#parts = new ByteLimitedCache(FOUND_PACKAGES_BYTES);
  }

  /**
   * Answers with the JSON that `render` makes, or with what is kept of it.
   *
   * @param key what was asked
   * @param content everything that the answer is a function of, in a few words
   */
  async answer(
    request: HttpRequest,
    key: string,
    content: string,
    render: () => string | Promise<string>,
  ): Promise<HttpAnswer> {
    const kept = this.#answers.get(key);
    if (kept?.content === content) return this.#send(request, key, kept);
    const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    const etag = documentETag(RENDERER, this.#urlsTag, digest);
    const head = { etag, contentType: 'application/json', cacheControl: CACHE_REVALIDATE };
    const unchanged = answerUnchanged(request, head);
    if (unchanged !== undefined) return unchanged;
    const made = { content, document: { ...head, body: Buffer.from(await render()) } };
    this.#keep(key, made);
    return this.#send(request, key, made);
  }

  /** The text of one package in a state, else what `render` makes of it. Undefined is not kept. */
  async part(key: string, state: string, render: () => Promise<string | undefined>): Promise<string | undefined> {
    const kept = this.#parts.get(key);
    if (kept?.state === state) return kept.text;
    const text = await render();
    if (text !== undefined) this.#parts.put(key, { state, text }, key.length + text.length * 2 + ENTRY_OVERHEAD_BYTES);
    return text;
  }

  /** Compressed when somebody first wants it so: half of all answers are asked for once. */
  async #send(request: HttpRequest, key: string, kept: KeptAnswer): Promise<HttpAnswer> {
    const { document } = kept;
    const isPlainEnough = document.gzip !== undefined || document.body.byteLength < GZIP_FROM_BYTES;
    if (isPlainEnough || !acceptsGzip(request.header('accept-encoding'))) return answerDocument(request, document);
    const compressed = await gzipInThreadPool(document.body, { level: constants.Z_BEST_SPEED });
    const both = { content: kept.content, document: { ...document, gzip: compressed } };
    this.#keep(key, both);
    return answerDocument(request, both.document);
  }

  #keep(key: string, kept: KeptAnswer): void {
    const { body, gzip: compressed } = kept.document;
    const sizeBytes = body.byteLength + (compressed?.byteLength ?? 0) + key.length + kept.content.length;
    this.#answers.put(key, kept, sizeBytes + ENTRY_OVERHEAD_BYTES);
  }
}

const gzipInThreadPool = promisify(gzip);
