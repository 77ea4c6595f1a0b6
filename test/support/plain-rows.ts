/** Rows with nothing behind them, for tests of the storage itself. */
import type { Insertable } from 'kysely';
import type { Database, Tx } from '../../src/storage/database.ts';
import type { CatalogEntriesTable, EventsTable, VersionsTable } from '../../src/storage/schema.ts';

export function plainEvent(subject: string, at = 1): Insertable<EventsTable> {
  return { at, kind: 'setting_changed', actor: null, on_behalf_of: null, credential: 'system', subject, data: '{}' };
}

export async function addEvent(tx: Tx, subject: string): Promise<number> {
  const row = await tx.insertInto('events').values(plainEvent(subject)).returning('seq').executeTakeFirstOrThrow();
  return row.seq;
}

/** The subjects of all events, in the order of the log. */
export async function subjects(database: Database): Promise<string[]> {
  const rows = await database.read.selectFrom('events').select('subject').orderBy('seq').execute();
  return rows.map((row) => row.subject);
}

/** One registration with one version of it. */
export async function addVersion(tx: Tx, change: Partial<Insertable<VersionsTable>> = {}): Promise<number> {
  const registration = await tx
    .insertInto('registrations')
    .values({ id_key: 'a.package', display_id: 'A.Package', revision: 1, locked_at: null, created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow();
  const manifest = await tx
    .insertInto('manifests')
    .values({ manifest: '{}', entries: '[]' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const version = await tx
    .insertInto('versions')
    .values(plainVersion(registration.id, manifest.id, change))
    .returning('id')
    .executeTakeFirstOrThrow();
  return version.id;
}

export function plainVersion(
  registrationId: number,
  manifestId: number,
  change: Partial<Insertable<VersionsTable>> = {},
): Insertable<VersionsTable> {
  return {
    public_id: 'v1',
    registration_id: registrationId,
    version_key: '1.0.0',
    sort_key: Uint8Array.of(1, 0, 255),
    normalized_version: '1.0.0',
    full_version: '1.0.0',
    display_id: 'A.Package',
    is_prerelease: 0,
    semver_level: 1,
    state: 'available',
    listed: 1,
    created_at: 1,
    published_at: 1,
    edited_at: null,
    size_bytes: 10,
    sha512_key: 'a'.repeat(128),
    parts: '{}',
    manifest_id: manifestId,
    deprecation: null,
    pushed_by: null,
    origin: null,
    ...change,
  };
}

export function plainCatalogEntry(
  seq: number,
  at: number,
  ids: { readonly event: number; readonly version: number; readonly manifest: number },
): Insertable<CatalogEntriesTable> {
  return {
    seq,
    at,
    commit_id: `commit-${seq}`,
    event_seq: ids.event,
    kind: 'details',
    version_id: ids.version,
    manifest_id: ids.manifest,
    id_key: 'a.package',
    version_key: '1.0.0',
    display_id: 'A.Package',
    full_version: '1.0.0',
    format: 1,
    state: '{}',
  };
}
