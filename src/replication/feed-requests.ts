/** Speaking to another feed: bounded in bytes, time, redirects and attempts, and never to a place nobody asked for. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { writeHashed, type HashedFile } from '../storage/write-hashed.ts';
import { FeedFault } from './feed-fault.ts';
import {
  CONNECTIONS_AT_ONCE,
  DOCUMENT_TIMEOUT_MILLISECONDS,
  DOWNLOAD_TIMEOUT_MILLISECONDS,
  FIRST_PAUSE_MILLISECONDS,
  IDLE_TIMEOUT_MILLISECONDS,
  MAX_ATTEMPTS,
  MAX_PAUSE_MILLISECONDS,
  MAX_REDIRECTS,
} from './limits.ts';
import { lookupFor, requireAllowedUrl } from './outgoing-address.ts';

export interface FeedRequests {
  /** The parsed document, or undefined where the source has none (404, 410). At most `maxBytes` after decompression. */
  json(url: URL, maxBytes: number): Promise<unknown>;
  /** Writes the file to `path`, over what is there. Undefined where the source has none. */
  download(url: URL, path: string, maxBytes: number): Promise<HashedFile | undefined>;
  close(): void;
}

export interface RequestPace {
  /** When it aborts, nothing is tried again. */
  readonly signal: AbortSignal;
  /** Tests make it shorter. */
  readonly firstPauseMilliseconds?: number;
  readonly idleTimeoutMilliseconds?: number;
}

interface Line {
  readonly named: URL;
  readonly pace: RequestPace;
  readonly agents: { readonly http: http.Agent; readonly https: https.Agent };
}

/** `named` is the URL that the operator gave: it decides where requests may go. */
export function createFeedRequests(named: URL, pace: RequestPace): FeedRequests {
  const options = { keepAlive: true, maxSockets: CONNECTIONS_AT_ONCE };
  const line: Line = { named, pace, agents: { http: new http.Agent(options), https: new https.Agent(options) } };
  return {
    json: (url, maxBytes) => tried(line, () => readJson(line, url, maxBytes)),
    download: (url, path, maxBytes) => tried(line, () => readFile(line, url, { path, maxBytes })),
    close() {
      line.agents.http.destroy();
      line.agents.https.destroy();
    },
  };
}

/** Attempts until one succeeds, a fault is final, or the attempts are used up. Other errors are not the feed's. */
async function tried<T>({ pace }: Line, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof FeedFault) || !error.retry.mayRetry || attempts === MAX_ATTEMPTS) throw error;
      const doubling = (pace.firstPauseMilliseconds ?? FIRST_PAUSE_MILLISECONDS) * 2 ** (attempts - 1);
      const wanted = Math.min(error.retry.retryAfterMilliseconds ?? doubling, MAX_PAUSE_MILLISECONDS);
      const ended = await pause(wanted, false, { signal: pace.signal }).catch(() => true);
      if (ended) throw error;
    }
  }
}

async function readJson(line: Line, url: URL, maxBytes: number): Promise<unknown> {
  const answer = await follow(line, url, { accept: 'application/json', timeout: DOCUMENT_TIMEOUT_MILLISECONDS });
  if (answer === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOf(answer, url, maxBytes)) chunks.push(chunk);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new FeedFault('feed_json', 'The source answered with something that is not JSON.', url);
  }
}

async function readFile(
  line: Line,
  url: URL,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<HashedFile | undefined> {
  const answer = await follow(line, url, { accept: '*/*', timeout: DOWNLOAD_TIMEOUT_MILLISECONDS });
  if (answer === undefined) return undefined;
  return writeHashed(path, 'w', bodyOf(answer, url, maxBytes));
}

interface Wish {
  readonly accept: string;
  readonly timeout: number;
}

/** The answer after redirects, or undefined where there is no such thing. Throws a FeedFault for every other status. */
async function follow(line: Line, url: URL, wish: Wish): Promise<IncomingMessage | undefined> {
  let target = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    requireAllowedUrl(target, line.named);
    const answer = await ask(line, target, wish);
    const status = answer.statusCode ?? 0;
    if (status === 200) return answer;
    answer.destroy();
    if (status === 404 || status === 410) return undefined;
    const location = answer.headers.location;
    if (!isRedirect(status) || location === undefined) throw statusFault(answer, target);
    if (!URL.canParse(location, target.href))
      throw new FeedFault('feed_redirect', 'A redirect leads to no URL.', target);
    target = new URL(location, target);
  }
  throw new FeedFault('feed_redirect', `The source redirects more than ${MAX_REDIRECTS} times.`, url);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function statusFault(answer: IncomingMessage, url: URL): FeedFault {
  const status = answer.statusCode ?? 0;
  const mayRetry = status === 408 || status === 429 || status >= 500;
  const wait = retryAfter(answer.headers['retry-after']);
  const detail = `The source answered ${status} ${answer.statusMessage ?? ''}`.trimEnd();
  return new FeedFault('feed_status', `${detail}.`, url, {
    mayRetry,
    ...(wait === undefined ? {} : { retryAfterMilliseconds: wait }),
  });
}

/** `Retry-After` as seconds or as a date. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function ask(line: Line, url: URL, { accept, timeout }: Wish): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let answered: IncomingMessage | undefined;
    const request = (isSecure ? https : http).request(
      url,
      {
        agent: isSecure ? line.agents.https : line.agents.http,
        lookup: lookupFor(url, line.named),
        signal: AbortSignal.timeout(timeout),
        headers: {
          accept,
          'accept-encoding': accept === '*/*' ? 'identity' : 'gzip, deflate, br',
          'user-agent': 'Lode (import)',
        },
      },
      (answer) => {
        answered = answer;
        resolve(answer);
      },
    );
    request.setTimeout(line.pace.idleTimeoutMilliseconds ?? IDLE_TIMEOUT_MILLISECONDS, () => {
      const fault = new FeedFault('feed_silent', 'The source stopped answering.', url, { mayRetry: true });
      (answered ?? request).destroy(fault);
    });
    request.on('error', (error) => {
      reject(asFeedFault(error, url));
    });
    request.end();
  });
}

/** The decompressed body. Ends in a FeedFault when it is longer than allowed, or breaks off. */
async function* bodyOf(answer: IncomingMessage, url: URL, maxBytes: number): AsyncGenerator<Uint8Array> {
  const body = decompressed(answer, url);
  let sizeBytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) {
        throw new FeedFault(
          'feed_too_large',
          `The source sends more than the ${maxBytes} bytes that are allowed here.`,
          url,
        );
      }
      yield chunk;
    }
  } catch (error) {
    throw asFeedFault(error, url);
  } finally {
    answer.destroy();
  }
}

function decompressed(answer: IncomingMessage, url: URL): AsyncIterable<unknown> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return answer;
  const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : undefined;
  if (decoder === undefined) {
    answer.destroy();
    throw new FeedFault(
      'feed_encoding',
      `The source sends the content encoding ${encoding}, which nobody asked for.`,
      url,
    );
  }
  const stream = decoder();
  answer.once('error', (error) => stream.destroy(error));
  return answer.pipe(stream);
}

/** Errors of connections and decoders carry a code; what carries none is a mistake of ours and stays what it is. */
function asFeedFault(error: unknown, url: URL): unknown {
  if (error instanceof FeedFault || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return new FeedFault('feed_slow', 'The source takes too long.', url, { mayRetry: true });
  }
  if (code === '') return error;
  return new FeedFault('feed_unreachable', `The source cannot be reached: ${error.message}.`, url, {
    mayRetry: code !== 'ENOTFOUND',
  });
}
