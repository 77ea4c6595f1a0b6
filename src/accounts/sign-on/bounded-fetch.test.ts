import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { boundedFetch, MAX_ISSUER_BYTES, mayAsk } from './bounded-fetch.ts';

async function answering(listener: RequestListener, ask: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const get = { method: 'GET', headers: {}, body: null, redirect: 'manual' } as const;

describe('what an issuer may answer', () => {
  it('has at most a million bytes, also when they never end', async () => {
    const fits: RequestListener = (_, response) => response.end(Buffer.alloc(MAX_ISSUER_BYTES));
    await answering(fits, async (url) => {
      assert.equal((await (await boundedFetch(true)(url, get)).arrayBuffer()).byteLength, MAX_ISSUER_BYTES);
    });
    const endless: RequestListener = (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
    };
    await answering(endless, (url) => assert.rejects(boundedFetch(true)(url, get), /more than 1000000 bytes/));
  });

  it('leads nowhere else', async () => {
    const away: RequestListener = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    await answering(away, async (url) => assert.equal((await boundedFetch(true)(url, get)).status, 302));
  });

  it('comes in time, or not at all', async () => {
    const silent: RequestListener = () => undefined;
    await answering(silent, async (url) => {
      const signal = AbortSignal.timeout(50);
      await assert.rejects(boundedFetch(true)(url, { ...get, signal }), { name: 'TimeoutError' });
    });
  });
});

describe('whom the gallery asks', () => {
  const cases: readonly [url: string, isInsecure: boolean, may: boolean][] = [
    ['https://issuer.example/token', false, true],
    ['https://issuer.example/token', true, true],
    ['http://issuer.example/token', false, false],
    ['http://issuer.example/token', true, false],
    ['http://127.0.0.1:9000/token', true, true],
    ['http://[::1]:9000/token', true, true],
    ['http://localhost:9000/token', true, true],
    ['http://localhost:9000/token', false, false],
    ['http://localhost.example/token', true, false],
    ['http://127.0.0.1.example/token', true, false],
    ['http://169.254.169.254/latest', true, false],
    ['ftp://127.0.0.1/token', true, false],
  ];
  for (const [url, isInsecure, may] of cases) {
    it(`${may ? 'takes' : 'refuses'} ${url} of an issuer ${isInsecure ? 'on this machine' : 'elsewhere'}`, () => {
      assert.equal(mayAsk(new URL(url), isInsecure), may);
    });
  }

  it('does not even connect to others', async () => {
    await assert.rejects(boundedFetch(false)('http://127.0.0.1:1/', get), /needs https/);
  });
});
