import { revokeLeakedKey } from '../../accounts/keys/revoke-leaked-key.ts';
import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { readForm } from '../../http/form-body.ts';
import { readJson } from '../../http/json-body.ts';
import { originOf } from '../../http/request-origin.ts';
import type { Database } from '../../storage/database.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
}

/**
 * `POST /api/v2/revoke-key`: ends the key that is shown, as a form or as JSON: `key`, and `where` it was found. The answer
 * is 200 with the same sentence whatever was sent.
 */
export function revokeKeyHandler(deps: Deps): HttpHandler {
  return async (request) => {
    const { key, where } = await shownKey(request);
    if (key === '') throw new Problem('bad_request', 'The key is missing: send it as key, in a form or in JSON.');
    await deps.limiter.take('address', request.address);
    await revokeLeakedKey(deps, { text: key, foundAt: where }, originOf(request));
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({ detail: 'If that was a key of this gallery, it is refused from now on.' }),
    };
  };
}

async function shownKey(request: HttpRequest): Promise<{ key: string; where: string }> {
  const type = request.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type.trim())) {
    const fields = await readForm(request);
    return { key: fields.text('key').trim(), where: fields.text('where') };
  }
  const body = await readJson(request);
  const text = (name: string) => {
    const value =
      typeof body === 'object' && body !== null ? Object.entries(body).find(([of]) => of === name)?.[1] : '';
    return typeof value === 'string' ? value.trim() : '';
  };
  return { key: text('key'), where: text('where') };
}
