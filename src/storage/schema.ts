/**
 * Every table as it is now, for Kysely. Migrations never import this: they say what was true on their day.
 *
 * Rules that hold for each column: an instant is microseconds since 1970 (an integer); a boolean is 0 or 1; JSON is
 * text; `…_key` is a text that we made and the only kind that is compared, sorted or unique; `id` is a row's number
 * and never leaves the process, where `public_id` stands.
 */
import type { Generated } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { Flag } from './flag.ts';
import type {
  DependenciesTable,
  DeprecationRulesTable,
  DownloadsTable,
  DownloadTotalsTable,
  GalleryDaysTable,
  PrefixRequestsTable,
  ReadmeOverlaysTable,
  RegistrationDaysTable,
  RegistrationDownloadsTable,
  ReservedPrefixOwnersTable,
  ReservedPrefixesTable,
  UploadsTable,
} from './gallery-tables.ts';

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
  /** What other names would be taken for this one: see `lookAlikeKey`. */
  look_alike_key: Generated<string>;
  /** A new address that waits for its confirmation; `email` stays in force until then. */
  unconfirmed_email: Generated<string | null>;
  unconfirmed_email_key: Generated<string | null>;
  password_changed_at: Generated<Instant | null>;
  /** JSON array of the kinds of mail that the account does not want. */
  muted_mail: Generated<string>;
  deleted_at: Generated<Instant | null>;
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
  /** How long the key was asked to last, so that its successor lasts as long; null for keys older than this column. */
  days: Generated<number | null>;
  last_used_address: Generated<string | null>;
  last_used_client: Generated<string | null>;
  /** Somebody who saw the text has left: the key stops then, unless its text is replaced before. */
  rotate_before: Generated<Instant | null>;
  /** Why it was revoked, as a word: `asked`, `leaked`, `left`, `account`. */
  revocation: Generated<string | null>;
  /** When its holder was last told that it ends. */
  warned_at: Generated<Instant | null>;
}

/** Who is signed in, and where. The cookie's text is stored as SHA-256. */
export interface SessionsTable {
  id: Generated<number>;
  public_id: string;
  account_id: number;
  hash_key: string;
  created_at: Instant;
  authenticated_at: Instant;
  last_seen_at: Instant;
  expires_at: Instant;
  has_second_factor: Flag;
  address: string;
  user_agent: string;
}

/**
 * What can be done once by whoever holds the text that belongs to it. The text is made of `public_id` and the server's
 * secret (see `one-time-token.ts`), so neither the log nor the database can tell it.
 */
export interface OneTimeTokensTable {
  id: Generated<number>;
  public_id: string;
  kind: string;
  account_id: number | null;
  data: string;
  created_at: Instant;
  expires_at: Instant;
}

export interface PasskeysTable {
  id: Generated<number>;
  public_id: string;
  account_id: number;
  /** The authenticator's own id of the credential, base64url. */
  credential_key: string;
  /** COSE key, base64url. */
  public_key: string;
  counter: number;
  /** JSON array. */
  transports: string;
  name: string;
  created_at: Instant;
  last_used_at: Instant | null;
}

/** TOTP (RFC 6238): one a person. The secret is sealed with a key of the server's. */
export interface AuthenticatorAppsTable {
  account_id: number;
  sealed_secret: string;
  /** The newest time step that a code was taken of: no code works twice. */
  last_step: number;
  created_at: Instant;
}

export interface RecoveryCodesTable {
  account_id: number;
  hash_key: string;
  created_at: Instant;
}

/** Somebody at an OpenID Connect issuer who is a person here. */
export interface IdentitiesTable {
  id: Generated<number>;
  public_id: string;
  account_id: number;
  issuer_key: string;
  subject_key: string;
  label: string;
  created_at: Instant;
  last_used_at: Instant | null;
}

/** To an organization, or (without one) to the gallery; to a person here, or to an address. */
export interface InvitationsTable {
  id: Generated<number>;
  public_id: string;
  organization_id: number | null;
  role: 'administrator' | 'collaborator' | null;
  person_id: number | null;
  email: string | null;
  email_key: string | null;
  invited_by: number | null;
  created_at: Instant;
  expires_at: Instant;
}

export interface OwnerInvitationsTable {
  id: Generated<number>;
  public_id: string;
  registration_id: number;
  account_id: number;
  invited_by: number | null;
  message: string;
  created_at: Instant;
  expires_at: Instant;
}

/** A person who asked to become an organization, and who will be its administrator. */
export interface TransformationsTable {
  account_id: number;
  public_id: string;
  administrator_id: number;
  created_at: Instant;
  expires_at: Instant;
}

/** Who has seen the text of an organization's own key. */
export interface KeyViewersTable {
  key_id: number;
  account_id: number;
  at: Instant;
}

/** Mails that are to be sent, or were: one row for each recipient of each event. Sent ones are forgotten after some days. */
export interface MailsTable {
  id: Generated<number>;
  /** Made of the event and the recipient: also the Message-ID, so that a mail that comes twice can be known. */
  message_key: string;
  template: string;
  account_id: number | null;
  address: string;
  data: string;
  created_at: Instant;
  next_attempt_at: Instant;
  attempts: number;
  sent_at: Instant | null;
  failed_at: Instant | null;
  last_error: string | null;
}

/** How much of a limit is used until `ends_at`: one row for each key, account or address that did something. */
export interface RateLimitsTable {
  bucket_key: string;
  used: number;
  ends_at: Instant;
}

/** One row an id. `revision` grows with every change that any document of the id shows: caches are keyed by it. */
export interface RegistrationsTable {
  id: Generated<number>;
  id_key: string;
  display_id: string;
  revision: number;
  locked_at: Instant | null;
  created_at: Instant;
  /** The version that discovery offers: the highest listed stable one, else the highest listed one; kept by `advanceRevision`. */
  offered_version_id: Generated<number | null>;
  /** Whether an owner of it holds a reserved prefix that its id begins with: the mark, and `verified` in search. */
  is_verified: Generated<Flag>;
}

export interface OwnersTable {
  registration_id: number;
  account_id: number;
  created_at: Instant;
  /** The registration's `id_key`, which never changes: an account's packages are paged through in this order. */
  registration_key: Generated<string>;
  /** Whether any version of it is listed: kept by `advanceRevision`, so that both kinds can be paged through. */
  is_offered: Generated<Flag>;
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
  /** Why it is unlisted, for everybody who looks at it; null when it is listed or nobody said. */
  listing_reason: Generated<string | null>;
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
  /** By the default of `origin-days`; what administrators decide moves it (`expire-event-origins.ts`). */
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
  sessions: SessionsTable;
  one_time_tokens: OneTimeTokensTable;
  passkeys: PasskeysTable;
  authenticator_apps: AuthenticatorAppsTable;
  recovery_codes: RecoveryCodesTable;
  identities: IdentitiesTable;
  invitations: InvitationsTable;
  owner_invitations: OwnerInvitationsTable;
  transformations: TransformationsTable;
  key_viewers: KeyViewersTable;
  mails: MailsTable;
  rate_limits: RateLimitsTable;
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
  dependencies: DependenciesTable;
  registration_days: RegistrationDaysTable;
  gallery_days: GalleryDaysTable;
  registration_downloads: RegistrationDownloadsTable;
  deprecation_rules: DeprecationRulesTable;
  readme_overlays: ReadmeOverlaysTable;
  uploads: UploadsTable;
  reserved_prefixes: ReservedPrefixesTable;
  reserved_prefix_owners: ReservedPrefixOwnersTable;
  prefix_requests: PrefixRequestsTable;
  settings: SettingsTable;
  imports: ImportsTable;
}
