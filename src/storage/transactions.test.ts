import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { forEachDatabase, type DatabaseName } from '../../test/support/databases.ts';
import { addEvent, addVersion, plainEvent, subjects } from '../../test/support/plain-rows.ts';
import type { Database, Tx } from './database.ts';
import { isUniqueViolation } from './driver-errors.ts';
import { groupCommitLimits, type GroupCommitLimits } from './group-commit.ts';
import { openPostgres } from './postgres.ts';
import { parameter } from './prepared.ts';
import { openSqlite } from './sqlite.ts';

function openWith(name: DatabaseName, location: string, groupCommit: GroupCommitLimits): Promise<Database> {
  return name === 'SQLite' ? openSqlite(location, { groupCommit }) : openPostgres(location, { groupCommit });
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

forEachDatabase((name, open) => {
  it('runs mutations one after the other, on every node, so the log is in the order of commits', async () => {
    const one = await open();
    const other = await one.reopen();
    const seen = await Promise.all(
      range(60).map((i) =>
        (i % 2 === 0 ? one : other).mutation(async (tx) => {
          const last = await tx.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
          return { before: last?.seq ?? 0, seq: await addEvent(tx, `event ${i}`) };
        }),
      ),
    );
    const ordered = seen.toSorted((a, b) => a.seq - b.seq);
    assert.deepEqual(
      ordered.map((each) => each.before),
      [0, ...ordered.slice(0, -1).map((each) => each.seq)],
    );
  });

  it('never shows a reader an event before all smaller ones', async () => {
    const first = await open();
    const writers = [first, await first.reopen(), await first.reopen()];
    const progress = { isWriting: true };
    const writing = Promise.all(
      range(90)
        .map(async (i) => {
          await delay(i % 7);
          await writers[i % 3]?.mutation(async (tx) => {
            await addEvent(tx, `event ${i}`);
            if (i % 5 === 0) await nextTurn();
            if (i % 10 === 9) throw new Error('thrown away');
          });
        })
        .map((each) => Promise.allSettled([each])),
    ).then(() => (progress.isWriting = false));
    const followed: number[] = [];
    while (progress.isWriting) {
      const rows = await first.read
        .selectFrom('events')
        .select('seq')
        .where('seq', '>', followed.at(-1) ?? 0)
        .orderBy('seq')
        .limit(10)
        .execute();
      followed.push(...rows.map((row) => row.seq));
      await nextTurn();
    }
    await writing;
    const rest = await first.read.selectFrom('events').select('seq').orderBy('seq').execute();
    assert.equal(rest.length, 81);
    assert.deepEqual(
      followed,
      rest.slice(0, followed.length).map((row) => row.seq),
    );
  });

  it('keeps what one transaction of a group throws away from the others', async () => {
    const database = await open();
    const results = await Promise.allSettled(
      range(40).map((i) =>
        database.mutation(async (tx) => {
          await addEvent(tx, `event ${i}`);
          if (i % 4 === 1) throw new Error('changed its mind');
          if (i % 4 === 2) await sql`INSERT INTO followers (name, cursor, updated_at) VALUES ('x', -1, 1)`.execute(tx);
        }),
      ),
    );
    const kept = range(40).filter((i) => i % 4 === 0 || i % 4 === 3);
    assert.deepEqual(
      results.flatMap((each, i) => (each.status === 'fulfilled' ? [i] : [])),
      kept,
    );
    assert.deepEqual(
      await subjects(database),
      kept.map((i) => `event ${i}`),
    );
  });

  it('loses a transaction whose statement failed, even when its work catches the error', async () => {
    const database = await open();
    await database.mutation((tx) => addVersion(tx));
    const kinds = [
      (work: (tx: Tx) => Promise<void>) => database.mutation(work),
      (work: (tx: Tx) => Promise<void>) => database.transaction(work),
    ];
    for (const begin of kinds) {
      const lost = begin(async (tx) => {
        await addEvent(tx, 'lost');
        await Promise.allSettled([addVersion(tx)]);
      });
      await assert.rejects(lost, (error) => isUniqueViolation(error, ['id_key']));
      const stubborn = begin(async (tx) => {
        await Promise.allSettled([addVersion(tx)]);
        await addEvent(tx, 'after a failure');
      });
      await assert.rejects(stubborn);
    }
    assert.deepEqual(await subjects(database), []);
  });

  it('refuses a transaction inside of another, and allows one that it only started', async () => {
    const database = await open();
    const inner = () => database.mutation((tx) => addEvent(tx, 'inner'));
    await assert.rejects(database.mutation(inner), /inside of another/);
    await assert.rejects(database.transaction(inner), /inside of another/);
    const ended = Promise.withResolvers<void>();
    let started: Promise<unknown> = Promise.resolve();
    await database.mutation(async (tx) => {
      await addEvent(tx, 'outer');
      started = ended.promise.then(inner);
    });
    ended.resolve();
    await started;
    assert.deepEqual(await subjects(database), ['outer', 'inner']);
  });

  it('shows a committed row to the next statement of every node, and an open one to nobody', async () => {
    const one = await open();
    const other = await one.reopen();
    await one.mutation(async (tx) => {
      await addEvent(tx, 'first');
      assert.deepEqual(await subjects(one), []);
      assert.deepEqual(await subjects(other), []);
    });
    assert.deepEqual(await subjects(one), ['first']);
    assert.deepEqual(await subjects(other), ['first']);
    assert.equal((await other.scan.selectFrom('events').selectAll().execute()).length, 1);
  });

  it('shows reads that are made together what was committed before, and what comes later in the next turn', async () => {
    const one = await open();
    const other = await one.reopen();
    one.readTogether();
    assert.deepEqual(await subjects(one), []);
    await other.mutation((tx) => addEvent(tx, 'first'));
    one.readTogether();
    assert.deepEqual([await subjects(one), await subjects(one)], [['first'], ['first']]);
    await one.mutation((tx) => addEvent(tx, 'second'));
    assert.deepEqual(await subjects(one), ['first', 'second']);
  });

  it('does not let anybody write past a transaction', async () => {
    const database = await open();
    for (const rows of [database.read, database.scan]) {
      await assert.rejects(rows.insertInto('events').values(plainEvent('smuggled')).execute());
    }
    assert.deepEqual(await subjects(database), []);
  });

  it('takes the turn from a transaction that takes too long', async () => {
    const { location } = await open();
    const database = await openWith(name, location, { ...groupCommitLimits, transactionMilliseconds: 1_000 });
    const endless = Promise.withResolvers<void>();
    const hanging = database.mutation(async (tx) => {
      await addEvent(tx, 'hanging');
      await endless.promise;
    });
    const next = database.mutation((tx) => addEvent(tx, 'next'));
    await next;
    endless.resolve();
    await assert.rejects(hanging, { code: 'busy' });
    assert.deepEqual(await subjects(database), ['next']);
    await database.close();
  });

  it('lets a named number of transactions wait, and answers busy to more', async () => {
    const { location } = await open();
    const database = await openWith(name, location, { ...groupCommitLimits, waiting: 3 });
    const results = await Promise.allSettled(
      range(6).map((i) => database.mutation((tx) => addEvent(tx, `event ${i}`))),
    );
    assert.deepEqual(
      results.map((each) => each.status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
    );
    await database.close();
  });

  it('ends what has begun before it closes', async () => {
    const database = await open();
    const other = await database.reopen();
    const written = Promise.all(range(10).map((i) => other.mutation((tx) => addEvent(tx, `event ${i}`))));
    await nextTurn();
    await other.close();
    await written;
    assert.equal((await subjects(database)).length, 10);
  });

  it('tells listeners after each mutation that was kept', async () => {
    const database = await open();
    const seen: string[][] = [];
    let calls = 0;
    const forget = database.onMutation(() => (calls += 1));
    await database.mutation((tx) => addEvent(tx, 'first'));
    await assert.rejects(
      database.mutation(() => {
        throw new Error('thrown away');
      }),
    );
    await database.transaction((tx) => addVersion(tx));
    seen.push(await subjects(database));
    forget();
    await database.mutation((tx) => addEvent(tx, 'second'));
    assert.equal(calls, 1);
    assert.deepEqual(seen, [['first']]);
  });

  it('runs a prepared statement with values in the order of their names', async () => {
    const database = await open();
    await database.mutation(async (tx) => {
      for (const subject of ['a', 'b', 'c']) await addEvent(tx, subject);
    });
    const statement = database.prepare<{ subject: string }>((rows) =>
      rows
        .selectFrom('events')
        .select('subject')
        .where('kind', '=', 'setting_changed')
        .where('subject', '>=', parameter('from'))
        .where((each) => each.or([each('subject', '<', parameter('to')), each('subject', '=', parameter('from'))]))
        .orderBy('subject')
        .limit(parameter<number>('limit'))
        .compile(),
    );
    assert.deepEqual(await statement.all('a', 'c', 10), [{ subject: 'a' }, { subject: 'b' }]);
    assert.deepEqual(await statement.first('b', 'b', 10), { subject: 'b' });
    assert.equal(await statement.first('x', 'y', 10), undefined);
    await assert.rejects(async () => statement.all('a'), /Needs from, to, limit/);
  });
});
