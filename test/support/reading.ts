/** What the handlers of V3's read side take their members from, put together as the app does it. */
import type { Clock } from '../../src/base/clock.ts';
import { prepareCatalogReads } from '../../src/catalog/catalog.queries.ts';
import type { Download } from '../../src/downloads/count-downloads.ts';
import { DocumentCache } from '../../src/http/document-cache.ts';
import { prepareVersionReads } from '../../src/packages/versions.queries.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import type { Database } from '../../src/storage/database.ts';
import type { FeedUrls } from '../../src/feed/feed-urls.ts';
import type { CatalogDeps } from '../../src/feed/v3/catalog.ts';
import { StoredFiles } from '../../src/feed/v3/stored-files.ts';
import type { FlatContainerDeps } from '../../src/feed/v3/flat-container.ts';
import type { PackageFilesDeps } from '../../src/feed/v3/package-files.ts';
import type { RegistrationDeps } from '../../src/feed/v3/registration.ts';

export interface ReadingDeps {
  readonly database: Database;
  readonly blobs: Pick<Blobs, 'readAll' | 'sizeOf' | 'stream'>;
  readonly urls: FeedUrls;
  readonly clock: Clock;
  readonly countDownload?: (download: Download) => void;
}

export type Reading = ReadingDeps & FlatContainerDeps & PackageFilesDeps & RegistrationDeps & CatalogDeps;

export function createReading(deps: ReadingDeps): Reading {
  return {
    countDownload: () => undefined,
    ...deps,
    documents: new DocumentCache(deps.clock),
    files: new StoredFiles(deps.blobs),
    reads: prepareVersionReads(deps.database),
    catalogReads: prepareCatalogReads(deps.database),
  };
}
