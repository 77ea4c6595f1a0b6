/**
 * Runs a suite on both databases: SQLite in a new folder, and a real PostgreSQL.
 *
 * `open()` gives a database of its own, empty and migrated, and takes it away when the suite ends. The server is the
 * one that `LODE_TEST_POSTGRES` names (a whole test run shares it), else one that this process starts.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe } from 'node:test';
import { Client, DatabaseError } from 'pg';
import type { Database } from '../../src/storage/database.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { databaseUrl, startPostgresServer } from './postgres-server.ts';
import { watchMutations } from './watch-mutations.ts';

export type DatabaseName = 'SQLite' | 'PostgreSQL';

export interface TestDatabase extends Database {
  /** The file, or the URL: for opening it once more, also from another process. */
  readonly location: string;
  /** As another process would: closed with the suite. */
  reopen(): Promise<Database>;
}

export type OpenTestDatabase = () => Promise<TestDatabase>;

/** Both, or the one that `LODE_TEST_DATABASE` names (`sqlite` or `postgres`), for a quick look. */
export function forEachDatabase(suite: (name: DatabaseName, open: OpenTestDatabase) => void): void {
  const only = process.env['LODE_TEST_DATABASE'];
  if (only !== 'postgres') describe('SQLite', () => suite('SQLite', opener(newSqlite)));
  if (only !== 'sqlite') describe('PostgreSQL', () => suite('PostgreSQL', opener(newPostgres)));
}

/** Where a database is, how it is opened, and how it is taken away. */
interface Place {
  readonly location: string;
  open(): Promise<Database>;
  remove(): Promise<void>;
}

function opener(newPlace: () => Promise<Place>): OpenTestDatabase {
  const opened: Database[] = [];
  const places: Place[] = [];
  after(async () => {
    for (const database of opened.splice(0)) await database.close();
    for (const place of places.splice(0)) await place.remove();
  });
  return async () => {
    const place = await newPlace();
    places.push(place);
    const reopen = async () => {
      const database = watchMutations(await place.open());
      opened.push(database);
      return database;
    };
    return { ...(await reopen()), location: place.location, reopen };
  };
}

function newSqlite(): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lode-sqlite-'));
  const location = path.join(folder, 'lode.sqlite');
  return Promise.resolve({
    location,
    open: () => openSqlite(location),
    remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  });
}

/** Both are made at most once a process, by the first test that needs them. */
let serverUrl: Promise<string> | undefined;
let template: Promise<unknown> | undefined;

const TEMPLATE = 'lode_template';

async function newPostgres(): Promise<Place> {
  const database = await createPostgresDatabase();
  return { location: database.url, open: () => openPostgres(database.url), remove: () => database.remove() };
}

/** A database of the tests' server, migrated and empty, for who opens it by its URL. */
export async function createPostgresDatabase(): Promise<{
  readonly url: string;
  readonly remove: () => Promise<void>;
}> {
  serverUrl ??= findServer();
  const url = await serverUrl;
  template ??= makeTemplate(url);
  await template;
  const name = `lode_${randomUUID().replaceAll('-', '')}`;
  await administer(url, [`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`]);
  return {
    url: databaseUrl(url, name),
    remove: () => administer(url, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}

async function findServer(): Promise<string> {
  return process.env['LODE_TEST_POSTGRES'] ?? (await startPostgresServer()).url;
}

const DUPLICATE_DATABASE = '42P04';

/** Migrated once for all test files of a run, which may ask for it at the same time. */
async function makeTemplate(url: string): Promise<void> {
  await administer(url, ['SELECT pg_advisory_lock(1)'], async () => {
    try {
      await administer(url, [`CREATE DATABASE ${TEMPLATE}`]);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === DUPLICATE_DATABASE) return;
      throw error;
    }
    await (await openPostgres(databaseUrl(url, TEMPLATE))).close();
  });
}

async function administer(url: string, statements: readonly string[], meanwhile?: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
    await meanwhile?.();
  } finally {
    await client.end();
  }
}
