import type { Instant } from '../base/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import type { CatalogEntriesTable } from '../storage/schema.ts';
import { ENTRIES_PER_PAGE } from './entry.ts';
import type { CatalogCommit, CatalogEntry, CatalogLeaf, CatalogState } from './entry.ts';

/** What an entry copies from its version and id. */
const copiedColumns = [
  'versions.id',
  'registrations.id_key as idKey',
  'versions.display_id as displayId',
  'versions.full_version as fullVersion',
  'versions.manifest_id as manifestId',
  'versions.listed',
  'versions.created_at as created',
  'versions.published_at as published',
  'versions.edited_at as edited',
  'versions.deprecation',
] as const;

/** How far the catalog has come. */
export type CatalogMark = Pick<CatalogCommit, 'seq' | 'at'>;

/** The read that every request for the catalog makes, compiled once. */
export interface CatalogReads {
  /** Undefined while the catalog is empty. */
  newestMark(): Promise<CatalogMark | undefined>;
}

export function prepareCatalogReads(database: Database): CatalogReads {
  const newest = database.prepare((rows) =>
    rows.selectFrom('catalog_entries').select(['seq', 'at']).orderBy('seq', 'desc').limit(1).compile(),
  );
  return { newestMark: () => newest.first() };
}

export interface NewestEntry extends CatalogCommit {
  readonly state: CatalogState;
}

/** Undefined while the catalog is empty. */
export async function newestEntry({ read }: Pick<Database, 'read'>): Promise<NewestEntry | undefined> {
  const row = await read
    .selectFrom('catalog_entries')
    .select(['seq', 'at', 'commit_id as commitId', 'state'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, state: parseState(row.state) };
}

/** What an entry copies from the rows of its version, its event, and the entry that it follows; one statement, under the lock. */
export async function versionForEntry(tx: Tx, registrationId: number, versionKey: string) {
  const { newestSeq, newestAt, newestState, eventSeq, ...version } = await tx
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .leftJoin('catalog_entries as newest', (join) =>
      join.on((on) =>
        on(
          'newest.seq',
          '=',
          on.selectFrom('catalog_entries').select((row) => row.fn.max('seq').as('seq')),
        ),
      ),
    )
    .select((row) => [
      row
        .selectFrom('events')
        .select((of) => of.fn.max('seq').as('seq'))
        .as('eventSeq'),
      'newest.seq as newestSeq',
      'newest.at as newestAt',
      'newest.state as newestState',
      ...copiedColumns,
    ])
    .where('versions.registration_id', '=', registrationId)
    .where('versions.version_key', '=', versionKey)
    .executeTakeFirstOrThrow();
  if (eventSeq === null) throw new Error('A catalog entry belongs to an event of the same mutation.');
  const isFirst = newestSeq === null || newestAt === null || newestState === null;
  const last = isFirst ? undefined : { seq: newestSeq, at: newestAt, state: parseState(newestState) };
  return { version, eventSeq, last };
}

/** What entries copy from the rows of at most 200 versions, by their keys. */
export async function versionsForEntries(tx: Tx, registrationId: number, versionKeys: readonly string[]) {
  const rows = await tx
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .select(['version_key as versionKey', ...copiedColumns])
    .where('versions.registration_id', '=', registrationId)
    .where('version_key', 'in', versionKeys)
    .execute();
  return new Map(rows.map((row) => [row.versionKey, row]));
}

/** At most 200 at once. */
export async function insertEntries(tx: Tx, entries: readonly CatalogEntriesTable[]): Promise<void> {
  await tx.insertInto('catalog_entries').values(entries).execute();
}

export async function insertEntry(tx: Tx, entry: CatalogEntriesTable): Promise<void> {
  await tx.insertInto('catalog_entries').values(entry).execute();
}

/** The last entry of each full page up to `newestSeq`, oldest first: what the index says of them. */
export async function lastEntriesOfFullPages(database: Database, newestSeq: number): Promise<CatalogCommit[]> {
  const fullPages = Math.floor(newestSeq / ENTRIES_PER_PAGE);
  const commits: CatalogCommit[] = [];
  for (let first = 0; first < fullPages; first += ROWS_PER_READ) {
    const count = Math.min(ROWS_PER_READ, fullPages - first);
    const keys = Array.from({ length: count }, (_, i) => (first + i + 1) * ENTRIES_PER_PAGE);
    const rows = await database.read
      .selectFrom('catalog_entries')
      .select(['seq', 'at', 'commit_id as commitId'])
      .where('seq', 'in', keys)
      .orderBy('seq')
      .execute();
    commits.push(...rows);
  }
  return commits;
}

/** The entries of page `page` (from 0) in their order; empty when there is no such page. */
export async function entriesOfPage(database: Database, page: number): Promise<CatalogEntry[]> {
  return database.scan
    .selectFrom('catalog_entries')
    .select([
      'seq',
      'at',
      'commit_id as commitId',
      'kind',
      'id_key as idKey',
      'version_key as versionKey',
      'display_id as displayId',
      'full_version as fullVersion',
    ])
    .where('seq', '>', page * ENTRIES_PER_PAGE)
    .where('seq', '<=', (page + 1) * ENTRIES_PER_PAGE)
    .orderBy('seq')
    .execute();
}

/** The entry of this very time with all that its leaf says; times are unique. */
export async function leafAt(database: Database, at: Instant): Promise<CatalogLeaf | undefined> {
  const row = await database.read
    .selectFrom('catalog_entries as entry')
    .innerJoin('versions as version', 'version.id', 'entry.version_id')
    .innerJoin('manifests', 'manifests.id', 'entry.manifest_id')
    .select([
      'entry.seq',
      'entry.at',
      'entry.commit_id as commitId',
      'entry.kind',
      'entry.id_key as idKey',
      'entry.version_key as versionKey',
      'entry.display_id as displayId',
      'entry.full_version as fullVersion',
      'entry.format',
      'entry.state',
      'manifests.manifest',
      'manifests.entries as files',
      'version.is_prerelease as isPrerelease',
      'version.sha512_key as sha512',
      'version.size_bytes as sizeBytes',
    ])
    .where('entry.at', '=', at)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    ...row,
    state: parseState(row.state),
    manifest: JSON.parse(row.manifest) as CatalogLeaf['manifest'],
    files: JSON.parse(row.files) as CatalogLeaf['files'],
    isPrerelease: row.isPrerelease === 1,
  };
}

function parseState(text: string): CatalogState {
  return JSON.parse(text) as CatalogState;
}
