import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLogger } from '../base/logger.ts';
import { RequestMetrics } from './request-metrics.ts';
import { createServer } from './server.ts';

describe('a server that closes', () => {
  it('cuts off a caller that keeps it waiting', { timeout: 10_000 }, async () => {
    const server = createServer(
      [
        {
          methods: ['PUT'],
          path: '/upload',
          handler: async (request) => {
            for await (const chunk of request.body) assert.ok(chunk);
            return { status: 201 };
          },
        },
      ],
      {
        url: 'http://localhost',
        trustProxy: [],
        logger: silentLogger,
        metrics: new RequestMetrics(),
        notices: new Set(),
        closingMilliseconds: 200,
      },
    );
    const port = await server.listen(['127.0.0.1'], 0);
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined).resume();
    socket.write('PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nPK');
    await delay(50);
    const ended = once(socket, 'close');
    await server.close();
    await ended;
  });
});
