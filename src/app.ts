/** Composition root: makes every part once, hands each what it needs, and takes all of them down in the opposite order. */
import path from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createKeyAuthenticator } from './accounts/keys/key-authenticator.ts';
import { createRateLimiter } from './accounts/limits/rate-limiter.ts';
import { openSetup } from './accounts/people/first-administrator.ts';
import { createPasswords } from './accounts/people/passwords.ts';
import { findSession } from './accounts/sessions/find-session.ts';
import { systemClock, type Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import { systemRandom, type Random } from './base/random.ts';
import { prepareCatalogReads } from './catalog/catalog.queries.ts';
import { type Config, ConfigError } from './config.ts';
import { startCountingDownloads } from './downloads/count-downloads.ts';
import { createFeedUrls } from './feed/feed-urls.ts';
import { StoredFiles } from './feed/v3/stored-files.ts';
import { SearchAnswers } from './feed/v3/search-answers.ts';
import { DocumentCache } from './http/document-cache.ts';
import { RequestMetrics } from './http/request-metrics.ts';
import { createServer, type WebServer } from './http/server.ts';
import { startFollowers, type Followers } from './log/followers.ts';
import { packageLimits } from './nuget/limits.ts';
import { PackageContents } from './packages/contents/package-contents.ts';
import { createInspector } from './packages/inspection.ts';
import { prepareVersionReads } from './packages/versions.queries.ts';
import { routes } from './routes.ts';
import { SEARCH_FOLLOWER } from './search/index-keeper.ts';
import { startSearch } from './search/start-search.ts';
import { RenderedReadmes } from './site/package-files/rendered-readmes.ts';
import { problemPage } from './site/problem-page.tsx';
import { createSite, type SiteDeps } from './site/site-deps.ts';
import { openMail } from './storage/open-mail.ts';
import { createSiteUrls, withQuery } from './site/site-urls.ts';
import { openStorage, type Storage } from './storage/open-storage.ts';
import { startHousekeeping } from './worker/housekeeping.ts';
import { startMail } from './worker/mail/start-mail.ts';
import { lateSearchCounter, registerPartMetrics } from './worker/metrics.ts';

/** How long a push waits for search; then it is answered all the same, and the metrics say so. */
const SEARCHABLE_MILLISECONDS = 2_000;

export interface RunningApp {
  readonly port: number;
  /** Where the first administrator is made; undefined when there is one. */
  readonly setup?: string | undefined;
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
    const parts = { ...storage, clock: systemClock, random: systemRandom, logger };
    const setup = config.readOnly === undefined ? await openSetup(parts) : undefined;
    const app = await serveApp(config, parts);
    return setup === undefined ? app : { ...app, setup: setupUrl(config.url, setup) };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function setupUrl(url: string, link: string): string {
  const urls = createSiteUrls(url);
  return withQuery(urls.absolute(urls.setup), { token: link });
}

const OPEN_TO_ALL =
  'The gallery is private (LODE_READ), and anybody may sign up (LODE_SIGNUP is open): whoever confirms an address can read.';

/** Serves a gallery that is open; closing the app closes the storage too. */
export async function serveApp(config: Config, parts: AppParts): Promise<RunningApp> {
  const { database, blobs, clock, logger } = parts;
  const urls = createFeedUrls(config.url);
  const metrics = new RequestMetrics();
  const notices = new Set(config.read === 'private' && config.signUp === 'open' ? [OPEN_TO_ALL] : []);
  const registry = new Registry();
  const documents = new DocumentCache(clock);
  const inspector = createInspector({ clock, limits: { ...packageLimits, packageBytes: config.maxPackageBytes } });
  const search = await startSearch({ ...parts, file: path.join(config.dataFolder, 'search', 'index.sqlite') });
  const downloads = startCountingDownloads(parts);
  const housekeeping = startHousekeeping(parts);
  const keys = createKeyAuthenticator(parts);
  const limiter = createRateLimiter(parts, config.rateLimits);
  const pages = sitePages(config, parts);
  const mail = startMail({ ...config, ...parts, registry, transport: openMail(config), paths: pages.site.urls });
  const followers = startFollowers(parts, [search.follower, mail.follower]);
  const server = createServer(
    routes({
      ...parts,
      config,
      urls,
      inspector,
      registry,
      pages,
      keys,
      limiter,
      passwords: createPasswords(parts),
      keysPage: pages.site.urls.absolute(pages.site.urls.apiKeys),
      documents,
      search,
      searchAnswers: new SearchAnswers(urls.tag),
      files: new StoredFiles(blobs),
      contents: new PackageContents(blobs),
      readmes: new RenderedReadmes(),
      reads: prepareVersionReads(database),
      catalogReads: prepareCatalogReads(database),
      maxPackageBytes: config.maxPackageBytes,
      countDownload: (download) => downloads.countDownload(download),
      searchable: searchableSoon(followers, lateSearchCounter(registry)),
      notices: () => [...notices, ...mail.notices()],
      checks: { database: () => database.ping(), storage: () => blobs.ping() },
      followerStates: () => followers.lag(),
    }),
    { ...config, isPrivate: config.read === 'private', logger, metrics, notices, problemPage: problemPage(pages) },
  );
  metrics.register(registry);
  registerPartMetrics(registry, { followers, downloads, documents });
  collectDefaultMetrics({ register: registry });
  const downwards = [server, housekeeping, keys, downloads, followers, mail, search, inspector, parts];
  const close = async () => {
    for (const part of downwards) await part.close();
  };
  return { port: await listenOrClose(server, config, close), feed: urls.serviceIndex, close };
}

function sitePages(config: Config, parts: AppParts): SiteDeps {
  return createSite({
    ...parts,
    name: config.name,
    url: config.url,
    isPrivate: config.read === 'private',
    isSignUpOpen: config.signUp === 'open',
    sessions: { find: (token) => findSession(parts, token) },
  });
}

/** Waits for search to know what was pushed, and counts where it takes too long. */
function searchableSoon(followers: Followers, late: ReturnType<typeof lateSearchCounter>) {
  return async (eventSeq: number): Promise<void> => {
    if (!(await followers.caughtUp(SEARCH_FOLLOWER, eventSeq, SEARCHABLE_MILLISECONDS))) late.inc();
  };
}

/** Gives the port. Where it cannot be had, all is taken down: what went on would keep a process that serves nobody. */
async function listenOrClose(server: WebServer, config: Config, close: () => Promise<void>): Promise<number> {
  try {
    return await server.listen(config.hosts, config.port);
  } catch (error) {
    await close();
    throw listenFailure(error);
  }
}

function listenFailure(error: unknown): unknown {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return new ConfigError([`LODE_PORT: another program listens on port ${port} of ${address} already.`]);
    case 'EACCES':
      return new ConfigError([`LODE_PORT: this account may not listen on port ${port} of ${address}.`]);
    case 'EADDRNOTAVAIL':
      return new ConfigError([`LODE_HOST: ${address} is no address of this machine.`]);
    default:
      return error;
  }
}
