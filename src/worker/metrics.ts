import { Counter, Gauge, type Registry } from 'prom-client';
import type { DownloadCounter } from '../downloads/count-downloads.ts';
import type { DocumentCache } from '../http/document-cache.ts';
import type { Followers } from '../log/followers.ts';

interface Parts {
  readonly followers: Followers;
  readonly downloads: DownloadCounter;
  readonly documents: DocumentCache;
}

/** What an operator watches besides requests. */
export function registerPartMetrics(registry: Registry, { followers, downloads, documents }: Parts): void {
  const registers = [registry];
  const ofFollowers = (name: string, help: string, value: (state: ReturnType<Followers['lag']>[number]) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['follower'] as const,
      registers,
      collect() {
        for (const state of followers.lag()) this.set({ follower: state.name }, value(state));
      },
    });
  ofFollowers(
    'lode_follower_lag_events',
    'Events of the log that a follower has not handled yet.',
    (state) => state.lag,
  );
  ofFollowers(
    'lode_follower_failures',
    'Failures of a follower since it last handled a batch.',
    (state) => state.failures,
  );
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('lode_downloads_pending', 'Counters of downloads that are only in memory.', () => downloads.pending());
  gauge('lode_document_cache_bytes', 'Bytes of rendered documents held.', () => documents.statistics().heldBytes);
}

/** Pushes that were answered before search had seen them. */
export function lateSearchCounter(registry: Registry): Counter {
  return new Counter({
    name: 'lode_pushes_before_search_total',
    help: 'Pushes answered 201 although search had not seen them in time.',
    registers: [registry],
  });
}
