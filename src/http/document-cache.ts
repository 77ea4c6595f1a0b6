/**
 * Rendered documents, kept by what they are a function of: a key (document and id) at a revision.
 *
 * Nothing is ever invalidated by hand. A caller first reads the revision from the rows, then asks for the document at
 * that revision; whoever asks at a newer one renders it anew and replaces the old. A document rendered while its rows
 * change may show newer rows than its revision says; the next caller has the newer revision and renders again, so no
 * one is ever answered with rows older than their request.
 */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ByteLimitedCache } from '../base/byte-limited-cache.ts';
import type { CacheableDocument } from './caching.ts';

/** Memory for documents, counting both bodies. */
const DOCUMENT_CACHE_BYTES = 32 * 1024 * 1024;
/** Below this, gzip saves less than a packet. */
export const GZIP_FROM_BYTES = 860;
/** What an entry costs beside its bodies: the map's slot, key, headers. */
const ENTRY_OVERHEAD_BYTES = 600;

/** A document before it is encoded. */
export interface DocumentText extends Omit<CacheableDocument, 'body' | 'gzip'> {
  readonly text: string;
  /** Microseconds since 1970 from which the text is no longer right, where it depends on time and not on rows alone. */
  readonly expiresAt?: number;
}

interface Entry {
  readonly revision: number;
  readonly document: CacheableDocument;
  readonly expiresAt: number;
}

/** Undefined when the document does not exist; that is not kept. */
export type Render = () => Promise<DocumentText | undefined>;

export interface DocumentCacheStatistics {
  readonly misses: number;
  readonly documents: number;
  readonly heldBytes: number;
}

/**
 * More would not be faster, since all of them share one thread; each holds its rows and its text while it runs, and
 * different documents can be asked for without end.
 */
const RENDERINGS_AT_ONCE = 4;

export class DocumentCache {
  readonly #clock: { now(): number };
  readonly #entries: ByteLimitedCache<Entry>;
  readonly #rendering = new Map<string, Promise<CacheableDocument | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #free = RENDERINGS_AT_ONCE;
  #misses = 0;

  constructor(clock: { now(): number }, limitBytes = DOCUMENT_CACHE_BYTES) {
    this.#clock = clock;
    this.#entries = new ByteLimitedCache(limitBytes);
  }

  /** The document at this revision where it is at hand: the path of nearly every read, without a promise. */
  get(key: string, revision: number): CacheableDocument | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.revision !== revision || entry.expiresAt <= this.#clock.now()) return undefined;
    return entry.document;
  }

  /** As `get`, else rendered. Callers who miss the same document at once wait for one rendering. */
  async getOrRender(key: string, revision: number, render: Render): Promise<CacheableDocument | undefined> {
    const held = this.get(key, revision);
    if (held !== undefined) return held;
    const flight = `${revision} ${key}`;
    const running = this.#rendering.get(flight);
    if (running !== undefined) return running;
    this.#misses += 1;
    const rendering = this.#inTurn(() => this.#renderAndKeep(key, revision, render)).finally(() =>
      this.#rendering.delete(flight),
    );
    this.#rendering.set(flight, rendering);
    return rendering;
  }

  statistics(): DocumentCacheStatistics {
    const { count: documents, heldBytes } = this.#entries;
    return { misses: this.#misses, documents, heldBytes };
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Requests that need no rendering come in between.
      if (next === undefined) this.#free += 1;
      else setImmediate(next);
    }
  }

  async #renderAndKeep(key: string, revision: number, render: Render): Promise<CacheableDocument | undefined> {
    const source = await render();
    if (source === undefined) return undefined;
    const { text, expiresAt = Number.POSITIVE_INFINITY, ...head } = source;
    const document = { ...head, ...(await encode(text, source.alwaysGzip === true)) };
    const newer = this.#entries.get(key);
    // A slow rendering of an old revision must not throw out a newer one.
    if (newer === undefined || newer.revision <= revision) {
      this.#entries.put(
        key,
        { revision, document, expiresAt },
        key.length + heldBytes(document) + ENTRY_OVERHEAD_BYTES,
      );
    }
    return document;
  }
}

const gzipInThreadPool = promisify(gzip);

/** A document that is always sent compressed is kept only so: its plain bytes would never be asked for. */
async function encode(text: string, alwaysGzip: boolean): Promise<Pick<CacheableDocument, 'body' | 'gzip'>> {
  const plain = Buffer.from(text);
  if (!alwaysGzip && plain.byteLength < GZIP_FROM_BYTES) return { body: plain };
  const compressed = await gzipInThreadPool(plain, { level: constants.Z_DEFAULT_COMPRESSION });
  return { body: alwaysGzip ? compressed : plain, gzip: compressed };
}

function heldBytes(document: CacheableDocument): number {
  const { body, gzip: compressed } = document;
  return compressed === undefined || compressed === body ? body.byteLength : body.byteLength + compressed.byteLength;
}
