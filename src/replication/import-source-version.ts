import { rm } from 'node:fs/promises';
import type { OperatorPrincipal } from '../accounts/principal.ts';
import type { Instant } from '../base/clock.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { importVersion } from '../packages/import-version.ts';
import type { HashedFile } from '../storage/write-hashed.ts';
import { FeedFault } from './feed-fault.ts';
import type { FeedRequests } from './feed-requests.ts';
import type { ImportDeps, ImportOptions } from './import-deps.ts';
import type { ImportedItem, Tally } from './import-report.ts';
import { MAX_CATALOG_LEAF_BYTES } from './limits.ts';
import { onePackageFault } from './one-package-fault.ts';
import { versionByKeys } from './replication.queries.ts';
import type { FeedResources } from './service-index.ts';
import { parseCatalogLeaf, type CatalogLeaf, type SourceVersion } from './source-version.ts';
import { packageUrl } from './source-versions.ts';

/** One run of an import from one feed. */
export interface FeedSession {
  readonly deps: ImportDeps;
  readonly principal: OperatorPrincipal;
  readonly source: URL;
  readonly options: ImportOptions;
  readonly requests: FeedRequests;
  readonly feed: FeedResources;
  readonly tally: Tally;
  /** Versions in work at once, of all ids together. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Imports one version of the source, unless it is here, and says what became of it. */
export async function importSourceVersion(
  session: FeedSession,
  id: PackageId,
  found: SourceVersion,
): Promise<ImportedItem> {
  const url = packageUrl(session.feed, id, found);
  const item = { from: url?.href ?? session.source.href, id: id.display, version: found.version.normalized };
  try {
    const leaf = await readLeaf(session, found);
    const known = await versionByKeys(session.deps.database, id.key, found.version.key);
    if (known !== undefined) {
      const differs = leaf?.sha512Hex !== undefined && leaf.sha512Hex !== known.sha512;
      return { ...item, outcome: differs ? 'differs' : 'exists', remarks: [] };
    }
    if (url === undefined)
      throw new FeedFault('package_missing', 'The source does not say where the package is.', session.source);
    return { ...item, ...(await fetchVersion(session, { id, found, leaf, url })) };
  } catch (error) {
    return { ...item, outcome: 'failed', remarks: [onePackageFault(error)] };
  }
}

async function readLeaf({ feed, requests }: FeedSession, found: SourceVersion): Promise<CatalogLeaf | undefined> {
  if (feed.catalog === undefined || found.catalogEntry === undefined) return undefined;
  const document = await requests.json(found.catalogEntry, MAX_CATALOG_LEAF_BYTES);
  return document === undefined ? undefined : parseCatalogLeaf(document);
}

interface Fetching {
  readonly id: PackageId;
  readonly found: SourceVersion;
  readonly leaf: CatalogLeaf | undefined;
  readonly url: URL;
}

async function fetchVersion(
  session: FeedSession,
  fetching: Fetching,
): Promise<Pick<ImportedItem, 'outcome' | 'remarks'>> {
  const { deps, principal, source, options, requests } = session;
  const { id, found, leaf, url } = fetching;
  const temporaryPath = deps.blobs.temporaryFile();
  try {
    const downloaded = await requests.download(url, temporaryPath, options.maxPackageBytes);
    if (downloaded === undefined)
      throw new FeedFault('package_missing', 'The source names the version but has no package.', url);
    requireClaimedBytes(downloaded, leaf, url);
    const { outcome, remarks } = await importVersion(deps, principal, {
      file: { temporaryPath, ...downloaded },
      ownerId: options.ownerId,
      expected: { id, version: found.version },
      listed: found.listed,
      publishedAt: publicationTime(found, leaf, deps.clock.now()),
      deprecation: found.deprecation === undefined ? null : JSON.stringify(found.deprecation),
      origin: {
        source: source.href,
        ...(found.catalogEntry === undefined ? {} : { catalogEntry: found.catalogEntry.href }),
      },
    });
    return { outcome, remarks };
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

function requireClaimedBytes(downloaded: HashedFile, leaf: CatalogLeaf | undefined, url: URL): void {
  if (leaf?.sizeBytes !== undefined && leaf.sizeBytes !== downloaded.sizeBytes) {
    const detail = `The catalog says ${leaf.sizeBytes} bytes, the package has ${downloaded.sizeBytes}.`;
    throw new FeedFault('size_differs', detail, url);
  }
  if (leaf?.sha512Hex !== undefined && leaf.sha512Hex !== downloaded.sha512Hex) {
    throw new FeedFault('hash_differs', 'The package is not the one whose SHA-512 the catalog states.', url);
  }
}

/** An unlisted version hides its publication everywhere but in `created`. Nothing was published in the future. */
function publicationTime(found: SourceVersion, leaf: CatalogLeaf | undefined, now: Instant): Instant | undefined {
  const said = found.publishedAt ?? leaf?.publishedAt ?? leaf?.createdAt;
  return said === undefined || said > now ? undefined : said;
}
