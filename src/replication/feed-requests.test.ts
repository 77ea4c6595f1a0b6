import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startStaticFeed, type StaticFeed } from '../../test/support/static-feed.ts';
import { FeedFault } from './feed-fault.ts';
import { createFeedRequests, type FeedRequests } from './feed-requests.ts';

let feed: StaticFeed;
let requests: FeedRequests;
let folder: string;
const stop = new AbortController();

before(async () => {
  feed = await startStaticFeed([]);
  folder = await mkdtemp(path.join(tmpdir(), 'lode-requests-'));
  requests = createFeedRequests(feed.url, { signal: stop.signal, firstPauseMilliseconds: 1 });
});

after(async () => {
  requests.close();
  await feed.close();
  await rm(folder, { recursive: true });
});

const bomb = gzipSync(Buffer.alloc(50_000_000));
const at = (name: string) => new URL(name, feed.root);
const askedFor = (name: string) => feed.asked.filter((each) => each === name).length;

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof FeedFault, String(error));
  return error.code;
}

describe('requests to another feed', () => {
  it('read JSON, plain and compressed, and give nothing for 404', async () => {
    feed.answer('/plain', (_, response) => response.end('{"a":1}'));
    feed.answer('/gzip', (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":2}')),
    );
    assert.deepEqual(await requests.json(at('/plain'), 100), { a: 1 });
    assert.deepEqual(await requests.json(at('/gzip'), 100), { a: 2 });
    assert.equal(await requests.json(at('/nowhere'), 100), undefined);
  });

  it('try again after 5xx and broken connections, and then succeed', async () => {
    let times = 0;
    feed.answer('/flaky', (_, response) => {
      times += 1;
      if (times === 1) response.writeHead(503, { 'retry-after': '0' }).end('busy');
      else if (times === 2) response.destroy();
      else if (times === 3)
        response.writeHead(200, { 'content-length': '100' }).write('{"a"', () => response.destroy());
      else response.end('{"a":3}');
    });
    assert.deepEqual(await requests.json(at('/flaky'), 100), { a: 3 });
    assert.equal(askedFor('/flaky'), 4);
  });

  it('give up after five attempts, and at once where another attempt cannot help', async () => {
    feed.answer('/broken', (_, response) => response.writeHead(500).end());
    feed.answer('/forbidden', (_, response) => response.writeHead(403).end());
    feed.answer('/html', (_, response) => response.end('<html>Sign in</html>'));
    assert.equal(await codeOf(requests.json(at('/broken'), 100)), 'feed_status');
    assert.equal(askedFor('/broken'), 5);
    assert.equal(await codeOf(requests.json(at('/forbidden'), 100)), 'feed_status');
    assert.equal(await codeOf(requests.json(at('/html'), 100)), 'feed_json');
    assert.equal(askedFor('/forbidden') + askedFor('/html'), 2);
  });

  it('stop at the limit of bytes: endless bodies, and bombs after decompression', async () => {
    feed.answer('/endless', (_, response) => {
      const more = (): void =>
        void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)));
      more();
    });
    feed.answer('/bomb', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    assert.equal(await codeOf(requests.json(at('/endless'), 1_000_000)), 'feed_too_large');
    assert.equal(await codeOf(requests.json(at('/bomb'), 1_000_000)), 'feed_too_large');
    const target = path.join(folder, 'endless');
    assert.equal(await codeOf(requests.download(at('/endless'), target, 1_000_000)), 'feed_too_large');
    assert.ok((await stat(target)).size <= 1_000_000);
  });

  it('leave a source that says nothing more', async () => {
    const quick = createFeedRequests(feed.url, { signal: AbortSignal.abort(), idleTimeoutMilliseconds: 100 });
    feed.answer('/silent', () => undefined);
    feed.answer('/stuck', (_, response) => void response.write('{'));
    assert.equal(await codeOf(quick.json(at('/silent'), 100)), 'feed_silent');
    assert.equal(await codeOf(quick.json(at('/stuck'), 100)), 'feed_silent');
    quick.close();
  });

  it('follow three redirects, and none to where nobody may go', async () => {
    const leads = (from: string, to: string) =>
      feed.answer(from, (_, response) => response.writeHead(302, { location: to }).end());
    feed.answer('/goal', (_, response) => response.end('{}'));
    leads('/r1', '/goal');
    leads('/r2', '/r1');
    leads('/r3', '/r2');
    leads('/r4', '/r3');
    leads('/inside', 'http://169.254.169.254/latest/meta-data');
    leads('/file', 'file:///etc/passwd');
    leads('/localhost', feed.root.replace('127.0.0.1', 'localhost') + '/goal');
    assert.deepEqual(await requests.json(at('/r3'), 100), {});
    assert.equal(await codeOf(requests.json(at('/r4'), 100)), 'feed_redirect');
    assert.equal(await codeOf(requests.json(at('/inside'), 100)), 'url_private');
    assert.equal(await codeOf(requests.json(at('/file'), 100)), 'url_scheme');
    assert.equal(await codeOf(requests.json(at('/localhost'), 100)), 'url_private');
  });

  it('write a download to its file and hash it; another attempt begins anew', async () => {
    let times = 0;
    feed.answer('/file.nupkg', (_, response) => {
      times += 1;
      if (times === 1) response.writeHead(200, { 'content-length': '10' }).write('wrongwr', () => response.destroy());
      else response.end('abc');
    });
    const target = path.join(folder, 'file');
    const downloaded = await requests.download(at('/file.nupkg'), target, 100);
    assert.equal(downloaded?.sizeBytes, 3);
    assert.match(downloaded.sha512Hex, /^ddaf35a193617aba/);
    assert.equal(await readFile(target, 'utf8'), 'abc');
  });
});
