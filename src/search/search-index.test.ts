import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { Problem } from '../base/problem.ts';
import { everything } from './parse-query.ts';
import { SearchIndex } from './search-index.ts';

const PATIENCE_MILLISECONDS = 5_000;

describe('the thread of the index', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-index-'));
  const threads: Worker[] = [];
  process.on('worker', (worker) => threads.push(worker));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is replaced when it dies, with all that it had', async () => {
    const index = await SearchIndex.open(path.join(folder, 'index.sqlite'));
    await index.apply([], { seq: 7, at: 8 });
    const { generation } = index;
    // In this order: a thread that is quick might answer before it ends.
    const ended = threads.at(-1)?.terminate();
    const lost = index.search({ query: everything, view: 0, limit: 1 });
    const refused = assert.rejects(lost, (error: unknown) => error instanceof Problem && error.status === 503);
    await Promise.all([refused, ended]);
    assert.ok(index.generation > generation);
    assert.deepEqual((await untilItAnswers(index)).cursor, { seq: 7, at: 8 });
    assert.equal((await index.search({ query: everything, view: 0, limit: 1 })).total, 0);
    await index.close();
    await assert.rejects(index.progress(), Problem);
  });

  it('says in one sentence why it cannot begin', async () => {
    const file = path.join(folder, 'no-file.sqlite');
    mkdirSync(file);
    const began = once(process, 'worker');
    await assert.rejects(
      SearchIndex.open(file),
      /^Problem: The search index .*no-file\.sqlite cannot be opened: .+\.$/,
    );
    await began;
  });

  async function untilItAnswers(index: SearchIndex) {
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    while (true) {
      try {
        return await index.progress();
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(50);
      }
    }
  }
});
