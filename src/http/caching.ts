/**
 * How reads are cached, compressed and cut, decided once: conditional requests, gzip, HEAD, single byte ranges.
 *
 * Everything here is a pure function of the request's headers and of what is served. The rules are RFC 9110's.
 */
import type { HttpAnswer, HttpHeaders, HttpRequest } from './exchange.ts';

/** Indexes, registration, search, the newest catalog page: always asked again, and answered 304 while nothing changed. */
export const CACHE_REVALIDATE = 'no-cache';
/** Package files: their bytes never change, yet a removal must reach everyone soon. */
export const CACHE_PACKAGE_FILE = 'public, max-age=300';
/** Full catalog pages and catalog leaves: written once. */
export const CACHE_WRITTEN_ONCE = 'public, max-age=86400';

type RequestHead = Pick<HttpRequest, 'method' | 'header'>;

/** A rendered document with the headers that it needs. `etag` is complete, quotes included. */
export interface CacheableDocument {
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: Uint8Array;
  /** The same bytes compressed; absent where that is not worth it. */
  readonly gzip?: Uint8Array;
  /** Sends `gzip` whatever the request accepts: the clients of the gz hives count on it. */
  readonly alwaysGzip?: boolean;
  readonly headers?: HttpHeaders;
}

/**
 * The ETag of a document that is sent plain and compressed: weak, since the two have different bytes and one meaning.
 * `parts` are everything that the document is a function of; none of them may hold a quote.
 */
export function documentETag(...parts: readonly (string | number)[]): string {
  return `W/"${parts.join('.')}"`;
}

/** 200 with the document, 304 where the request names its ETag; plain or gzip; no body for HEAD. */
export function answerDocument(request: RequestHead, document: CacheableDocument): HttpAnswer {
  if (holdsCurrent(request, document.etag)) return notModified(document);
  const { gzip } = document;
  const isGzip = gzip !== undefined && (document.alwaysGzip === true || acceptsGzip(request.header('accept-encoding')));
  const body = isGzip ? gzip : document.body;
  const headers: Record<string, string> = {
    'content-type': document.contentType,
    'content-length': String(body.byteLength),
    'cache-control': document.cacheControl,
    etag: document.etag,
    vary: 'Accept-Encoding',
    ...document.headers,
  };
  if (isGzip) headers['content-encoding'] = 'gzip';
  return request.method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body };
}

type Revision = Pick<CacheableDocument, 'etag' | 'cacheControl' | 'headers'>;

/**
 * 304 where the request names this ETag, else undefined. Needs no body, so that a document which a caller has is neither
 * looked up nor rendered; and since nobody knows yet whether there is one, `*` has to wait for it.
 */
export function answerUnchanged(request: RequestHead, document: Revision): HttpAnswer | undefined {
  const held = request.header('if-none-match');
  return held !== undefined && namesETag(held, document.etag) ? notModified(document) : undefined;
}

function notModified({ etag, cacheControl, headers }: Revision): HttpAnswer {
  return { status: 304, headers: { 'cache-control': cacheControl, etag, vary: 'Accept-Encoding', ...headers } };
}

/** Whether an If-None-Match holds for what exists: it names the ETag, or any. */
function holdsCurrent(request: RequestHead, etag: string): boolean {
  const held = request.header('if-none-match');
  return held !== undefined && (held.trim() === '*' || namesETag(held, etag));
}

/** Whether a list of ETags names this one, by the weak comparison. */
export function namesETag(list: string, etag: string): boolean {
  if (list === etag) return true;
  const tags: readonly string[] = list.match(/"[^"]*"/g) ?? [];
  return tags.includes(opaqueTag(etag));
}

/** Whether an Accept-Encoding lets gzip be sent; without the header nothing but plain bytes is expected. */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  if (!header.includes(';')) return /\bgzip\b|\*/i.test(header);
  let any = false;
  for (const part of header.toLowerCase().split(',')) {
    const [coding, ...weights] = part.split(';').map((piece) => piece.trim());
    const isRefused = weights.some((weight) => /^q=0(?:\.0*)?$/.test(weight));
    if (coding === 'gzip' || coding === 'x-gzip') return !isRefused;
    if (coding === '*') any = !isRefused;
  }
  return any;
}

/** A file that can be sent whole or in part. `etag` is strong: it stands for exactly these bytes. */
export interface ServedFile {
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly sizeBytes: number;
  readonly lastModified?: Date;
  readonly headers?: HttpHeaders;
}

/**
 * What a request for a file is answered with, before a byte is read. `range` is half-open and absent where no byte is
 * sent: the caller reads exactly that and puts it beside the status and headers.
 */
export interface FilePlan {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: HttpHeaders;
  readonly range?: { readonly start: number; readonly end: number };
}

/**
 * Plans a whole file, one byte range (206), 304, or 416 for a range beyond the end.
 *
 * Several ranges at once, another unit and malformed ones are answered with the whole file, as RFC 9110 allows: nobody
 * needs them, and many small ranges are an attack. So is a range whose If-Range names other bytes.
 */
export function planFile(request: RequestHead, file: ServedFile): FilePlan {
  const headers: Record<string, string> = {
    'cache-control': file.cacheControl,
    etag: file.etag,
    ...(file.lastModified === undefined ? {} : { 'last-modified': file.lastModified.toUTCString() }),
    ...file.headers,
  };
  if (isFileUnchanged(request, file)) return { status: 304, headers };
  headers['content-type'] = file.contentType;
  headers['accept-ranges'] = 'bytes';
  const range = mayUseRange(request, file) ? parseByteRange(request.header('range'), file.sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    delete headers['content-type'];
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${file.sizeBytes}`, 'content-length': '0' },
    };
  }
  const sent = range ?? { start: 0, end: file.sizeBytes };
  headers['content-length'] = String(sent.end - sent.start);
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end - 1}/${file.sizeBytes}`;
  const status = range === undefined ? 200 : 206;
  return request.method === 'HEAD' ? { status, headers } : { status, headers, range: sent };
}

/** One `bytes=` range as a half-open one; undefined where the header asks for nothing that is served in part. */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = header === undefined ? null : /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header);
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}

function isFileUnchanged(request: RequestHead, file: ServedFile): boolean {
  if (request.header('if-none-match') !== undefined) return holdsCurrent(request, file.etag);
  const since = request.header('if-modified-since');
  return since !== undefined && file.lastModified !== undefined && wholeSeconds(file.lastModified) <= Date.parse(since);
}

/** Ranges are for GET alone; If-Range must be this very ETag (strong comparison) or the exact time of the file. */
function mayUseRange(request: RequestHead, file: ServedFile): boolean {
  if (request.method !== 'GET') return false;
  const condition = request.header('if-range')?.trim();
  if (condition === undefined) return true;
  if (condition.includes('"')) return condition === file.etag;
  return file.lastModified !== undefined && Date.parse(condition) === wholeSeconds(file.lastModified);
}

function opaqueTag(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag;
}

/** HTTP's times have no fractions. */
function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}
