import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLogger } from '../base/logger.ts';
import { sendRaw } from '../../test/support/raw-http.ts';
import { RequestMetrics } from './request-metrics.ts';
import { createServer, type WebServer } from './server.ts';

describe('what is written down about a request', () => {
  const lines: string[] = [];
  const addresses: unknown[] = [];
  const leaving = Promise.withResolvers<void>();
  let server: WebServer;
  let port: number;
  before(async () => {
    const write = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
    server = createServer(
      [
        { methods: ['PUT'], path: '/things', handler: () => ({ status: 200, reason: 'All good' }) },
        { methods: ['DELETE'], path: '/things', handler: () => Promise.reject(new Error('a bug')) },
        {
          methods: ['POST'],
          path: '/slow',
          handler: async (request) => {
            await leaving.promise;
            addresses.push(request.address);
            return { status: 200 };
          },
        },
      ],
      {
        url: 'http://localhost',
        trustProxy: [],
        logger: { ...silentLogger, info: write, warn: write, error: write },
        metrics: new RequestMetrics(),
        notices: new Set(),
      },
    );
    port = await server.listen(['127.0.0.1'], 0);
  });
  after(() => server.close());

  it('has no key that somebody put into the URL', async () => {
    const key = `lode_${'a'.repeat(46)}`;
    for (const method of ['PUT', 'DELETE']) {
      await sendRaw(port, [`${method} /things?apikey=${key} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`]);
    }
    const text = lines.join('\n');
    assert.match(text, /"url":"\/things\?apikey=\*\*\*".* request$/m);
    assert.match(text, /request failed by a mistake of ours/);
    assert.ok(!text.includes(key));
  });

  it('has the address of a caller who has left', async () => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.write('POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    await delay(100);
    socket.resetAndDestroy();
    await delay(100);
    leaving.resolve();
    await delay(50);
    assert.deepEqual(addresses, ['127.0.0.1']);
  });
});
