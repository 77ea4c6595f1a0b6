import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createInspector } from '../../src/packages/inspection.ts';
import { parseIdPatterns } from '../../src/replication/id-patterns.ts';
import type { ImportDeps, ImportOptions } from '../../src/replication/import-deps.ts';
import type { ImportedAs, ImportedItem } from '../../src/replication/import-report.ts';
import type { Database } from '../../src/storage/database.ts';
import { openFolderBlobs } from '../../src/storage/folder-blobs.ts';

export interface ImportingGallery {
  readonly deps: ImportDeps;
  /** What the last import said of each package. */
  readonly items: readonly ImportedItem[];
  options(wish?: {
    readonly patterns?: readonly string[];
    readonly signal?: AbortSignal;
    readonly onItem?: (item: ImportedItem) => void;
  }): ImportOptions;
  imported(): string[];
  /** Names of the files or URLs that ended so. */
  outcomesOf(outcome: ImportedAs): string[];
  rows(): Promise<VersionFacts[]>;
  catalogLength(): Promise<number>;
  cursors(): Promise<string[]>;
  addAccount(name: string): Promise<number>;
  /** What is left in the blobs' temporary place. */
  temporaryFiles(): Promise<string[]>;
  close(): Promise<void>;
}

export interface VersionFacts {
  readonly version: string;
  readonly listed: number;
  readonly publishedAt: number;
  readonly deprecation: string | null;
  readonly origin: string | null;
  readonly owners: number;
}

/** One for all galleries of a process, since its threads take a while to start; idle ones keep no process alive. */
const inspector = createInspector({ clock: systemClock });

/** A gallery with real rows and files that imports, and remembers what the import said. */
export async function openImportingGallery(database: Database): Promise<ImportingGallery> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lode-blobs-'));
  const blobs = await openFolderBlobs(folder);
  const items: ImportedItem[] = [];
  const text = (item: ImportedItem) => `${item.id} ${item.version}`;
  return {
    deps: { database, blobs, inspector, clock: systemClock, random: systemRandom },
    items,
    options({ patterns = [], signal = new AbortController().signal, onItem } = {}) {
      items.length = 0;
      const selection = parseIdPatterns(patterns);
      if ('wrong' in selection) throw new TypeError(`no pattern: ${selection.wrong.join()}`);
      const item = (each: ImportedItem) => {
        items.push(each);
        onItem?.(each);
      };
      const listener = { item, stage: () => undefined };
      return { selection, ownerId: null, maxPackageBytes: 10_000_000, signal, listener };
    },
    imported: () =>
      items
        .filter(({ outcome }) => outcome === 'imported')
        .map(text)
        .sort(),
    outcomesOf: (outcome) => items.filter((each) => each.outcome === outcome).map((each) => path.basename(each.from)),
    rows: () => factsOf(database),
    async catalogLength() {
      return (await database.scan.selectFrom('catalog_entries').select('seq').execute()).length;
    },
    async cursors() {
      return (await database.read.selectFrom('imports').select('cursor').execute()).map(({ cursor }) => cursor);
    },
    addAccount: (name) => addAccount(database, name),
    async temporaryFiles() {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      return files
        .filter((file) => file.isFile() && !/\/(nupkg|parts)(\/|$)/.test(file.parentPath))
        .map(({ name }) => name);
    },
    async close() {
      await rm(folder, { recursive: true });
    },
  };
}

async function factsOf(database: Database): Promise<VersionFacts[]> {
  const rows = await database.scan
    .selectFrom('versions')
    .leftJoin('owners', 'owners.registration_id', 'versions.registration_id')
    .select([
      'display_id',
      'normalized_version',
      'listed',
      'published_at',
      'deprecation',
      'origin',
      'owners.account_id',
    ])
    .orderBy('display_id')
    .orderBy('sort_key')
    .execute();
  return rows.map((row) => ({
    version: `${row.display_id} ${row.normalized_version}`,
    listed: row.listed,
    publishedAt: row.published_at,
    deprecation: row.deprecation,
    origin: row.origin,
    owners: row.account_id === null ? 0 : 1,
  }));
}

async function addAccount(database: Database, name: string): Promise<number> {
  return database.transaction(async (tx) => {
    const row = await tx
      .insertInto('accounts')
      .values({
        public_id: name,
        kind: 'organization',
        name,
        name_key: name,
        email: `${name}@gallery.example`,
        email_key: `${name}@gallery.example`,
        email_confirmed_at: null,
        status: 'active',
        is_administrator: 0,
        password_hash: null,
        created_at: systemClock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  });
}
