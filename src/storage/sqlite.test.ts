import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { addEvent, subjects } from '../../test/support/plain-rows.ts';
import type { Database } from './database.ts';
import { openSqlite } from './sqlite.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lode-sqlite-'));
const opened: Database[] = [];
after(async () => {
  for (const database of opened) await database.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
const newFile = () => path.join(folder, `${(files += 1)}.sqlite`);

async function open(file: string, ...options: [] | [Parameters<typeof openSqlite>[1]]): Promise<Database> {
  const database = await openSqlite(file, ...options);
  opened.push(database);
  return database;
}

const root = path.resolve(import.meta.dirname, '..', '..');
const program = [
  path.join(root, 'bin', 'node'),
  '--disable-warning=ExperimentalWarning',
  path.join(root, 'test/support/writing-process.ts'),
];

interface Writing {
  readonly lines: string[];
  readonly ended: Promise<unknown>;
  kill(): void;
}

/** Starts a process that writes events. `shell` runs before it and may limit it. */
function startWriting(args: readonly string[], shell = ''): Writing {
  const child = spawn('sh', ['-c', `${shell} exec "$@"`, 'sh', ...program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { lines, ended: new Promise((resolve) => child.once('close', resolve)), kill: () => child.kill('SIGKILL') };
}

const trimmed = async (database: Database) => (await subjects(database)).map((subject) => subject.replace(/\.+$/, ''));

describe('an SQLite file', () => {
  it('has every acknowledged row after kill -9 in the middle of many commits', async () => {
    const file = newFile();
    for (let round = 0; round < 3; round += 1) {
      const writing = startWriting([file, `round${round}`, '100000', '8']);
      while (writing.lines.length < 50) await delay(5);
      await delay(round * 20);
      writing.kill();
      await writing.ended;
      const database = await open(file);
      const kept = new Set(await trimmed(database));
      assert.deepEqual(
        writing.lines.filter((subject) => !kept.has(subject)),
        [],
      );
      const check = await sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(database.scan);
      assert.deepEqual(check.rows, [{ integrity_check: 'ok' }]);
      await database.mutation((tx) => addEvent(tx, 'afterwards'));
    }
  });

  it('is written by several processes at the same time', async () => {
    const file = newFile();
    const database = await open(file);
    const processes = ['one', 'two'].map((name) => startWriting([file, name, '100', '2']));
    const own = Promise.all(
      Array.from({ length: 100 }, (_, i) => database.mutation((tx) => addEvent(tx, `own.0.${i}`))),
    );
    await Promise.all([own, ...processes.map((each) => each.ended)]);
    const all = await trimmed(database);
    assert.equal(all.length, 500);
    for (const writer of ['one.0', 'one.1', 'two.0', 'two.1', 'own.0']) {
      const numbers = all
        .filter((subject) => subject.startsWith(`${writer}.`))
        .map((subject) => Number(subject.split('.')[2]));
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
      assert.equal(numbers.length, 100);
    }
  });

  it('answers storage_full when it cannot grow, keeps what was acknowledged, and goes on when there is room', async () => {
    const file = newFile();
    await (await open(file)).close();
    // In blocks of 512 bytes: room for some hundred events in the write-ahead log, and then for none.
    const writing = startWriting([file, 'full', '100000', '4'], 'ulimit -f 1600;');
    await writing.ended;
    const failures = writing.lines.filter((line) => line.startsWith('failed'));
    assert.deepEqual(
      failures,
      Array.from({ length: 4 }, () => 'failed storage_full'),
    );
    const acknowledged = writing.lines.filter((line) => line.startsWith('full.'));
    assert.ok(acknowledged.length > 10);
    // The process itself still reads, and sees what it acknowledged and no more.
    assert.ok(writing.lines.includes(`kept ${acknowledged.length}`));
    const database = await open(file);
    assert.deepEqual((await trimmed(database)).toSorted(), acknowledged.toSorted());
    await database.mutation((tx) => addEvent(tx, 'there is room again'));
  });

  it('is one whole file once it is closed', async () => {
    const file = newFile();
    const database = await open(file);
    await database.mutation((tx) => addEvent(tx, 'in the file'));
    await database.scan.selectFrom('events').selectAll().execute();
    await database.close();
    const name = path.basename(file);
    assert.deepEqual(
      readdirSync(folder).filter((each) => each.startsWith(name)),
      [name],
    );
  });

  it('rejects a whole group when its commit fails, and goes on with the next', async () => {
    const database = await open(newFile());
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        database.mutation(async (tx) => {
          await addEvent(tx, `event ${i}`);
          if (i !== 2) return;
          // Checked at the commit and not before: the only failure that a test can put there.
          await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
          await sql`INSERT INTO owners (registration_id, account_id, created_at) VALUES (7, 7, 1)`.execute(tx);
        }),
      ),
    );
    assert.ok(results.some((each) => each.status === 'rejected'));
    const fulfilled = results.flatMap((each, i) => (each.status === 'fulfilled' ? [`event ${i}`] : []));
    assert.deepEqual(await subjects(database), fulfilled);
    await database.mutation((tx) => addEvent(tx, 'afterwards'));
    assert.equal((await subjects(database)).at(-1), 'afterwards');
  });
});

/** Some seconds of work without a single row before the end. */
const endless = sql<{ n: number }>`
  WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 20000000) SELECT max(n) AS n FROM counter`;
const manyRows = sql<{ n: number }>`
  WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter) SELECT n FROM counter`;

describe('a scan of SQLite', () => {
  const scan = { statementMilliseconds: 150, waiting: 3, abandoned: 1 };

  it('is stopped when it takes too long, while readers and writers go on', async () => {
    const database = await open(newFile(), { scan });
    const slow = assert.rejects(endless.execute(database.scan), { code: 'busy' });
    await database.mutation((tx) => addEvent(tx, 'meanwhile'));
    assert.deepEqual(await subjects(database), ['meanwhile']);
    await slow;
    // The thread that was given up still calculates; with one of these allowed, nothing more is begun.
    await assert.rejects(endless.execute(database.scan), { code: 'busy' });
  });

  it('is stopped between rows without losing its thread', async () => {
    const database = await open(newFile(), { scan });
    for (let i = 0; i < 3; i += 1) await assert.rejects(manyRows.execute(database.scan), { code: 'busy' });
    assert.deepEqual((await sql`SELECT 1 AS one`.execute(database.scan)).rows, [{ one: 1 }]);
  });

  it('waits for its turn, up to a named number', async () => {
    const database = await open(newFile(), { scan });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => sql`SELECT 1 AS one`.execute(database.scan)),
    );
    assert.deepEqual(
      results.map((each) => each.status),
      [...Array.from({ length: 4 }, () => 'fulfilled'), 'rejected', 'rejected'],
    );
  });

  it('reports the mistake of a statement as it is', async () => {
    const database = await open(newFile());
    await assert.rejects(sql`SELECT x FROM nowhere`.execute(database.scan), /no such table/);
    await assert.rejects(sql`SELECT x FROM nowhere`.execute(database.read), /no such table/);
  });
});
