import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { Client } from 'pg';
import { createPostgresDatabase } from '../../test/support/databases.ts';
import { addEvent, subjects } from '../../test/support/plain-rows.ts';
import { databaseUrl, startPostgresServer } from '../../test/support/postgres-server.ts';
import type { Database } from './database.ts';
import { openPostgres, poolLimits, type PostgresOptions } from './postgres.ts';

const cleanups: (() => Promise<void>)[] = [];
after(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
});

async function open(options: PostgresOptions = {}): Promise<Database & { readonly url: string }> {
  const { url, remove } = await createPostgresDatabase();
  const database = await openPostgres(url, options);
  cleanups.push(remove, () => database.close());
  return { ...database, url };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe('PostgreSQL', () => {
  it('is brought to the present schema by two nodes that start at once', async () => {
    const { url, remove } = await createPostgresDatabase();
    const name = `empty_${process.pid}`;
    await administer(url, `CREATE DATABASE ${name}`);
    const nodes = await Promise.all([1, 2, 3].map(() => openPostgres(databaseUrl(url, name))));
    for (const node of nodes) await node.mutation((tx) => addEvent(tx, 'here'));
    assert.deepEqual(await subjects(nodes[0] ?? assert.fail()), ['here', 'here', 'here']);
    for (const node of nodes) await node.close();
    await administer(url, `DROP DATABASE ${name}`);
    await remove();
  });

  it('must hold text in UTF-8', async () => {
    const { url, remove } = await createPostgresDatabase();
    const name = `latin_${process.pid}`;
    await administer(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'`);
    await assert.rejects(openPostgres(databaseUrl(url, name)), {
      message: "The database's encoding must be UTF8; it is LATIN1.",
    });
    await administer(url, `DROP DATABASE ${name}`);
    await remove();
  });

  it('stops a scan that takes too long', async () => {
    const database = await open({ scan: { connections: 1, statementMilliseconds: 100 } });
    await assert.rejects(sql`SELECT pg_sleep(30)`.execute(database.scan), { code: 'busy' });
    assert.equal((await database.scan.selectFrom('events').selectAll().execute()).length, 0);
  });

  it('keeps readers going while many mutations wait', async () => {
    const database = await open({ read: { connections: 1, statementMilliseconds: 5_000 } });
    const release = Promise.withResolvers<void>();
    const first = database.mutation(async (tx) => {
      await addEvent(tx, 'first');
      await release.promise;
    });
    const waiting = Array.from({ length: 50 }, (_, i) => database.mutation((tx) => addEvent(tx, `waiting ${i}`)));
    assert.deepEqual(await subjects(database), []);
    await database.transaction((tx) => sql`SELECT 1`.execute(tx));
    release.resolve();
    await Promise.all([first, ...waiting]);
    assert.equal((await subjects(database)).length, 51);
  });

  it('loses only the transactions that a broken connection had open', async () => {
    const database = await open();
    const broken = database.mutation(async (tx) => {
      await addEvent(tx, 'lost');
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
      await administer(database.url, `SELECT pg_terminate_backend(${rows[0]?.pid})`);
      await addEvent(tx, 'lost too');
    });
    await assert.rejects(broken, { code: 'database_unavailable' });
    await database.mutation((tx) => addEvent(tx, 'kept'));
    assert.deepEqual(await subjects(database), ['kept']);
  });

  it('answers database_unavailable when the server is gone', async () => {
    const server = await startPostgresServer();
    cleanups.push(() => server.stop());
    const database = await openPostgres(server.url);
    cleanups.push(() => database.close());
    await database.mutation((tx) => addEvent(tx, 'before'));
    const statement = database.prepare<{ seq: number }>((rows) => rows.selectFrom('events').select('seq').compile());
    await server.kill();
    const attempts = [
      () => database.mutation((tx) => addEvent(tx, 'meanwhile')),
      () => database.transaction((tx) => addEvent(tx, 'meanwhile')),
      () => subjects(database),
      () => database.scan.selectFrom('events').selectAll().execute(),
      () => statement.all(),
      () => database.ping(),
      () => openPostgres(server.url),
    ];
    for (const attempt of attempts) await assert.rejects(attempt(), { code: 'database_unavailable' });
    await database.close();
  });

  it('goes on by itself when the database is back', async () => {
    const database = await open();
    const { url, remove } = await createPostgresDatabase();
    cleanups.push(remove);
    const name = new URL(database.url).pathname.slice(1);
    await administer(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    await administer(url, `ALTER DATABASE ${name} RENAME TO ${name}_away`);
    await assert.rejects(
      database.mutation((tx) => addEvent(tx, 'meanwhile')),
      { code: 'database_unavailable' },
    );
    await assert.rejects(subjects(database), { code: 'database_unavailable' });
    await administer(url, `ALTER DATABASE ${name}_away RENAME TO ${name}`);
    await database.mutation((tx) => addEvent(tx, 'back'));
    assert.deepEqual(await subjects(database), ['back']);
  });

  it('needs no more connections than its limits name', async () => {
    const database = await open();
    await Promise.all([
      ...Array.from({ length: 40 }, () => subjects(database)),
      ...Array.from({ length: 10 }, () => database.scan.selectFrom('events').selectAll().execute()),
      ...Array.from({ length: 20 }, (_, i) => database.mutation((tx) => addEvent(tx, `event ${i}`))),
      ...Array.from({ length: 20 }, (_, i) => database.transaction((tx) => addEvent(tx, `event ${i}`))),
    ]);
    const { rows } = await sql<{
      count: number;
    }>`SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database()`.execute(database.read);
    const limit = Object.values(poolLimits).reduce((sum, pool) => sum + pool.connections, 0);
    assert.ok((rows[0]?.count ?? Infinity) <= limit);
  });
});
