import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptsGzip, answerDocument, documentETag, namesETag, parseByteRange, planFile } from './caching.ts';
import type { CacheableDocument, ServedFile } from './caching.ts';

function head(headers: Record<string, string> = {}, method = 'GET') {
  return { method, header: (name: string) => headers[name] };
}

const document: CacheableDocument = {
  etag: documentETag(1, 'abc', 7),
  contentType: 'application/json',
  cacheControl: 'no-cache',
  body: new TextEncoder().encode('{"versions":[]}'),
  gzip: new Uint8Array([31, 139]),
};

describe('answerDocument', () => {
  it('sends the plain bytes with their length when nothing else is accepted', () => {
    const answer = answerDocument(head(), document);
    assert.equal(answer.status, 200);
    assert.equal(answer.body, document.body);
    assert.deepEqual(answer.headers, {
      'content-type': 'application/json',
      'content-length': '15',
      'cache-control': 'no-cache',
      etag: 'W/"1.abc.7"',
      vary: 'Accept-Encoding',
    });
  });

  it('sends gzip with the same ETag when that is accepted', () => {
    const answer = answerDocument(head({ 'accept-encoding': 'gzip, deflate' }), document);
    assert.equal(answer.body, document.gzip);
    assert.equal(answer.headers?.['content-encoding'], 'gzip');
    assert.equal(answer.headers?.['content-length'], '2');
    assert.equal(answer.headers?.['etag'], document.etag);
  });

  it('sends gzip to everyone where the document is always gzip', () => {
    const answer = answerDocument(head({ 'accept-encoding': 'identity' }), { ...document, alwaysGzip: true });
    assert.equal(answer.headers?.['content-encoding'], 'gzip');
  });

  it('answers HEAD with the headers of GET and no body', () => {
    const answer = answerDocument(head({}, 'HEAD'), document);
    assert.equal(answer.body, undefined);
    assert.equal(answer.headers?.['content-length'], '15');
  });

  it('answers 304 to its ETag, weak or strong, alone, in a list, or as a star', () => {
    for (const held of ['W/"1.abc.7"', '"1.abc.7"', '"x", W/"1.abc.7" ,"y"', '*', ' * ']) {
      const answer = answerDocument(head({ 'if-none-match': held }), document);
      assert.equal(answer.status, 304, held);
      assert.equal(answer.body, undefined);
      assert.equal(answer.headers?.['etag'], document.etag);
      assert.equal(answer.headers?.['cache-control'], 'no-cache');
      assert.equal(answer.headers?.['content-length'], undefined);
    }
    for (const held of ['W/"1.abc.8"', '1.abc.7', '', '"', 'W/"']) {
      assert.equal(answerDocument(head({ 'if-none-match': held }), document).status, 200, held);
    }
  });

  it('adds the headers of the document, also to a 304', () => {
    const warned = { ...document, headers: { 'x-nuget-warning': 'gone' } };
    assert.equal(answerDocument(head(), warned).headers?.['x-nuget-warning'], 'gone');
    const unchanged = answerDocument(head({ 'if-none-match': document.etag }), warned);
    assert.equal(unchanged.headers?.['x-nuget-warning'], 'gone');
  });
});

describe('acceptsGzip', () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, false],
    ['', false],
    ['gzip, deflate', true],
    ['br', false],
    ['GZIP', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip;q=0.000, *', false],
    ['*;q=0', false],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
    ['identity;q=1, *;q=0.5', true],
    ['identity;q=1, *;q=0', false],
    ['gzipped', false],
  ];
  for (const [header, expected] of cases) {
    it(`says ${expected} to ${header ?? 'nothing'}`, () => assert.equal(acceptsGzip(header), expected));
  }
});

describe('namesETag', () => {
  it('compares strong tags as weak ones', () => {
    assert.ok(namesETag('W/"a"', '"a"'));
    assert.ok(namesETag('"b","a"', '"a"'));
    assert.ok(!namesETag('"ab"', '"a"'));
  });
});

describe('parseByteRange', () => {
  const cases: [string | undefined, ReturnType<typeof parseByteRange>][] = [
    [undefined, undefined],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=5-', { start: 5, end: 100 }],
    ['bytes=-5', { start: 95, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['Bytes = 1 - 2', { start: 1, end: 3 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-5', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=a-b', undefined],
    ['bytes=9999999999999999999-', undefined],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header ?? 'nothing'}`, () => assert.deepEqual(parseByteRange(header, 100), expected));
  }

  it('finds no range in an empty file', () => {
    assert.equal(parseByteRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(parseByteRange('bytes=-1', 0), 'unsatisfiable');
  });
});

describe('planFile', () => {
  const file: ServedFile = {
    etag: '"sha"',
    contentType: 'application/octet-stream',
    cacheControl: 'public, max-age=300',
    sizeBytes: 100,
    lastModified: new Date('2026-01-02T03:04:05.678Z'),
  };

  it('plans the whole file', () => {
    assert.deepEqual(planFile(head(), file), {
      status: 200,
      headers: {
        'cache-control': 'public, max-age=300',
        etag: '"sha"',
        'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
        'content-type': 'application/octet-stream',
        'accept-ranges': 'bytes',
        'content-length': '100',
      },
      range: { start: 0, end: 100 },
    });
  });

  it('plans a part', () => {
    const plan = planFile(head({ range: 'bytes=10-19' }), file);
    assert.equal(plan.status, 206);
    assert.deepEqual(plan.range, { start: 10, end: 20 });
    assert.equal(plan.headers['content-range'], 'bytes 10-19/100');
    assert.equal(plan.headers['content-length'], '10');
  });

  it('refuses a part beyond the end with the size', () => {
    const plan = planFile(head({ range: 'bytes=100-' }), file);
    assert.equal(plan.status, 416);
    assert.equal(plan.range, undefined);
    assert.equal(plan.headers['content-range'], 'bytes */100');
  });

  it('answers HEAD with the whole size, whatever range it names', () => {
    const plan = planFile(head({ range: 'bytes=0-1' }, 'HEAD'), file);
    assert.equal(plan.status, 200);
    assert.equal(plan.headers['content-length'], '100');
    assert.equal(plan.range, undefined);
  });

  it('sends a part only while If-Range names these bytes', () => {
    const status = (condition: string) => planFile(head({ range: 'bytes=0-1', 'if-range': condition }), file).status;
    assert.equal(status('"sha"'), 206);
    assert.equal(status('"other"'), 200);
    assert.equal(status('W/"sha"'), 200);
    assert.equal(status('Fri, 02 Jan 2026 03:04:05 GMT'), 206);
    assert.equal(status('Fri, 02 Jan 2026 03:04:04 GMT'), 200);
    assert.equal(status('nonsense'), 200);
  });

  it('answers 304 by ETag first, by time only without one', () => {
    const status = (headers: Record<string, string>) => planFile(head(headers), file).status;
    assert.equal(status({ 'if-none-match': '"sha"', range: 'bytes=0-1' }), 304);
    assert.equal(status({ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }), 304);
    assert.equal(status({ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }), 200);
    assert.equal(status({ 'if-none-match': '"other"', 'if-modified-since': 'Fri, 02 Jan 2027 03:04:05 GMT' }), 200);
    assert.equal(status({ 'if-modified-since': 'nonsense' }), 200);
  });
});
