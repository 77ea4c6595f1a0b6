/** What is read and written where many versions of one id change at once. */
import { sql } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { Database, Rows, Tx } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { Flag } from '../../storage/flag.ts';
import type { VersionState } from '../../storage/schema.ts';

/** What managing needs to know of a version; 5,000 of them are read for one page, so nothing of its manifest. */
export interface ManagedVersion {
  readonly id: number;
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly sortKey: Uint8Array;
  readonly isPrerelease: boolean;
  readonly state: VersionState;
  readonly listed: boolean;
  readonly listingReason: string | null;
  /** JSON of `Deprecation`. */
  readonly deprecation: string | null;
  readonly publishedAt: Instant;
}

/** Every version of an id, the highest first. */
export async function managedVersions(rows: Rows, registrationId: number): Promise<ManagedVersion[]> {
  return (await versionsOf(rows, registrationId).execute()).map(managedVersion);
}

/** `limit` of them, in the same order. */
export async function managedVersionsSlice(
  rows: Rows,
  registrationId: number,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<ManagedVersion[]> {
  return (await versionsOf(rows, registrationId).limit(limit).offset(offset).execute()).map(managedVersion);
}

export async function oneManagedVersion(
  rows: Rows,
  registrationId: number,
  versionKey: string,
): Promise<ManagedVersion | undefined> {
  const row = await versionsOf(rows, registrationId).where('version_key', '=', versionKey).executeTakeFirst();
  return row === undefined ? undefined : managedVersion(row);
}

/** The two versions of which discovery offers the first, and would offer the second if the first were unlisted. */
export async function nextOffered(rows: Rows, registrationId: number): Promise<ManagedVersion[]> {
  const found = await rows
    .selectFrom('versions')
    .select(columns)
    .where('registration_id', '=', registrationId)
    // In the statement itself: `versions_offered` is an index of those rows only, in this order.
    .where('listed', '=', sql.lit<Flag>(1))
    .where('state', '=', sql.lit<VersionState>('available'))
    .orderBy('is_prerelease')
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .limit(2)
    .execute();
  return found.map(managedVersion);
}

export interface StandingCount {
  readonly state: VersionState;
  readonly listed: boolean;
  readonly isDeprecated: boolean;
  readonly count: number;
}

/** How many versions of an id are how. */
export async function standingCounts(scan: Rows, registrationId: number): Promise<StandingCount[]> {
  const found = await scan
    .selectFrom((rows) =>
      rows
        .selectFrom('versions')
        .select((row) => [
          'state',
          'listed',
          row.case().when('deprecation', 'is', null).then(row.lit(0)).else(row.lit(1)).end().as('isDeprecated'),
        ])
        .where('registration_id', '=', registrationId)
        .as('standing'),
    )
    .select((row) => ['state', 'listed', 'isDeprecated', row.fn.countAll<number | string>().as('count')])
    .groupBy(['state', 'listed', 'isDeprecated'])
    .execute();
  return found.map((row) => ({
    state: row.state,
    listed: row.listed === 1,
    isDeprecated: row.isDeprecated === 1,
    count: Number(row.count),
  }));
}

const columns = [
  'id',
  'version_key as versionKey',
  'normalized_version as normalizedVersion',
  'sort_key as sortKey',
  'is_prerelease as isPrerelease',
  'state',
  'listed',
  'listing_reason as listingReason',
  'deprecation',
  'published_at as publishedAt',
] as const;

function versionsOf(rows: Rows, registrationId: number) {
  return rows
    .selectFrom('versions')
    .select(columns)
    .where('registration_id', '=', registrationId)
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc');
}

function managedVersion(
  row: Omit<ManagedVersion, 'isPrerelease' | 'listed'> & { readonly isPrerelease: Flag; readonly listed: Flag },
): ManagedVersion {
  return { ...row, isPrerelease: row.isPrerelease === 1, listed: row.listed === 1 };
}

export async function isRegistrationLocked({ read }: Pick<Database, 'read'>, registrationId: number): Promise<boolean> {
  const row = await read
    .selectFrom('registrations')
    .select('locked_at as lockedAt')
    .where('id', '=', registrationId)
    .executeTakeFirst();
  return (row?.lockedAt ?? null) !== null;
}

/** A package whose offered version depends on another. */
export interface DependentRow {
  readonly displayId: string;
  readonly ranges: readonly string[];
  readonly downloads: number;
}

/** The first `limit` in the order of their ids. */
export async function dependentsOf(scan: Rows, idKey: string, limit: number): Promise<DependentRow[]> {
  const found = await scan
    .selectFrom('dependencies')
    .innerJoin('registrations', 'registrations.id', 'dependencies.registration_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'dependencies.registration_id')
    .select(['registrations.display_id as displayId', 'ranges', 'registration_downloads.count as downloads'])
    .where('dependency_key', '=', idKey)
    // In the statement itself: `dependents_offered` is an index of those rows only.
    .where('is_offered', '=', sql.lit<Flag>(1))
    .orderBy('registration_key')
    .limit(limit)
    .execute();
  return found.map(({ displayId, ranges, downloads }) => ({
    displayId,
    ranges: JSON.parse(ranges) as string[],
    downloads: downloads ?? 0,
  }));
}

/** How many packages depend on an id, at most `most`. */
export async function dependentCount(scan: Rows, idKey: string, most: number): Promise<number> {
  const row = await scan
    .selectFrom(
      scan
        .selectFrom('dependencies')
        .select('registration_id')
        .where('dependency_key', '=', idKey)
        .where('is_offered', '=', sql.lit<Flag>(1))
        .limit(most)
        .as('some'),
    )
    .select((of) => of.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** `reason` is shown to everybody, and stands only while a version is unlisted. */
export async function updateListedOfAll(
  tx: Tx,
  versionIds: readonly number[],
  { listed, reason }: { readonly listed: boolean; readonly reason: string },
  at: Instant,
): Promise<void> {
  for (let start = 0; start < versionIds.length; start += ROWS_PER_READ) {
    await tx
      .updateTable('versions')
      .set({ listed: listed ? 1 : 0, listing_reason: listed || reason === '' ? null : reason, edited_at: at })
      .where('id', 'in', versionIds.slice(start, start + ROWS_PER_READ))
      .execute();
  }
}

/** `deprecation` is JSON, or null for none. */
export async function updateDeprecationOfAll(
  tx: Tx,
  versionIds: readonly number[],
  deprecation: string | null,
  at: Instant,
): Promise<void> {
  for (let start = 0; start < versionIds.length; start += ROWS_PER_READ) {
    await tx
      .updateTable('versions')
      .set({ deprecation, edited_at: at })
      .where('id', 'in', versionIds.slice(start, start + ROWS_PER_READ))
      .execute();
  }
}

const LISTING_KINDS: readonly EventKind[] = ['version_relisted', 'version_unlisted'];

export interface ListingEvent {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly versionKey: string;
  /** JSON. */
  readonly data: string;
}

function listingEvents(scan: Rows, idKey: string) {
  // `0` follows `/`. The order is a calculated one, since a database may otherwise walk the whole log in its own order.
  return scan
    .selectFrom('events')
    .select(['seq', 'at', 'kind', 'subject', 'data'])
    .where('subject', '>=', `version:${idKey}/`)
    .where('subject', '<', `version:${idKey}0`)
    .where('kind', 'in', LISTING_KINDS)
    .orderBy((row) => row('seq', '+', 0), 'desc');
}

/** The newest `limit` events of listing and unlisting, the newest first. */
export async function newestListingEvents(scan: Rows, idKey: string, limit: number): Promise<ListingEvent[]> {
  return (await listingEvents(scan, idKey).limit(limit).execute()).map(withVersionKey);
}

/** The events of one bulk change, by its public id. */
export async function listingEventsOfBatch(scan: Rows, idKey: string, batchId: string): Promise<ListingEvent[]> {
  const found = await listingEvents(scan, idKey).where('data', 'like', `%"batch":{"id":"${batchId}"%`).execute();
  return found.map(withVersionKey);
}

function withVersionKey({ subject, ...event }: Omit<ListingEvent, 'versionKey'> & { subject: string }): ListingEvent {
  return { ...event, versionKey: subject.slice(subject.indexOf('/') + 1) };
}
