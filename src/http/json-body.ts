import { Problem } from '../base/problem.ts';
import type { HttpRequest } from './exchange.ts';
import { readSmallBody } from './small-body.ts';

/** Far more than any request of ours in JSON has. */
export const MAX_JSON_BYTES = 64 * 1024;

/** What a body in JSON says, or a Problem: `bad_request` for what is none, `too_large` beyond the limit. */
export async function readJson(request: Pick<HttpRequest, 'header' | 'body'>): Promise<unknown> {
  const bytes = await readSmallBody(request, { maxBytes: MAX_JSON_BYTES, what: 'The JSON' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new Problem('bad_request', 'The body cannot be read: it is not JSON in UTF-8.', { cause: error });
  }
}
