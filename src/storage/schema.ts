/**
 * Every table as it is now, for Kysely. Migrations never import this: they say what was true on their day.
 *
 * Rules that hold for each column: an instant is microseconds since 1970 (an integer); a boolean is 0 or 1; JSON is
 * text; `…_key` is a text that we made and the only kind that is compared, sorted or unique; `id` is a row's number
 * and never leaves the process, where `public_id` stands.
 */
import type { Generated } from 'kysely';
import type { Instant } from '../base/clock.ts';

export type Flag = 0 | 1;

/** People and organizations: one table, one namespace of names. */
export interface AccountsTable {
  id: Generated<number>;
  public_id: string;
  kind: 'person' | 'organization';
  name: string;
  name_key: string;
  email: string;
  email_key: string;
  email_confirmed_at: Instant | null;
  status: 'active' | 'locked' | 'deleted';
  is_administrator: Flag;
  password_hash: string | null;
  created_at: Instant;
}

export interface MembershipsTable {
  organization_id: number;
  person_id: number;
  role: 'administrator' | 'collaborator';
  created_at: Instant;
}

/** `owner_id` is whose packages the key may touch; `person_id` who acts, null for an organization's own key. */
export interface ApiKeysTable {
  id: Generated<number>;
  public_id: string;
  owner_id: number;
  person_id: number | null;
  name: string;
  /** SHA-256 of the whole key, hex. */
  hash_key: string;
  /** JSON array of scopes. */
  scopes: string;
  /** JSON array of globs. */
  packages: string;
  created_at: Instant;
  expires_at: Instant;
  revoked_at: Instant | null;
  last_used_at: Instant | null;
}

/** One row an id. `revision` grows with every change that any document of the id shows: caches are keyed by it. */
export interface RegistrationsTable {
  id: Generated<number>;
  id_key: string;
  display_id: string;
  revision: number;
  locked_at: Instant | null;
  created_at: Instant;
}

export interface OwnersTable {
  registration_id: number;
  account_id: number;
  created_at: Instant;
}

export type VersionState = 'held' | 'available' | 'quarantined' | 'removed' | 'destroyed';

export interface VersionsTable {
  id: Generated<number>;
  public_id: string;
  registration_id: number;
  /** Normalized and lower-cased: unique within the id, and what stands in URLs. */
  version_key: string;
  /** Order-preserving: comparing bytes compares versions. */
  sort_key: Uint8Array;
  /** Normalized, original case, no build metadata. */
  normalized_version: string;
  /** Normalized with build metadata. */
  full_version: string;
  /** The id as this version's nuspec spells it. */
  display_id: string;
  is_prerelease: Flag;
  /** 2 when the version or one of its dependency bounds needs SemVer 2.0. */
  semver_level: 1 | 2;
  state: VersionState;
  listed: Flag;
  created_at: Instant;
  published_at: Instant;
  edited_at: Instant | null;
  size_bytes: number;
  /** SHA-512 of the nupkg, hex: also its blob key. */
  sha512_key: string;
  /** JSON of `PackageParts`: where in the nupkg the files lie that are served by themselves. */
  parts: string;
  manifest_id: number;
  /** JSON, null when there is none: {reasons, message?, alternate?: {id, range}}. */
  deprecation: string | null;
  /** Who pushed, and with which credential; null for an import without an owner. */
  pushed_by: number | null;
  /** JSON of where an import took it from: {source, catalogEntry?, importedAt}. */
  origin: string | null;
}

/** What the package itself said, once and for ever. */
export interface ManifestsTable {
  id: Generated<number>;
  /** JSON of `PackageManifest`. */
  manifest: string;
  /** JSON of the archive's entries, apart because only catalog and package pages read it. */
  entries: string;
}

export interface EventsTable {
  seq: Generated<number>;
  at: Instant;
  kind: string;
  actor: number | null;
  on_behalf_of: number | null;
  /** `key:PUBLIC_ID`, `session:PUBLIC_ID`, `cli`, `system`. */
  credential: string;
  /** `package:KEY`, `version:KEY/VERSION`, `account:PUBLIC_ID`, `key:PUBLIC_ID`. */
  subject: string;
  data: string;
}

/** Addresses and user agents of events: they expire, and go with the account. */
export interface EventOriginsTable {
  event_seq: number;
  address: string;
  user_agent: string;
  expires_at: Instant;
}

/** One entry is one commit of NuGet's catalog: `seq` is gapless, `at` strictly increases. */
export interface CatalogEntriesTable {
  seq: number;
  at: Instant;
  commit_id: string;
  event_seq: number;
  kind: 'details' | 'delete';
  version_id: number;
  manifest_id: number;
  id_key: string;
  version_key: string;
  display_id: string;
  full_version: string;
  format: number;
  /** JSON of the mutable state of that moment: {listed, created, published, edited, deprecation}. */
  state: string;
}

export interface FollowersTable {
  name: string;
  cursor: number;
  updated_at: Instant;
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

export interface SettingsTable {
  name: string;
  value: string;
  updated_at: Instant;
}

/** Progress of long work that can be interrupted: imports. */
export interface ImportsTable {
  source_key: string;
  /** JSON of the source's own cursor. */
  cursor: string;
  updated_at: Instant;
}

export interface Schema {
  accounts: AccountsTable;
  memberships: MembershipsTable;
  api_keys: ApiKeysTable;
  registrations: RegistrationsTable;
  owners: OwnersTable;
  versions: VersionsTable;
  manifests: ManifestsTable;
  events: EventsTable;
  event_origins: EventOriginsTable;
  catalog_entries: CatalogEntriesTable;
  followers: FollowersTable;
  downloads: DownloadsTable;
  download_totals: DownloadTotalsTable;
  settings: SettingsTable;
  imports: ImportsTable;
}
