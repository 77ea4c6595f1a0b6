/** Composition root: makes every part once, hands each what it needs, and takes all of them down in the opposite order. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { systemClock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import { systemRandom } from './base/random.ts';
import { prepareCatalogReads } from './catalog/catalog.queries.ts';
import type { Config } from './config.ts';
import { createFeedUrls } from './feed/feed-urls.ts';
import { FileBytes } from './feed/v3/file-bytes.ts';
import { DocumentCache } from './http/document-cache.ts';
import { RequestMetrics } from './http/request-metrics.ts';
import { createServer } from './http/server.ts';
import { startFollowers } from './log/followers.ts';
import { createInspector } from './packages/inspection.ts';
import { prepareVersionReads } from './packages/versions.queries.ts';
import { routes } from './routes.ts';
import { openStorage } from './storage/open-storage.ts';

export interface RunningApp {
  readonly port: number;
  /** The service index: what a client calls the source. */
  readonly feed: string;
  /** Ends serving: requests in flight finish, and what is only in memory is written. */
  close(): Promise<void>;
}

/** Opens the gallery that the settings name and serves it. */
export async function startApp(config: Config, logger: Logger): Promise<RunningApp> {
  const storage = await openStorage(config);
  const { database, blobs } = storage;
  const parts = { database, blobs, clock: systemClock, random: systemRandom, logger };
  const urls = createFeedUrls(config.url);
  const inspector = createInspector(parts);
  const followers = startFollowers(parts, []);
  const metrics = new RequestMetrics();
  const registry = new Registry();
  metrics.register(registry);
  collectDefaultMetrics({ register: registry });
  const server = createServer(
    routes({
      ...parts,
      config,
      urls,
      inspector,
      registry,
      documents: new DocumentCache(systemClock),
      files: new FileBytes(blobs),
      reads: prepareVersionReads(database),
      catalogReads: prepareCatalogReads(database),
      maxPackageBytes: config.maxPackageBytes,
      searchable: async () => {},
      checks: { database: () => database.ping(), storage: () => blobs.ping() },
    }),
    { url: config.url, trustProxy: config.trustProxy, logger, metrics },
  );
  const port = await server.listen(config.hosts, config.port);
  return {
    port,
    feed: urls.serviceIndex,
    async close() {
      await server.close();
      await followers.close();
      await inspector.close();
      await storage.close();
    },
  };
}
