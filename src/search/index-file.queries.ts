/**
 * The index as a file of SQLite's: made from rows, so it may be thrown away at any time and is never backed up.
 *
 * Each change is one transaction that also moves the cursor: the number and time of the last event of the log whose
 * packages the file shows. Whoever opens it again goes on from there; a file that is missing, damaged or of another
 * format is made anew, empty and without a cursor.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { documentNumber, isNumberedFor, VIEW_BITS, viewsOf } from './document-number.ts';
import { FIELD_TERM_TOKENIZER } from './field-term.ts';
import type { PackageDocuments } from './package-documents.ts';

/** Grows with every change of the tables, of the analyzers or of what a document holds. */
const INDEX_FORMAT = 3;

/** The last event that the index shows. `at` tells that event from another of the same number in another log. */
export interface IndexCursor {
  readonly seq: number;
  readonly at: number;
}

/** All downloads of all versions of a package. */
export interface DownloadTotal {
  readonly registrationId: number;
  readonly downloads: number;
}

export interface DownloadsChange {
  /** How many packages have another number of downloads now. */
  readonly changed: number;
  /** Registrations whose documents stand at the wrong place in the index now: they are to be applied again. */
  readonly misplaced: readonly number[];
}

const NOT_A_DATABASE = 26;
const CORRUPT = 11;

class OtherFormat extends Error {}

/** Whether an error says that the file itself is damaged, or of another format. */
export function isDamage(error: unknown): boolean {
  if (error instanceof OtherFormat) return true;
  const code = primaryCode(error);
  return code === NOT_A_DATABASE || code === CORRUPT;
}

/** SQLite's result code without its extension; 0 for other errors. */
function primaryCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

/** Pages of 4 KB that are merged while searches wait: some milliseconds. */
const PAGES_PER_TIDYING = 64;
/** Processes that may keep an index in one folder. */
const MAX_FILES_PER_FOLDER = 16;
const BUSY = 5;

/**
 * Opens the file, or the first of its copies (`index-2.sqlite`, …) that no other process has open: an index belongs to
 * one process, and several may serve from one folder. Whoever gets a copy that was left behind brings it up to date.
 */
export function openFreeIndexFile(file: string): IndexFile {
  const { dir, name, ext } = path.parse(file);
  for (let copy = 1; copy <= MAX_FILES_PER_FOLDER; copy += 1) {
    try {
      return new IndexFile(copy === 1 ? file : path.join(dir, `${name}-${copy}${ext}`));
    } catch (error) {
      if (primaryCode(error) !== BUSY) throw error;
    }
  }
  throw new Error(`${MAX_FILES_PER_FOLDER} processes have a search index open in ${dir} already.`);
}

export class IndexFile {
  readonly #file: string;
  #database: DatabaseSync;
  #statements: Statements;
  #round = 0;
  /** By registration: ranking looks at thousands of these for one query. */
  #downloads = new Float64Array(1024);
  /** How many documents there are of each combination of views. */
  readonly #documentsByViews = new Float64Array(VIEW_BITS);

  /** Throws when another process has the file open. */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      this.#database = openDatabase(file);
      this.#statements = prepareStatements(this.#database);
      this.#load();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#database = recreateDatabase(file);
      this.#statements = prepareStatements(this.#database);
    }
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  /** Undefined for a file that does not show all packages yet. */
  cursor(): IndexCursor | undefined {
    const seq = this.#meta('seq');
    return seq === undefined ? undefined : { seq, at: this.#meta('at') ?? 0 };
  }

  /** Throws everything away. */
  recreate(): void {
    this.#database.close();
    this.#database = recreateDatabase(this.#file);
    this.#statements = prepareStatements(this.#database);
    this.#downloads.fill(0);
    this.#documentsByViews.fill(0);
    this.#round = 0;
  }

  /** Puts packages as they are now in the place of what was known of them; those without documents go. */
  apply(packages: readonly PackageDocuments[], cursor: IndexCursor | undefined): void {
    this.#inTransaction(() => {
      for (const each of packages) this.#remove(each.registrationId);
      // In the order of their numbers: FTS5 would otherwise write one segment for each document.
      const added = packages.flatMap((each) => this.#numbered(each)).sort((a, b) => a.number - b.number);
      for (const { number, terms, registrationId, updated } of added) {
        this.#statements.insertDocument.run(number, registrationId, this.#round, updated);
        this.#statements.insertTerms.run(number, terms);
        this.#countDocument(number, 1);
      }
      for (const word of packages.flatMap(continuationsOf)) this.#statements.insertContinuation.run(word);
      if (cursor !== undefined) this.#moveCursor(cursor);
    });
  }

  /** Up to when downloads were taken over, in microseconds; 0 for never. */
  downloadsAsOf(): number {
    return this.#meta('downloads_as_of') ?? 0;
  }

  /** Takes over how often packages were downloaded, for packages that are not in the index, too. */
  setDownloads(totals: readonly DownloadTotal[], asOf: number): DownloadsChange {
    const changed = totals.filter(({ registrationId, downloads }) => this.downloadsOf(registrationId) !== downloads);
    const misplaced: number[] = [];
    this.#inTransaction(() => {
      for (const { registrationId, downloads } of changed) {
        this.#statements.setDownloads.run(registrationId, downloads);
        if (this.#numbersOf(registrationId).some((number) => !isNumberedFor(number, downloads)))
          misplaced.push(registrationId);
      }
      if (asOf !== this.downloadsAsOf()) this.#statements.setMeta.run('downloads_as_of', asOf);
    });
    for (const { registrationId, downloads } of changed) this.#rememberDownloads(registrationId, downloads);
    return { changed: changed.length, misplaced };
  }

  /** Begins to look for packages that the rows no longer have: those that are not applied before `endRound`. */
  beginRound(): void {
    this.#round += 1;
  }

  endRound(cursor: IndexCursor | undefined): void {
    this.#inTransaction(() => {
      for (const [registrationId] of this.#statements.outdated.all(this.#round)) this.#remove(Number(registrationId));
      if (cursor !== undefined) this.#moveCursor(cursor);
    });
  }

  /**
   * Merges a part of what many changes have left side by side, so that searches read one list for each term instead of
   * one for each batch. Returns whether there is more to do. `start` has everything merged into one.
   */
  tidy(order: 'start' | 'go on'): boolean {
    const before = this.#totalChanges();
    this.#statements.merge.run(order === 'start' ? -PAGES_PER_TIDYING : PAGES_PER_TIDYING);
    // FTS5 says so by writing nothing but this very order.
    return this.#totalChanges() - before >= 2;
  }

  mostDownloads(): number {
    return Number(this.#statements.mostDownloads.get()?.[0] ?? 0);
  }

  downloadsOf(registrationId: number): number {
    return this.#downloads[registrationId] ?? 0;
  }

  /** How many packages a view has, of the given bit. */
  packagesInView(viewBit: number): number {
    return this.#documentsByViews.reduce((sum, count, views) => sum + ((views & viewBit) === 0 ? 0 : count), 0);
  }

  close(): void {
    this.#database.close();
  }

  #load(): void {
    const { database } = this;
    for (const [registrationId, downloads] of arrays(
      database.prepare('SELECT registration_id, count FROM downloads'),
    ).iterate()) {
      this.#rememberDownloads(Number(registrationId), Number(downloads));
    }
    const counts = arrays(
      database.prepare(`SELECT number & ${VIEW_BITS - 1}, count(*) FROM documents GROUP BY 1`),
    ).all();
    for (const [views, count] of counts) this.#documentsByViews[Number(views)] = Number(count);
    this.#round = Number(arrays(database.prepare('SELECT max(round) FROM documents')).get()?.[0] ?? 0);
  }

  #numbered({ registrationId, parts, documents }: PackageDocuments) {
    const downloads = this.downloadsOf(registrationId);
    return documents.map(({ views, terms, updated }) => ({
      registrationId,
      terms,
      updated,
      number: documentNumber({ registrationId, downloads, parts, views }),
    }));
  }

  #remove(registrationId: number): void {
    for (const number of this.#numbersOf(registrationId)) {
      this.#statements.deleteTerms.run(number);
      this.#statements.deleteDocument.run(number);
      this.#countDocument(number, -1);
    }
  }

  #numbersOf(registrationId: number): number[] {
    return this.#statements.numbersOf.all(registrationId).map(([number]) => Number(number));
  }

  #countDocument(number: number, change: 1 | -1): void {
    const views = viewsOf(number);
    this.#documentsByViews[views] = (this.#documentsByViews[views] ?? 0) + change;
  }

  #rememberDownloads(registrationId: number, downloads: number): void {
    if (registrationId >= this.#downloads.length) {
      const larger = new Float64Array(Math.max(registrationId + 1, this.#downloads.length * 2));
      larger.set(this.#downloads);
      this.#downloads = larger;
    }
    this.#downloads[registrationId] = downloads;
  }

  #moveCursor({ seq, at }: IndexCursor): void {
    this.#statements.setMeta.run('seq', seq);
    this.#statements.setMeta.run('at', at);
  }

  #meta(name: string): number | undefined {
    const row = this.#statements.getMeta.get(name);
    return row === undefined ? undefined : Number(row[0]);
  }

  #totalChanges(): number {
    return Number(this.#statements.totalChanges.get()?.[0]);
  }

  #inTransaction(work: () => void): void {
    const counts = this.#documentsByViews.slice();
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#documentsByViews.set(counts);
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function continuationsOf({ documents }: PackageDocuments): readonly string[] {
  return documents.flatMap((document) => document.prose);
}

/** Throws an error that `isDamage` knows when the file is damaged or of another format. */
function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (isEmpty) for (const statement of tables) database.exec(statement);
    database.exec('COMMIT');
    if (!isEmpty && version !== INDEX_FORMAT) throw new OtherFormat(`The index has format ${version}.`);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function recreateDatabase(file: string): DatabaseSync {
  for (const each of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(each, { force: true });
  return openDatabase(file);
}

const tables = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE downloads (registration_id INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT',
  'CREATE INDEX downloads_by_count ON downloads (count)',
  `CREATE TABLE documents (number INTEGER PRIMARY KEY, registration_id INTEGER NOT NULL, round INTEGER NOT NULL,
    updated INTEGER NOT NULL) STRICT`,
  'CREATE INDEX documents_by_update ON documents (updated)',
  'CREATE INDEX documents_by_registration ON documents (registration_id)',
  'CREATE TABLE continuations (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  `CREATE VIRTUAL TABLE matches USING fts5 (terms, content = '', contentless_delete = 1, detail = none,
    tokenize = "${FIELD_TERM_TOKENIZER}")`,
  `PRAGMA user_version = ${INDEX_FORMAT}`,
];

type Row = readonly unknown[];

/** A statement whose rows are arrays: half the time of objects. */
export interface ArrayStatement {
  all(...parameters: (string | number)[]): Row[];
  get(...parameters: (string | number)[]): Row | undefined;
  iterate(...parameters: (string | number)[]): IterableIterator<Row>;
}

/** Prepares a statement whose rows come as arrays. */
export function arrays(statement: StatementSync): ArrayStatement {
  statement.setReturnArrays(true);
  return statement as unknown as ArrayStatement;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string) => arrays(database.prepare(sql));
  const order = (sql: string) => {
    const statement = database.prepare(sql);
    // What runs also returns the number of the last row that was inserted anywhere. FTS5 numbers rows of its own beyond
    // 2^53, and Node refuses to return those as numbers, even to somebody who does not look.
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    getMeta: prepare('SELECT value FROM meta WHERE name = ?'),
    setMeta: order('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)'),
    insertDocument: order('INSERT INTO documents (number, registration_id, round, updated) VALUES (?, ?, ?, ?)'),
    insertTerms: order('INSERT INTO matches (rowid, terms) VALUES (?, ?)'),
    deleteDocument: order('DELETE FROM documents WHERE number = ?'),
    deleteTerms: order('DELETE FROM matches WHERE rowid = ?'),
    numbersOf: prepare('SELECT number FROM documents WHERE registration_id = ?'),
    setDownloads: order('INSERT OR REPLACE INTO downloads (registration_id, count) VALUES (?, ?)'),
    outdated: prepare('SELECT DISTINCT registration_id FROM documents WHERE round < ?'),
    mostDownloads: prepare('SELECT max(count) FROM downloads'),
    totalChanges: prepare('SELECT total_changes()'),
    merge: order("INSERT INTO matches (matches, rank) VALUES ('merge', ?)"),
    insertContinuation: order('INSERT OR IGNORE INTO continuations (word) VALUES (?)'),
  };
}
