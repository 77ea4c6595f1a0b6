/** The tables behind the gallery's pages; a part of schema.ts, whose rules hold here. */
import type { Generated } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Flag } from './flag.ts';

/** What each version depends on, by the key of the id: one row for all its ranges of an id. */
export interface DependenciesTable {
  version_id: number;
  dependency_key: string;
  registration_id: number;
  /** The `id_key` of the package that depends. */
  registration_key: string;
  /** JSON array of the distinct ranges, normalized. */
  ranges: string;
  /** Whether the version is the one that its registration offers: kept by `advanceRevision`. */
  is_offered: Flag;
}

export interface DownloadsTable {
  version_id: number;
  /** `yyyy-mm-dd`, UTC. */
  day: string;
  client: string;
  count: number;
}

/** Sums of `downloads`, kept in the same transaction, so that no reader ever adds up days. */
export interface DownloadTotalsTable {
  version_id: number;
  registration_id: number;
  count: number;
  /** When `count` last grew: the order of search follows it, on every node. */
  updated_at: Instant;
}

/** Sums of `downloads` by id, kept in the same transaction. */
export interface RegistrationDaysTable {
  registration_id: number;
  day: string;
  client: string;
  count: number;
}

/** The same for the whole gallery. */
export interface GalleryDaysTable {
  day: string;
  client: string;
  count: number;
}

/** Sums of `download_totals` by id, kept in the same transaction. */
export interface RegistrationDownloadsTable {
  registration_id: number;
  count: number;
}

/** What is said of every version in a range, of those that are pushed later too. */
export interface DeprecationRulesTable {
  id: Generated<number>;
  public_id: string;
  registration_id: number;
  /** As the owner wrote it, parsed by `parseVersionRange`. */
  range: string;
  /** JSON of `Deprecation`. */
  deprecation: string;
  created_at: Instant;
  created_by: number | null;
}

/** What a version's page shows in place of the readme in the package; the newest row holds, and none is ever changed. */
export interface ReadmeOverlaysTable {
  id: Generated<number>;
  public_id: string;
  version_id: number;
  /** Null: the package's own again. */
  text: string | null;
  created_at: Instant;
  created_by: number | null;
}

/** Packages that were sent to the upload page and wait for their confirmation. Nothing of them can be seen by others. */
export interface UploadsTable {
  id: Generated<number>;
  public_id: string;
  account_id: number;
  file_name: string;
  size_bytes: number;
  sha512_key: string;
  display_id: string;
  normalized_version: string;
  /** JSON of `PackageReading`: what was read and found when it arrived. */
  reading: string;
  created_at: Instant;
  expires_at: Instant;
}

/** Ids, or beginnings of ids, that only certain accounts may push new packages under. */
export interface ReservedPrefixesTable {
  id: Generated<number>;
  public_id: string;
  /** As it was asked for: `Acme.`; an exact id when `is_exact`. */
  prefix: string;
  prefix_key: string;
  is_exact: Flag;
  /** Anybody may push under it; only its owners get the mark. */
  is_public: Flag;
  created_at: Instant;
}

export interface ReservedPrefixOwnersTable {
  prefix_id: number;
  account_id: number;
  created_at: Instant;
}

export interface PrefixRequestsTable {
  id: Generated<number>;
  public_id: string;
  /** Who would own it. */
  account_id: number;
  asked_by: number | null;
  prefix: string;
  prefix_key: string;
  reason: string;
  created_at: Instant;
  decision: 'granted' | 'refused' | 'withdrawn' | null;
  decided_at: Instant | null;
  answer: string | null;
}
