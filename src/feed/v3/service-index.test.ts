import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertGoldenJson } from '../../../test/support/golden.ts';
import { bytesOf, jsonOf, requestWith } from '../../../test/support/exchange.ts';
import { FixedClock } from '../../base/clock.ts';
import { DocumentCache } from '../../http/document-cache.ts';
import { createFeedUrls } from '../feed-urls.ts';
import { answerServiceIndex, serviceIndexDocument } from './service-index.ts';

const urls = createFeedUrls('https://gallery.example/nuget');

describe('GET /v3/index.json', () => {
  it('announces what works, one object a type, every URL below the public root', () => {
    const document = serviceIndexDocument(urls);
    assertGoldenJson('feed/service-index.json', document);
    const { resources } = document as { resources: { '@id': string; '@type': string }[] };
    const types = resources.map((resource) => resource['@type']);
    assert.equal(new Set(types).size, types.length);
    for (const resource of resources) {
      assert.ok(resource['@id'].startsWith('https://gallery.example/nuget/'), resource['@id']);
      assert.ok(URL.canParse(resource['@id']));
    }
  });

  it('ends base URLs with a slash, and search without one', () => {
    const { resources } = serviceIndexDocument(urls) as { resources: { '@id': string; '@type': string }[] };
    for (const { '@id': id, '@type': type } of resources) {
      if (/^(?:PackageBaseAddress|RegistrationsBaseUrl)/.test(type)) assert.ok(id.endsWith('/'), type);
      else assert.ok(!id.endsWith('/'), type);
    }
  });

  it('is compressed on demand, answers HEAD and 304, and has another ETag under another root', async () => {
    const deps = { urls, documents: new DocumentCache(new FixedClock()) };
    const plain = await answerServiceIndex(deps, requestWith({}));
    assert.equal(plain.status, 200);
    assert.equal(plain.headers?.['content-type'], 'application/json');
    assert.equal(plain.headers?.['cache-control'], 'no-cache');
    assert.equal((await bytesOf(plain)).byteLength, Number(plain.headers?.['content-length']));
    const gzip = await answerServiceIndex(deps, requestWith({ headers: { 'accept-encoding': 'gzip' } }));
    assert.equal(gzip.headers?.['content-encoding'], 'gzip');
    assert.deepEqual(await jsonOf(gzip), await jsonOf(plain));
    const head = await answerServiceIndex(deps, requestWith({ method: 'HEAD' }));
    assert.equal(head.body, undefined);
    assert.equal(head.headers?.['content-length'], plain.headers?.['content-length']);
    const etag = plain.headers?.['etag'] ?? '';
    const again = await answerServiceIndex(deps, requestWith({ headers: { 'if-none-match': etag } }));
    assert.equal(again.status, 304);
    const elsewhere = { urls: createFeedUrls('https://other.example'), documents: new DocumentCache(new FixedClock()) };
    const moved = await answerServiceIndex(elsewhere, requestWith({ headers: { 'if-none-match': etag } }));
    assert.equal(moved.status, 200);
  });
});
