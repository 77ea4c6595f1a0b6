/**
 * How the gallery asks an issuer: a few seconds, no redirects, and no more bytes than its documents need. What cannot be had
 * by that is an issuer that does not answer.
 */
import type { CustomFetch } from 'openid-client';
import { isLoopback } from '../../base/loopback.ts';

/** Of one answer; metadata and keys of real issuers have a twentieth of it. */
export const MAX_ISSUER_BYTES = 1_000_000;

/** Of one request, its answer included. */
export const ISSUER_SECONDS = 10;

/** `isInsecure`: the issuer is one of this machine and speaks plain HTTP; others never do. */
export function boundedFetch(isInsecure: boolean): CustomFetch {
  return async (url, options) => {
    const target = new URL(url);
    if (!mayAsk(target, isInsecure)) throw new TypeError(`${target.origin} is no place to ask: it needs https`);
    const limit = AbortSignal.timeout(ISSUER_SECONDS * 1_000);
    const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    const body = options.body instanceof Uint8Array ? Uint8Array.from(options.body) : (options.body ?? null);
    const answer = await fetch(target, { ...options, body, redirect: 'manual', signal });
    const bytes = await readAtMost(answer, MAX_ISSUER_BYTES);
    const { status, statusText, headers } = answer;
    return new Response(bytes, { status, statusText, headers });
  };
}

/** https everywhere, and plain HTTP on this very machine where the issuer is there. */
export function mayAsk({ protocol, hostname }: URL, isInsecure: boolean): boolean {
  return protocol === 'https:' || (isInsecure && protocol === 'http:' && isLoopback(hostname));
}

async function readAtMost(answer: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (answer.body === null) return null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limit) throw new TypeError(`the answer has more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return sizeBytes === 0 ? null : Uint8Array.from(Buffer.concat(chunks));
}
