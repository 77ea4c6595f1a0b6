import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { FixedClock, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { defaultRateLimits } from '../../base/rate-limits.ts';
import { createRateLimiter } from './rate-limiter.ts';

forEachDatabase((_, open) => {
  describe('rate limits', () => {
    const refusal = (seconds: number) => ({
      code: 'too_many_requests',
      headers: { 'retry-after': String(seconds) },
      message: `Too many requests: wait ${seconds} seconds and try again.`,
    });

    it('give what the limit says and say how long to wait, for each key apart', async () => {
      const clock = new FixedClock();
      const limiter = createRateLimiter({ database: await open(), clock }, defaultRateLimits);
      for (let turn = 0; turn < defaultRateLimits.push.most; turn += 1) await limiter.take('push', 'key a');
      clock.advance(600 * MICROSECONDS_PER_SECOND);
      await assert.rejects(limiter.take('push', 'key a'), refusal(3_000));
      await limiter.take('push', 'key b');
      clock.advance(3_000 * MICROSECONDS_PER_SECOND);
      await limiter.take('push', 'key a');
    });

    it('are shared by all nodes', async () => {
      const database = await open();
      const clock = new FixedClock();
      const limits = {
        ...defaultRateLimits,
        push: { most: 40, windowSeconds: 60 },
        signin: { most: 3, windowSeconds: 60 },
      };
      const nodes = [database, await database.reopen()].map((of) => createRateLimiter({ database: of, clock }, limits));
      const given = async (name: 'push' | 'signin') => {
        let count = 0;
        for (let turn = 0; turn < 100; turn += 1) {
          const node = nodes[turn % 2];
          try {
            await node?.take(name, 'olga');
            count += 1;
          } catch {
            // Refused: not counted.
          }
        }
        return count;
      };
      assert.equal(await given('push'), 40);
      assert.equal(await given('signin'), 3);
    });

    it('give as many turns to a hundred who ask at once as to one', async () => {
      const limits = {
        ...defaultRateLimits,
        signin: { most: 7, windowSeconds: 60 },
        push: { most: 80, windowSeconds: 60 },
      };
      const limiter = createRateLimiter({ database: await open(), clock: new FixedClock() }, limits);
      for (const [name, given] of [
        ['signin', 7],
        ['push', 80],
      ] as const) {
        const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => limiter.take(name, 'olga')));
        assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, given, name);
      }
    });

    it('take a turn back that did not count', async () => {
      const limits = { ...defaultRateLimits, signin: { most: 2, windowSeconds: 60 } };
      const limiter = createRateLimiter({ database: await open(), clock: new FixedClock() }, limits);
      for (let turn = 0; turn < 50; turn += 1) {
        await limiter.take('signin', 'olga');
        limiter.giveBack('signin', 'olga');
      }
      limiter.giveBack('signin', 'nobody');
      await limiter.take('signin', 'olga');
      await limiter.take('signin', 'olga');
      await assert.rejects(limiter.take('signin', 'olga'), refusal(60));
    });

    it('say once a window that they are reached', async () => {
      const limits = { ...defaultRateLimits, signin: { most: 1, windowSeconds: 60 } };
      const clock = new FixedClock();
      const limiter = createRateLimiter({ database: await open(), clock }, limits);
      let told = 0;
      const take = () => limiter.take('signin', 'olga', () => Promise.resolve(void (told += 1)));
      for (const expected of [1, 2]) {
        await take();
        for (let turn = 0; turn < 5; turn += 1) await assert.rejects(take());
        assert.equal(told, expected);
        clock.advance(60 * MICROSECONDS_PER_SECOND);
      }
    });

    it('count a network of IPv6 as one address', async () => {
      const limits = { ...defaultRateLimits, address: { most: 1, windowSeconds: 60 } };
      const limiter = createRateLimiter({ database: await open(), clock: new FixedClock() }, limits);
      await limiter.take('address', '2001:db8::1');
      await assert.rejects(limiter.take('address', '2001:db8::2'), refusal(60));
      await limiter.take('address', '2001:db8:0:1::1');
    });

    it('limit nothing when they are off', async () => {
      const limiter = createRateLimiter({ database: await open(), clock: new FixedClock() }, undefined);
      for (let turn = 0; turn < 1_000; turn += 1) await limiter.take('signin', 'olga');
    });
  });
});
