/**
 * NuGet's catalog: the public, append-only record of every change to a version that others replicate.
 *
 * One entry is one commit: its own commit id and a strictly later time than the one before, also when a single
 * transaction writes thousands. So page n is arithmetic, and a reader that was cut off between two entries and goes on
 * from the last time it saw misses none.
 */
import { formatInstant, parseInstant } from '../base/clock.ts';
import type { Instant } from '../base/clock.ts';
import type { PackageManifest } from '../nuget/manifest.ts';
import type { Deprecation } from './deprecation.ts';

/** What nuget.org's pages hold; readers size their buffers by it. */
export const ENTRIES_PER_PAGE = 550;

/** How an entry is turned into its leaf; grows when a leaf gets another shape, and old entries keep theirs. */
export const ENTRY_FORMAT = 1;

export type CatalogEntryKind = 'details' | 'delete';

/** What may change about a version, as it was when the entry was written. */
export interface CatalogState {
  readonly listed: boolean;
  readonly created: Instant;
  readonly published: Instant;
  readonly edited: Instant | null;
  readonly deprecation: Deprecation | null;
  /** The index's own marks up to and with this entry, so that nobody has to look for them in a million rows. */
  readonly progress: CatalogProgress;
}

/** The latest upload, edit and withdrawal that the catalog tells of; null until there is one. */
export interface CatalogProgress {
  readonly created: Instant | null;
  readonly edited: Instant | null;
  readonly deleted: Instant | null;
}

export interface CatalogCommit {
  readonly seq: number;
  readonly at: Instant;
  readonly commitId: string;
}

export interface CatalogEntry extends CatalogCommit {
  readonly kind: CatalogEntryKind;
  readonly idKey: string;
  readonly versionKey: string;
  readonly displayId: string;
  readonly fullVersion: string;
}

/** An entry with all that its leaf says. */
export interface CatalogLeaf extends CatalogEntry {
  readonly format: number;
  readonly state: CatalogState;
  readonly manifest: PackageManifest;
  readonly files: readonly { readonly fullName: string; readonly length: number; readonly compressedLength: number }[];
  readonly isPrerelease: boolean;
  readonly sha512: string;
  readonly sizeBytes: number;
}

/** The URLs that catalog documents contain; the feed makes them. */
export interface CatalogUrls {
  readonly catalogIndex: string;
  catalogPage(page: number): string;
  catalogLeaf(time: string, idKey: string, versionKey: string): string;
}

export function catalogLeafUrl(urls: CatalogUrls, entry: Pick<CatalogEntry, 'at' | 'idKey' | 'versionKey'>): string {
  return urls.catalogLeaf(catalogLeafTime(entry.at), entry.idKey, entry.versionKey);
}

/** Pages count from 0, entries from 1: page 0 holds 1 to 550. */
export function pageOfEntry(seq: number): number {
  return Math.floor((seq - 1) / ENTRIES_PER_PAGE);
}

/**
 * The time in a leaf's URL, with all its digits: `2026.05.01.10.00.00.123456`. Seconds alone, as nuget.org has them,
 * would let two listing changes of one version within a second share a leaf that must never change.
 */
export function catalogLeafTime(at: Instant): string {
  return formatInstant(at).slice(0, -1).replaceAll(/[-T:]/g, '.');
}

/** Reads what `catalogLeafTime` wrote. */
export function parseCatalogLeafTime(text: string): Instant | undefined {
  const match = /^(\d{4})\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d{6})$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, micros] = match;
  try {
    const at = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${micros}Z`);
    return catalogLeafTime(at) === text ? at : undefined;
  } catch {
    return undefined;
  }
}

/** As the catalog writes times: .NET's seven digits and `Z`. */
export function catalogTime(instant: Instant): string {
  return `${formatInstant(instant).slice(0, -1)}0Z`;
}

/** .NET's earliest time, which stands for "never". */
export const NEVER = '0001-01-01T00:00:00Z';
/** What readers of every protocol take for "unlisted". */
export const UNLISTED_PUBLISHED = '1900-01-01T00:00:00Z';
