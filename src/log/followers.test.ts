import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { forEachDatabase } from '../../test/support/databases.ts';
import { addEvent } from '../../test/support/plain-rows.ts';
import { systemClock } from '../base/clock.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import type { Database } from '../storage/database.ts';
import { followerLimits, startFollowers, type Follower, type Followers } from './followers.ts';

const PATIENCE = 20_000;

/** Notes the subjects that it is handed. */
function noting(name = 'noting'): Follower & { readonly seen: string[]; readonly batches: number[] } {
  const seen: string[] = [];
  const batches: number[] = [];
  return {
    name,
    seen,
    batches,
    handle(events) {
      seen.push(...events.map((event) => event.subject));
      batches.push(events.length);
      return Promise.resolve();
    },
  };
}

const append = (database: Database, subject: string) => database.mutation((tx) => addEvent(tx, subject));

forEachDatabase((_, open) => {
  const started: Followers[] = [];
  afterEach(async () => {
    for (const followers of started.splice(0)) await followers.close();
  });
  const start = (
    database: Database,
    followers: readonly Follower[],
    change: Partial<typeof followerLimits> & { logger?: Logger } = {},
  ) => {
    const { logger = silentLogger, ...limits } = change;
    const all = startFollowers({ database, clock: systemClock, logger }, followers, { ...followerLimits, ...limits });
    started.push(all);
    return all;
  };
  const cursorOf = async (database: Database, name: string) =>
    (await database.read.selectFrom('followers').select('cursor').where('name', '=', name).executeTakeFirst())?.cursor;

  it('hand each follower every event in order, and remember how far it came', async () => {
    const database = await open();
    for (const subject of ['a', 'b', 'c']) await append(database, subject);
    const [one, two] = [noting('one'), noting('two')];
    const followers = start(database, [one, two], { batchSize: 2 });
    const last = await append(database, 'd');
    assert.ok(await followers.caughtUp('one', last, PATIENCE));
    assert.ok(await followers.caughtUp('two', last, PATIENCE));
    assert.deepEqual(one.seen, ['a', 'b', 'c', 'd']);
    assert.deepEqual(two.seen, ['a', 'b', 'c', 'd']);
    assert.ok(Math.max(...one.batches) <= 2);
    assert.equal(await cursorOf(database, 'one'), last);
    assert.deepEqual(followers.lag(), [
      { name: 'one', cursor: last, lag: 0, failures: 0 },
      { name: 'two', cursor: last, lag: 0, failures: 0 },
    ]);
  });

  it('go on where they were after a restart', async () => {
    const database = await open();
    const first = start(database, [noting()]);
    await first.caughtUp('noting', await append(database, 'before'), PATIENCE);
    await first.close();
    await append(database, 'between');
    const follower = noting();
    const second = start(database, [follower]);
    await second.caughtUp('noting', await append(database, 'after'), PATIENCE);
    assert.deepEqual(follower.seen, ['between', 'after']);
  });

  it('hear of a mutation of this process at once, and of another one at the next look', async () => {
    const database = await open();
    const other = await database.reopen();
    const follower = noting();
    const followers = start(database, [follower], { pollMilliseconds: 3_600_000 });
    assert.ok(await followers.caughtUp('noting', await append(database, 'own'), PATIENCE));
    const seq = await append(other, 'foreign');
    await delay(50);
    assert.deepEqual(follower.seen, ['own']);
    await followers.close();
    const polling = start(database, [follower], { pollMilliseconds: 10 });
    await append(other, 'foreign too');
    while (follower.seen.length < 3) await delay(5);
    assert.deepEqual(follower.seen, ['own', 'foreign', 'foreign too']);
    assert.ok(await polling.caughtUp('noting', seq, PATIENCE));
  });

  it('try again when one fails, later and later, and hold up nobody else', async () => {
    const database = await open();
    const retries: object[] = [];
    const logger: Logger = { ...silentLogger, warn: (fields) => retries.push(fields) };
    let calls = 0;
    const seen: string[] = [];
    const failing: Follower = {
      name: 'failing',
      handle(events) {
        calls += 1;
        if (calls <= 3) return Promise.reject(new Error('not today'));
        seen.push(...events.map((event) => event.subject));
        return Promise.resolve();
      },
    };
    const healthy = noting();
    const followers = start(database, [failing, healthy], { firstRetryMilliseconds: 5, logger });
    const seq = await append(database, 'event');
    assert.ok(await followers.caughtUp('noting', seq, PATIENCE));
    assert.ok(await followers.caughtUp('failing', seq, PATIENCE));
    assert.deepEqual(seen, ['event']);
    assert.deepEqual(
      retries.map((each) => ({
        failures: 'failures' in each && each.failures,
        delay: 'retryInMilliseconds' in each && each.retryInMilliseconds,
      })),
      [
        { failures: 1, delay: 5 },
        { failures: 2, delay: 10 },
        { failures: 3, delay: 20 },
      ],
    );
    assert.equal(followers.lag()[0]?.failures, 0);
  });

  it('show a failing one in their numbers, and say in time that it has not caught up', async () => {
    const database = await open();
    const broken: Follower = { name: 'broken', handle: () => Promise.reject(new Error('never')) };
    const followers = start(database, [broken], { firstRetryMilliseconds: 3_600_000 });
    const seq = await append(database, 'event');
    assert.equal(await followers.caughtUp('broken', seq, 300), false);
    assert.deepEqual(followers.lag(), [{ name: 'broken', cursor: 0, lag: seq, failures: 1 }]);
    assert.equal(await cursorOf(database, 'broken'), undefined);
  });

  it('let a follower keep its cursor with what it made', async () => {
    const database = await open();
    const skipped = await append(database, 'known already');
    let kept = skipped;
    const follower = noting();
    const cursor = {
      load: () => Promise.resolve(kept),
      save: (seq: number) => {
        kept = seq;
        return Promise.resolve();
      },
    };
    const followers = start(database, [{ ...follower, cursor }]);
    const seq = await append(database, 'new');
    assert.ok(await followers.caughtUp('noting', seq, PATIENCE));
    assert.deepEqual(follower.seen, ['new']);
    assert.equal(kept, seq);
    assert.equal(await cursorOf(database, 'noting'), undefined);
  });

  it('wait for the batch under way when they are closed, and begin no other', async () => {
    const database = await open();
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const handled: string[] = [];
    const slow: Follower = {
      name: 'slow',
      async handle(events) {
        begun.resolve();
        await finish.promise;
        handled.push(...events.map((event) => event.subject));
      },
    };
    const seq = await append(database, 'first');
    const followers = start(database, [slow]);
    await begun.promise;
    await append(database, 'second');
    const closing = followers.close();
    finish.resolve();
    await closing;
    await append(database, 'third');
    assert.deepEqual(handled, ['first']);
    assert.equal(await cursorOf(database, 'slow'), seq);
  });

  it('miss nothing while several processes write', async () => {
    const database = await open();
    const other = await database.reopen();
    const follower = noting();
    const followers = start(database, [follower], { pollMilliseconds: 5 });
    const written = await Promise.all(
      Array.from({ length: 60 }, (_, i) => append(i % 2 === 0 ? database : other, `event ${i}`)),
    );
    assert.ok(await followers.caughtUp('noting', Math.max(...written), PATIENCE));
    const inOrder = await database.read.selectFrom('events').select('subject').orderBy('seq').execute();
    assert.deepEqual(
      follower.seen,
      inOrder.map((row) => row.subject),
    );
  });
});
