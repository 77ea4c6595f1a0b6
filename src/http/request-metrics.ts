/**
 * Counts of requests by route, method and status, and the seconds they took. Plain numbers in a map: one request costs
 * well under a microsecond, and Prometheus's text is made only when it is asked for.
 */
import { Counter, type Registry } from 'prom-client';

interface Tally {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  requests: number;
  seconds: number;
}

export class RequestMetrics {
  readonly #tallies = new Map<string, Tally>();

  count(route: string, method: string, status: number, seconds: number): void {
    const key = `${method} ${status} ${route}`;
    const tally = this.#tallies.get(key);
    if (tally === undefined) this.#tallies.set(key, { route, method, status, requests: 1, seconds });
    else {
      tally.requests += 1;
      tally.seconds += seconds;
    }
  }

  /** Adds `lode_http_requests_total` and `lode_http_request_seconds_total` to a registry. */
  register(registry: Registry): void {
    const tallies = this.#tallies;
    const labelNames = ['route', 'method', 'status'] as const;
    const counter = (name: string, help: string, of: (tally: Tally) => number) =>
      new Counter({
        name,
        help,
        labelNames,
        registers: [registry],
        collect() {
          this.reset();
          for (const tally of tallies.values()) {
            this.inc({ route: tally.route, method: tally.method, status: String(tally.status) }, of(tally));
          }
        },
      });
    counter('lode_http_requests_total', 'Requests answered.', (tally) => tally.requests);
    counter(
      'lode_http_request_seconds_total',
      'Seconds that answering took, bodies included.',
      (tally) => tally.seconds,
    );
  }
}
