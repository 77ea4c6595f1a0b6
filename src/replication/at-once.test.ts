import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createSlots, eachAtOnce } from './at-once.ts';

const never = new AbortController().signal;

describe('eachAtOnce', () => {
  it('works on every item, never on more than the limit at once', async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await eachAtOnce([1, 2, 3, 4, 5, 6, 7], { limit: 3, signal: never }, async (item) => {
      now += 1;
      most = Math.max(most, now);
      await turn();
      now -= 1;
      done.push(item);
    });
    assert.deepEqual(
      done.toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.equal(most, 3);
  });

  it('begins nothing after an abort and finishes what began', async () => {
    const stop = new AbortController();
    const finished: number[] = [];
    await eachAtOnce([1, 2, 3, 4], { limit: 2, signal: stop.signal }, async (item) => {
      if (item === 2) stop.abort();
      await turn();
      finished.push(item);
    });
    assert.deepEqual(finished, [1, 2]);
  });

  it('throws the first error when everything has come to rest', async () => {
    const finished: number[] = [];
    const work = eachAtOnce([1, 2, 3, 4], { limit: 2, signal: never }, async (item) => {
      await turn();
      if (item === 1) throw new Error('one');
      finished.push(item);
    });
    await assert.rejects(work, /one/);
    assert.ok(finished.includes(2) && !finished.includes(4));
  });
});

describe('createSlots', () => {
  it('lets no more than the limit in, whoever asks, and goes on after errors', async () => {
    const slot = createSlots(2);
    let now = 0;
    let most = 0;
    const work = async () => {
      now += 1;
      most = Math.max(most, now);
      await turn();
      now -= 1;
    };
    await assert.rejects(
      slot(() => Promise.reject(new Error('x'))),
      /x/,
    );
    await Promise.all([1, 2, 3, 4, 5].map(() => slot(work)));
    assert.equal(most, 2);
    assert.equal(await slot(() => Promise.resolve(7)), 7);
  });
});
