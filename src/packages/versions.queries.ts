/** What the feed's documents read of versions: the reads of every restore are prepared, the rest is paged by sort key. */
import type { Expression, SqlBool } from 'kysely';
import { expressionBuilder } from 'kysely';
import type { Instant } from '../base/clock.ts';
import type { PackageManifest } from '../nuget/manifest.ts';
import type { Database, Rows } from '../storage/database.ts';
import { fewOrAll, ROWS_PER_READ } from '../storage/few-or-all.ts';
import { parameter } from '../storage/prepared.ts';
import type { Schema, VersionState } from '../storage/schema.ts';
import type { Deprecation } from '../catalog/deprecation.ts';
import { statesShownOn } from './visibility.ts';
import type { VersionStanding } from './visibility.ts';

/** A registration as caches know it. */
export interface RegistrationHead {
  readonly id: number;
  readonly revision: number;
}

/** What serving a file of a version needs. */
export interface VersionFiles extends VersionStanding {
  readonly registrationId: number;
  readonly versionId: number;
  /** JSON of `PackageParts`. */
  readonly parts: string;
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly sha512: string;
  readonly sizeBytes: number;
  readonly createdAt: Instant;
}

/** The reads that every restore makes, compiled once. */
export interface VersionReads {
  /** Undefined for an id that was never seen. */
  registrationHead(idKey: string): Promise<RegistrationHead | undefined>;
  versionFiles(idKey: string, versionKey: string): Promise<VersionFiles | undefined>;
}

export function prepareVersionReads(database: Database): VersionReads {
  const head = database.prepare((rows) =>
    rows.selectFrom('registrations').select(['id', 'revision']).where('id_key', '=', parameter('id')).compile(),
  );
  const files = database.prepare((rows) => versionFilesStatement(rows).compile());
  return {
    registrationHead: (idKey) => head.first(idKey),
    async versionFiles(idKey, versionKey) {
      const row = await files.first(idKey, versionKey);
      return row === undefined ? undefined : { ...row, listed: row.listed === 1 };
    },
  };
}

function versionFilesStatement(rows: Rows) {
  return rows
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .select([
      'registrations.id as registrationId',
      'versions.id as versionId',
      'versions.parts',
      'versions.display_id as displayId',
      'versions.normalized_version as normalizedVersion',
      'versions.state',
      'versions.listed',
      'versions.sha512_key as sha512',
      'versions.size_bytes as sizeBytes',
      'versions.created_at as createdAt',
    ])
    .where('registrations.id_key', '=', parameter('id'))
    .where('versions.version_key', '=', parameter('version'));
}

export interface StandingOfVersion {
  readonly versionId: number;
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly displayId: string;
  readonly state: VersionState;
  readonly listed: boolean;
}

/** Every version of an id, whatever its state, in ascending order. */
export async function standingsOfRegistration(
  database: Database,
  registrationId: number,
): Promise<StandingOfVersion[]> {
  const select = (rows: Rows) =>
    rows
      .selectFrom('versions')
      .select([
        'id as versionId',
        'version_key as versionKey',
        'normalized_version as normalizedVersion',
        'display_id as displayId',
        'state',
        'listed',
      ])
      .where('registration_id', '=', registrationId)
      .orderBy('sort_key')
      .orderBy('version_key');
  const rows = await fewOrAll(database, select);
  return rows.map((row) => ({ ...row, listed: row.listed === 1 }));
}

/** When each of these versions had its newest catalog entry; at most 200 of them. */
export async function newestEntryTimes(
  database: Database,
  versionIds: readonly number[],
): Promise<Map<number, Instant>> {
  const rows = await database.read
    .selectFrom('catalog_entries')
    .select(['version_id', (entry) => entry.fn.max('at').as('at')])
    .where('version_id', 'in', versionIds.slice(0, ROWS_PER_READ))
    .groupBy('version_id')
    .execute();
  return new Map(rows.map((row) => [row.version_id, row.at]));
}

/** 1 leaves out what needs SemVer 2.0.0. */
export type SemVerLevel = 1 | 2;

/** A place in the order of versions: two versions can rank equally, so the key decides between them. */
export interface VersionPosition {
  readonly sortKey: Uint8Array;
  readonly versionKey: string;
}

export interface RegistrationScope {
  readonly registrationId: number;
  readonly semVerLevel: SemVerLevel;
}

/** The versions that registration documents show, without what they say: enough to cut pages. Ascending. */
export async function registrationVersions(
  database: Database,
  scope: RegistrationScope,
): Promise<{ versionKey: string; normalizedVersion: string }[]> {
  const select = (rows: Rows) =>
    shownVersions(rows, scope).select([
      'versions.version_key as versionKey',
      'versions.normalized_version as normalizedVersion',
    ]);
  return fewOrAll(database, select);
}

/** All that a registration's page says of one version. */
export interface RegistrationVersion extends VersionPosition {
  readonly normalizedVersion: string;
  readonly fullVersion: string;
  readonly displayId: string;
  readonly listed: boolean;
  readonly publishedAt: Instant;
  readonly deprecation: Deprecation | null;
  readonly manifest: PackageManifest;
  /** The time of its newest catalog entry, which names that entry's leaf. */
  readonly entryAt: Instant | null;
}

export interface VersionSlice {
  /** Only versions at or after this place. */
  readonly from?: VersionPosition;
  /** Only versions after this place: where the slice before ended. */
  readonly after?: VersionPosition;
  /** Only versions up to and with this place. */
  readonly to?: VersionPosition;
  /** At most 200. */
  readonly limit: number;
}

/** The first `limit` versions of a slice, ascending, with their manifests. */
export async function registrationVersionSlice(
  database: Database,
  scope: RegistrationScope,
  slice: VersionSlice,
): Promise<RegistrationVersion[]> {
  let statement = shownVersions(database.read, scope)
    .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
    .select([
      'versions.sort_key as sortKey',
      'versions.version_key as versionKey',
      'versions.normalized_version as normalizedVersion',
      'versions.full_version as fullVersion',
      'versions.display_id as displayId',
      'versions.listed',
      'versions.published_at as publishedAt',
      'versions.deprecation',
      'manifests.manifest',
      newestEntryTime,
    ])
    .limit(Math.min(slice.limit, ROWS_PER_READ));
  if (slice.from !== undefined) statement = statement.where(isBeside('>=', slice.from));
  if (slice.after !== undefined) statement = statement.where(isBeside('>', slice.after));
  if (slice.to !== undefined) statement = statement.where(isBeside('<=', slice.to));
  const rows = await statement.execute();
  return rows.map((row) => ({
    ...row,
    listed: row.listed === 1,
    deprecation: row.deprecation === null ? null : (JSON.parse(row.deprecation) as Deprecation),
    manifest: JSON.parse(row.manifest) as PackageManifest,
  }));
}

function shownVersions(rows: Rows, { registrationId, semVerLevel }: RegistrationScope) {
  return rows
    .selectFrom('versions')
    .where('versions.registration_id', '=', registrationId)
    .where('versions.state', 'in', statesShownOn('registration'))
    .where('versions.semver_level', '<=', semVerLevel)
    .orderBy('versions.sort_key')
    .orderBy('versions.version_key');
}

const versionsAndManifests = expressionBuilder<Schema, 'versions' | 'manifests'>();

function newestEntryTime() {
  return versionsAndManifests
    .selectFrom('catalog_entries')
    .select('catalog_entries.at')
    .whereRef('catalog_entries.version_id', '=', 'versions.id')
    .orderBy('catalog_entries.seq', 'desc')
    .limit(1)
    .as('entryAt');
}

function isBeside(operator: '>=' | '>' | '<=', { sortKey, versionKey }: VersionPosition): Expression<SqlBool> {
  const build = versionsAndManifests;
  return build(build.refTuple('versions.sort_key', 'versions.version_key'), operator, build.tuple(sortKey, versionKey));
}
