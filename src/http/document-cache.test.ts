import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { FixedClock, MICROSECONDS_PER_SECOND } from '../base/clock.ts';
import { ByteLimitedCache } from '../base/byte-limited-cache.ts';
import { DocumentCache } from './document-cache.ts';
import type { DocumentText } from './document-cache.ts';

function text(body: string, more: Partial<DocumentText> = {}): DocumentText {
  return { etag: '"1"', contentType: 'application/json', cacheControl: 'no-cache', text: body, ...more };
}

function decoded(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

describe('ByteLimitedCache', () => {
  it('throws out the least recently used first', () => {
    const cache = new ByteLimitedCache<number>(100);
    for (let i = 0; i < 8; i += 1) cache.put(`k${i}`, i, 12);
    assert.equal(cache.get('k0'), 0);
    cache.put('k8', 8, 12);
    assert.equal(cache.get('k1'), undefined);
    assert.equal(cache.get('k0'), 0);
    assert.equal(cache.heldBytes, 96);
  });

  it('keeps no giant, and forgets the old value under its key', () => {
    const cache = new ByteLimitedCache<number>(100);
    cache.put('a', 1, 10);
    cache.put('a', 2, 13);
    assert.equal(cache.get('a'), undefined);
    assert.equal(cache.heldBytes, 0);
  });

  it('counts a replaced value once', () => {
    const cache = new ByteLimitedCache<number>(100);
    cache.put('a', 1, 10);
    cache.put('a', 2, 5);
    assert.equal(cache.heldBytes, 5);
    assert.equal(cache.count, 1);
  });
});

describe('DocumentCache', () => {
  it('renders once for many callers who miss at once', async () => {
    const cache = new DocumentCache(new FixedClock());
    let renderings = 0;
    const render = async () => {
      renderings += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return text('{}');
    };
    const documents = await Promise.all(Array.from({ length: 50 }, () => cache.getOrRender('k', 1, render)));
    assert.equal(renderings, 1);
    assert.equal(new Set(documents).size, 1);
    assert.equal(cache.get('k', 1), documents[0]);
    assert.equal(cache.statistics().misses, 1);
  });

  it('renders anew at a newer revision, and never lets a slow old one replace it', async () => {
    const cache = new DocumentCache(new FixedClock());
    let finishOld = (): void => {};
    const old = cache.getOrRender('k', 1, async () => {
      await new Promise<void>((resolve) => (finishOld = resolve));
      return text('old');
    });
    await cache.getOrRender('k', 2, async () => text('new'));
    finishOld();
    await old;
    assert.equal(decoded(cache.get('k', 2)?.body), 'new');
    assert.equal(cache.get('k', 1), undefined);
  });

  it('does not keep what failed or does not exist', async () => {
    const cache = new DocumentCache(new FixedClock());
    await assert.rejects(
      cache.getOrRender('k', 1, () => Promise.reject(new Error('no rows'))),
      /no rows/,
    );
    assert.equal(await cache.getOrRender('k', 1, async () => undefined), undefined);
    assert.equal(decoded((await cache.getOrRender('k', 1, async () => text('here')))?.body), 'here');
  });

  it('compresses what is worth it, and holds an always-gzip document once', async () => {
    const cache = new DocumentCache(new FixedClock());
    const long = 'x'.repeat(5000);
    assert.equal((await cache.getOrRender('small', 1, async () => text('{}')))?.gzip, undefined);
    const both = await cache.getOrRender('both', 1, async () => text(long));
    assert.equal(decoded(both?.body), long);
    assert.equal(gunzipSync(both?.gzip ?? new Uint8Array()).toString(), long);
    const always = await cache.getOrRender('always', 1, async () => text('{}', { alwaysGzip: true }));
    assert.equal(always?.body, always?.gzip);
    assert.equal(gunzipSync(always?.gzip ?? new Uint8Array()).toString(), '{}');
  });

  it('renders again after the time a document names', async () => {
    const clock = new FixedClock();
    const cache = new DocumentCache(clock);
    const expiresAt = clock.now() + MICROSECONDS_PER_SECOND;
    await cache.getOrRender('k', 1, async () => text('first', { expiresAt }));
    assert.ok(cache.get('k', 1));
    clock.advance(MICROSECONDS_PER_SECOND);
    assert.equal(cache.get('k', 1), undefined);
  });

  it('renders a few at a time, however many different documents are asked for', async () => {
    const cache = new DocumentCache(new FixedClock());
    let running = 0;
    let most = 0;
    const render = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return text('{}');
    };
    const documents = await Promise.all(Array.from({ length: 40 }, (_, at) => cache.getOrRender(`k${at}`, 1, render)));
    assert.equal(documents.filter((document) => document !== undefined).length, 40);
    assert.ok(most <= 4, `${most} at once`);
  });

  it('stays within its bytes', async () => {
    const cache = new DocumentCache(new FixedClock(), 100_000);
    for (let i = 0; i < 200; i += 1) await cache.getOrRender(`k${i}`, 1, async () => text('y'.repeat(800)));
    assert.ok(cache.statistics().heldBytes <= 100_000);
    assert.ok(cache.statistics().documents >= 60);
  });
});
