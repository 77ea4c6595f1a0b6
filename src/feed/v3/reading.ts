/** Everything that the read side of V3 keeps while the process runs: prepared statements, rendered documents, small files. */
import type { Clock } from '../../base/clock.ts';
import { prepareCatalogReads } from '../../catalog/catalog.queries.ts';
import { DocumentCache } from '../../http/document-cache.ts';
import { prepareVersionReads } from '../../packages/versions.queries.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import type { FeedUrls } from '../feed-urls.ts';
import type { CatalogDeps } from './catalog.ts';
import { FileBytes } from './file-bytes.ts';
import type { FlatContainerDeps } from './flat-container.ts';
import type { Download, PackageFilesDeps } from './package-files.ts';
import type { RegistrationDeps } from './registration.ts';

export interface ReadingDeps {
  readonly database: Database;
  readonly blobs: Pick<Blobs, 'readAll' | 'sizeOf' | 'stream'>;
  readonly urls: FeedUrls;
  readonly clock: Clock;
  readonly countDownload?: (download: Download) => void;
}

/** What every handler of the read side takes its members from. */
export type Reading = ReadingDeps & FlatContainerDeps & PackageFilesDeps & RegistrationDeps & CatalogDeps;

export function createReading(deps: ReadingDeps): Reading {
  return {
    ...deps,
    documents: new DocumentCache(deps.clock),
    files: new FileBytes(deps.blobs),
    reads: prepareVersionReads(deps.database),
    catalogReads: prepareCatalogReads(deps.database),
  };
}
