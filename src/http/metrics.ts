import { createHash, timingSafeEqual } from 'node:crypto';
import type { Registry } from 'prom-client';
import { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { HttpHandler } from './exchange.ts';

/** `/metrics` in Prometheus's text, for whoever shows the token. */
export function metricsHandler(registry: Registry, token: Secret): HttpHandler {
  const expected = digest(`Bearer ${token.reveal()}`);
  return async (request) => {
    const shown = request.header('authorization');
    if (shown === undefined) {
      throw new Problem('credentials_missing', 'The metrics need their bearer token.', {
        headers: { 'www-authenticate': 'Bearer realm="metrics"' },
      });
    }
    if (!timingSafeEqual(digest(shown), expected))
      throw new Problem('forbidden', 'This is not the token of the metrics.');
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
