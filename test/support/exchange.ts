/** Requests as handlers get them, and what they answer, for tests that call a handler without a server. */
import { gunzipSync } from 'node:zlib';
import { Problem } from '../../src/base/problem.ts';
import { cookieValue } from '../../src/http/cookies.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/exchange.ts';

export interface RequestParts {
  readonly method?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function requestWith({ method = 'GET', params = {}, query = '', headers = {} }: RequestParts): HttpRequest {
  return {
    method,
    url: '/',
    params,
    query: new URLSearchParams(query),
    header: (name) => headers[name],
    cookie: (name) => cookieValue(headers['cookie'], name),
    address: '127.0.0.1',
    id: 'request-1',
    body: (async function* () {})(),
  };
}

/** A whole body, decompressed where it says that it is gzip. */
export async function bytesOf({ body, headers }: HttpAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (typeof body === 'string') chunks.push(Buffer.from(body));
  else if (body instanceof Uint8Array) chunks.push(body);
  else if (body !== undefined) for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return headers?.['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

export async function jsonOf(answer: HttpAnswer): Promise<unknown> {
  return JSON.parse((await bytesOf(answer)).toString());
}

/** What a handler answers; of a Problem that it throws, the status, headers and sentence. */
export async function answerOrProblem(answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, headers: error.headers, reason: error.message };
    throw error;
  }
}
