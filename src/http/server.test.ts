import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { silentLogger } from '../base/logger.ts';
import { Problem } from '../base/problem.ts';
import { sendRaw } from '../../test/support/raw-http.ts';
import { RequestMetrics } from './request-metrics.ts';
import { createServer, type Route, type WebServer } from './server.ts';
import { receiveUpload } from './upload.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-http-'));
let files = 0;
const temporaryFile = () => path.join(folder, String((files += 1)));
const MAX_FILE_BYTES = 100_000;

const routes: Route[] = [
  {
    methods: ['GET', 'HEAD'],
    path: '/things/:id',
    handler: ({ params, query }) => ({ status: 200, body: `${params['id']} ${query.get('q')}` }),
  },
  {
    methods: ['GET'],
    path: '/warned',
    handler: () => ({ status: 200, warnings: ['first', 'second\r\nX-Evil: 1 “é”'] }),
  },
  { methods: ['GET'], path: '/broken', handler: () => Promise.reject(new Error('a bug')) },
  {
    methods: ['PUT'],
    path: '/upload',
    handler: async (request) => {
      if (request.header('x-key') === 'none') throw new Problem('credentials_missing', 'A key is needed.');
      const { temporaryPath, sizeBytes, sha512Hex } = await receiveUpload(request, temporaryFile(), {
        maxFileBytes: MAX_FILE_BYTES,
      });
      const body = `${sizeBytes} ${sha512Hex.slice(0, 8)} ${readFileSync(temporaryPath, 'latin1').slice(0, 20)}`;
      rmSync(temporaryPath);
      return { status: 201, body };
    },
  },
];

const notices = new Set<string>();

describe('the web server', () => {
  let server: WebServer;
  let port: number;
  before(async () => {
    server = createServer(routes, {
      url: 'https://gallery.example/nuget',
      trustProxy: [],
      logger: silentLogger,
      metrics: new RequestMetrics(),
      notices,
    });
    port = await server.listen(['127.0.0.1', '::1'], 0);
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const request = (line: string, headers: readonly string[] = [], body: string | Uint8Array = '') =>
    sendRaw(port, [
      `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`,
      body,
    ]);
  const upload = (headers: readonly string[], body: string) =>
    request('PUT /upload', [`Content-Length: ${Buffer.byteLength(body)}`, ...headers], body);

  describe('paths', () => {
    it('ignore case and a trailing slash, keep the case of parameters, and decode once', async () => {
      assert.match(await request('GET /THINGS/A%2525b/?q=1+2'), /^HTTP\/1\.1 200 OK[^]*A%25b 1 2$/);
    });

    it('may begin with the path of the public root', async () => {
      assert.match(await request('GET /nuget/things/a?q=x'), /a x$/);
      assert.match(await request('GET /nugetthings/a'), /^HTTP\/1\.1 404 /);
    });

    it('that do not exist are 404 with a problem document', async () => {
      const answer = await request('GET /nothing');
      assert.match(
        answer,
        /^HTTP\/1\.1 404 There is nothing at this URL. The feed is https:\/\/gallery.example\/nuget\/v3\/index.json\r/,
      );
      assert.match(answer, /application\/problem\+json/);
    });

    it('that take another method are 405 and say which', async () => {
      assert.match(await request('DELETE /things/a'), /^HTTP\/1\.1 405 [^]*allow: GET, HEAD/i);
    });

    it('that can be read let pages of elsewhere ask with conditions and ranges', async () => {
      const answer = await request('OPTIONS /things/a', [
        'Origin: https://elsewhere.example',
        'Access-Control-Request-Method: GET',
        'Access-Control-Request-Headers: if-none-match',
      ]);
      assert.match(answer, /^HTTP\/1\.1 204 /);
      assert.match(answer, /\r\nallow: GET, HEAD, OPTIONS\r\n/);
      assert.match(answer, /\r\naccess-control-allow-origin: \*\r\n/);
      assert.match(answer, /\r\naccess-control-allow-methods: GET, HEAD\r\n/);
      assert.match(answer, /\r\naccess-control-allow-headers: [^\r]*if-none-match[^\r]*range\r\n/);
    });

    it('that can only be written let them do nothing', async () => {
      const answer = await request('OPTIONS /upload', ['Access-Control-Request-Method: PUT']);
      assert.match(answer, /\r\nallow: PUT, OPTIONS\r\n/);
      assert.doesNotMatch(answer, /access-control-allow-methods/);
    });

    for (const bad of ['/things/%zz', '/things/%c0%ae', '/things/%', `/things/${'x'.repeat(600)}`]) {
      it(`such as ${bad.slice(0, 16)} are refused`, async () =>
        assert.match(await request(`GET ${bad}`), /^HTTP\/1\.1 4(00|04|14) /));
    }
  });

  it('puts warnings into headers of their own that nothing can break out of', async () => {
    const answer = await request('GET /warned');
    assert.match(answer, /x-nuget-warning: first\r\nx-nuget-warning: second X-Evil: 1 "e"\r\n/);
    assert.match(answer, /x-content-type-options: nosniff/);
    assert.match(answer, /access-control-allow-origin: \*/);
  });

  it('notices a proxy that nobody named', async () => {
    assert.equal(notices.size, 0);
    await request('GET /things/a', ['X-Forwarded-For: 192.0.2.1']);
    assert.match([...notices].join(' '), /LODE_TRUST_PROXY/);
  });

  it('answers 500 to a bug, and shows nothing of it', async () => {
    const answer = await request('GET /broken');
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.doesNotMatch(answer, /a bug/);
  });

  const unreadable: [what: string, bytes: string, status: number, code: string][] = [
    ['too long a URL', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431, 'head_too_large'],
    ['too long a header', `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'head_too_large'],
    ['another protocol', 'EHLO gallery.example\r\n\r\n', 400, 'bad_request'],
    ['a header that is none', 'GET / HTTP/1.1\r\nHost localhost\r\n\r\n', 400, 'bad_request'],
  ];
  for (const [what, bytes, status, code] of unreadable) {
    it(`answers ${what} with a problem document`, async () => {
      const [head = '', body = ''] = (await sendRaw(port, [bytes])).split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} [A-Z][^]*content-type: application/problem\\+json\r\n`));
      assert.match(head, /x-request-id: \S+/);
      const document = JSON.parse(body) as Record<string, unknown>;
      assert.deepEqual([document['status'], document['code'], document['faults']], [status, code, []]);
    });
  }

  it('sends no body to HEAD', async () =>
    assert.match(await request('HEAD /things/a'), /^HTTP\/1\.1 200 OK[^]*\r\n\r\n$/));

  describe('uploads', () => {
    const multipart = (disposition: string, content = 'PK-content', type = 'application/octet-stream') =>
      `--b1\r\nContent-Type: ${type}\r\nContent-Disposition: ${disposition}\r\n\r\n${content}\r\n--b1--\r\n`;
    const form = ['Content-Type: multipart/form-data; boundary="b1"'];

    const accepted: [name: string, headers: string[], body: string][] = [
      [
        'of the official client',
        form,
        multipart("form-data; name=package; filename=package.nupkg; filename*=utf-8''package.nupkg"),
      ],
      [
        'quoted',
        ['Content-Type: multipart/form-data; boundary=b1'],
        multipart('form-data; name="package"; filename="../../x.nupkg"'),
      ],
      ['without a file name', form, multipart('form-data; name="package"')],
      ['of another field and type', form, multipart('form-data; name=whatever', 'PK-content', 'text/plain')],
      ['as the whole body', ['Content-Type: application/octet-stream'], 'PK-content'],
      ['as the whole body without a type', [], 'PK-content'],
    ];
    for (const [name, headers, body] of accepted) {
      it(`${name} are read`, async () =>
        assert.match(await upload(headers, body), /^HTTP\/1\.1 201 [^]*10 \w{8} PK-content$/));
    }

    it('are read in chunks', async () => {
      const chunks = ['2\r\nPK\r\n', '8\r\n-content\r\n', '0\r\n\r\n'].join('');
      assert.match(
        await request('PUT /upload', ['Transfer-Encoding: chunked'], chunks),
        /^HTTP\/1\.1 201 [^]*10 \w{8} PK-content$/,
      );
    });

    const refused: [name: string, status: number, headers: string[], body: string][] = [
      ['that are empty', 400, [], ''],
      [
        'with two parts',
        400,
        form,
        multipart('form-data; name=a').replace('--b1--\r\n', '') + multipart('form-data; name=b'),
      ],
      ['without a part', 400, form, '--b1--\r\n'],
      ['without the last boundary', 400, form, multipart('form-data; name=a').replace('\r\n--b1--\r\n', '')],
      ['without a boundary parameter', 400, ['Content-Type: multipart/form-data'], multipart('form-data; name=a')],
      ['with a boundary of 5 KB', 400, [`Content-Type: multipart/form-data; boundary=${'b'.repeat(5_000)}`], 'x'],
      [
        'of 2,000 parts',
        400,
        form,
        `${'--b1\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n'.repeat(2_000)}--b1--\r\n`,
      ],
      ['over the limit', 413, [], 'x'.repeat(MAX_FILE_BYTES + 1)],
      ['over the limit in a form', 413, form, multipart('form-data; name=a', 'x'.repeat(MAX_FILE_BYTES + 1))],
    ];
    for (const [name, status, headers, body] of refused) {
      it(`${name} are ${status}`, async () =>
        assert.match(await upload(headers, body), new RegExp(`^HTTP/1.1 ${status} `)));
    }

    it('that claim 100 GB are refused before their body', async () => {
      assert.match(await request('PUT /upload', ['Content-Length: 99999999999']), /^HTTP\/1\.1 413 [^]*too_large/);
    });

    it('that wait for 100 Continue get it, or the refusal at once', async () => {
      const headers = ['Expect: 100-continue', 'Content-Length: 10'];
      assert.match(
        await request('PUT /upload', headers, 'PK-content'),
        /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /,
      );
      assert.match(
        await request('PUT /upload', [...headers, 'X-Key: none']),
        /^HTTP\/1\.1 401 [^]*www-authenticate: ApiKey realm="gallery.example"/i,
      );
    });

    it('that break off leave nothing behind', async () => {
      await sendRaw(port, ['PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nPK'], 50);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.deepEqual(readdirSync(folder), []);
    });

    it('are not decompressed', async () => {
      assert.match(await upload(['Content-Encoding: gzip'], 'PK-content'), /PK-content$/);
    });
  });

  describe('framing', () => {
    const head = 'PUT /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
    const smuggled: [string, string][] = [
      ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\nPK`],
      ['length and chunked', `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      ['an unknown coding', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
      ['a space before the colon', `${head}Content-Length : 2\r\n\r\nPK`],
      [
        'a chunk extension of 1 MB',
        `${head}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(1_000_000)}\r\nPK\r\n0\r\n\r\n`,
      ],
      ['headers of 1 MB', `${head}X: ${'x'.repeat(1_000_000)}\r\n\r\n`],
    ];
    for (const [name, text] of smuggled) {
      it(`with ${name} is refused`, async () => assert.match(await sendRaw(port, [text]), /^(HTTP\/1\.1 4\d\d |$)/));
    }

    it('never takes a key from trailers', async () => {
      const text = `${head}Transfer-Encoding: chunked\r\nTrailer: X-Key\r\n\r\n2\r\nPK\r\n0\r\nX-Key: none\r\n\r\n`;
      assert.match(await sendRaw(port, [text]), /^HTTP\/1\.1 201 /);
    });
  });

  it('lets requests in flight finish when it closes', async () => {
    const other = createServer(
      [
        {
          methods: ['GET'],
          path: '/slow',
          handler: async () => ({
            status: 200,
            body: await new Promise<string>((resolve) => setTimeout(() => resolve('done'), 200)),
          }),
        },
      ],
      {
        url: 'http://localhost',
        trustProxy: [],
        logger: silentLogger,
        metrics: new RequestMetrics(),
        notices: new Set(),
      },
    );
    const otherPort = await other.listen(['127.0.0.1'], 0);
    const answer = sendRaw(otherPort, ['GET /slow HTTP/1.1\r\nHost: x\r\n\r\n']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.close();
    assert.match(await answer, /done$/);
  });
});
