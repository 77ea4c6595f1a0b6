/** Composition root: makes every part once, hands each what it needs, and takes all of them down in the opposite order. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { systemClock, type Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import { systemRandom, type Random } from './base/random.ts';
import { prepareCatalogReads } from './catalog/catalog.queries.ts';
import type { Config } from './config.ts';
import { createFeedUrls } from './feed/feed-urls.ts';
import { FileBytes } from './feed/v3/file-bytes.ts';
import { DocumentCache } from './http/document-cache.ts';
import { RequestMetrics } from './http/request-metrics.ts';
import { createServer } from './http/server.ts';
import { startFollowers } from './log/followers.ts';
import { packageLimits } from './nuget/limits.ts';
import { createInspector } from './packages/inspection.ts';
import { prepareVersionReads } from './packages/versions.queries.ts';
import { routes } from './routes.ts';
import { openStorage, type Storage } from './storage/open-storage.ts';

export interface RunningApp {
  readonly port: number;
  /** The service index: what a client calls the source. */
  readonly feed: string;
  /** Ends serving: requests in flight finish, and what is only in memory is written. */
  close(): Promise<void>;
}

/** What an app is made of and does not make itself: a test may bring a clock that stands still. */
export interface AppParts extends Storage {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Opens the gallery that the settings name and serves it. */
export async function startApp(config: Config, logger: Logger): Promise<RunningApp> {
  const storage = await openStorage(config);
  try {
    return await serveApp(config, { ...storage, clock: systemClock, random: systemRandom, logger });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Serves a gallery that is open; closing the app closes the storage too. */
export async function serveApp(config: Config, parts: AppParts): Promise<RunningApp> {
  const { database, blobs, clock, logger } = parts;
  const urls = createFeedUrls(config.url);
  const metrics = new RequestMetrics();
  const registry = new Registry();
  const inspector = createInspector({ clock, limits: { ...packageLimits, packageBytes: config.maxPackageBytes } });
  const followers = startFollowers(parts, []);
  const documents = new DocumentCache(clock);
  const server = createServer(
    routes({
      ...parts,
      config,
      urls,
      inspector,
      registry,
      documents,
      files: new FileBytes(blobs),
      reads: prepareVersionReads(database),
      catalogReads: prepareCatalogReads(database),
      maxPackageBytes: config.maxPackageBytes,
      searchable: async () => {},
      checks: { database: () => database.ping(), storage: () => blobs.ping() },
    }),
    { url: config.url, trustProxy: config.trustProxy, logger, metrics },
  );
  metrics.register(registry);
  collectDefaultMetrics({ register: registry });
  const port = await server.listen(config.hosts, config.port);
  return {
    port,
    feed: urls.serviceIndex,
    async close() {
      await server.close();
      await followers.close();
      await inspector.close();
      await parts.close();
    },
  };
}
