import { createHash, timingSafeEqual } from 'node:crypto';
import type { Registry } from 'prom-client';
import { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { HttpHandler } from './exchange.ts';

/** `/metrics` in Prometheus's text, for whoever shows the token. */
export function metricsHandler(registry: Registry, token: Secret): HttpHandler {
  const expected = digest(`Bearer ${token.reveal()}`);
  return async (request) => {
    if (!timingSafeEqual(digest(request.header('authorization') ?? ''), expected)) {
      throw new Problem('credentials_missing', 'The metrics need their bearer token.', {
        headers: { 'www-authenticate': 'Bearer realm="metrics"' },
      });
    }
    return {
      status: 200,
      headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
      body: await registry.metrics(),
    };
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
