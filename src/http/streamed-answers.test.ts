import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLogger } from '../base/logger.ts';
import { RequestMetrics } from './request-metrics.ts';
import { createServer, type WebServer } from './server.ts';
import { MAX_WAITING_PER_CONNECTION } from './turns.ts';

const CHUNK = new Uint8Array(256 * 1024);
const CHUNKS = 40;
const PATIENCE_MILLISECONDS = 5_000;

/** A body that counts whether it was closed, with its first chunk read already, as an open file's is. */
class CountedBodies {
  opened = 0;
  closed = 0;

  open(): AsyncIterable<Uint8Array> {
    this.opened += 1;
    let left = CHUNKS;
    let isOpen = true;
    const close = () => {
      this.closed += isOpen ? 1 : 0;
      isOpen = false;
    };
    const body: AsyncIterableIterator<Uint8Array> = {
      [Symbol.asyncIterator]: () => body,
      next: async () => {
        left -= 1;
        if (left >= 0) return { done: false, value: CHUNK };
        close();
        return { done: true, value: undefined };
      },
      return: async () => {
        close();
        return { done: true, value: undefined };
      },
    };
    return body;
  }

  async allAreClosed(expected: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    while (Date.now() < deadline && (this.opened < expected || this.closed < this.opened)) await delay(10);
    assert.deepEqual({ opened: this.opened, closed: this.closed }, { opened: expected, closed: expected });
  }
}

describe('an answer that streams is closed', () => {
  let bodies: CountedBodies;
  let leaving: PromiseWithResolvers<void>;
  let server: WebServer;
  let port: number;
  before(async () => {
    server = createServer(
      [
        { methods: ['GET'], path: '/file', handler: () => ({ status: 200, body: bodies.open() }) },
        {
          methods: ['GET'],
          path: '/late',
          handler: async () => {
            const body = bodies.open();
            await leaving.promise;
            return { status: 200, body };
          },
        },
        {
          methods: ['GET'],
          path: '/unsendable',
          handler: () => ({ status: 200, headers: { 'x-text': 'a\nb' }, body: bodies.open() }),
        },
      ],
      {
        url: 'http://localhost',
        trustProxy: [],
        logger: silentLogger,
        metrics: new RequestMetrics(),
        notices: new Set(),
        stalledReaderMilliseconds: 200,
      },
    );
    port = await server.listen(['127.0.0.1'], 0);
  });
  after(() => server.close());

  const ask = (text: string): net.Socket => {
    bodies = new CountedBodies();
    leaving = Promise.withResolvers<void>();
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.write(text);
    return socket;
  };
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

  it('when the caller leaves before its first byte', async () => {
    const socket = ask(get('/late'));
    while (bodies.opened === 0) await delay(5);
    socket.resetAndDestroy();
    await delay(50);
    leaving.resolve();
    await bodies.allAreClosed(1);
  });

  it('when the caller leaves in the middle', async () => {
    const socket = ask(get('/file'));
    socket.once('data', () => socket.resetAndDestroy());
    await bodies.allAreClosed(1);
  });

  it('and does not begin before the answer in front of it has left', async () => {
    const socket = ask(get('/file').repeat(20));
    await delay(200);
    assert.equal(bodies.opened, 1);
    socket.resume();
    await bodies.allAreClosed(20);
    socket.destroy();
  });

  it('and is not begun when the caller leaves before its turn', async () => {
    const socket = ask(get('/file').repeat(20));
    socket.once('data', () => socket.resetAndDestroy());
    await delay(200);
    await bodies.allAreClosed(1);
  });

  it('and ends a connection on which too many wait', async () => {
    const socket = ask(get('/file').repeat(MAX_WAITING_PER_CONNECTION + 2));
    await once(socket.resume(), 'close');
    assert.ok(bodies.opened <= 1);
  });

  it('when the caller takes nothing of it for too long', async () => {
    const socket = ask(get('/file')).pause();
    await bodies.allAreClosed(1);
    await once(socket.resume(), 'close');
  });

  it('and the next one of the connection has its own time', async () => {
    const socket = ask(get('/file')).resume();
    await bodies.allAreClosed(1);
    await delay(400);
    socket.write(get('/file'));
    await bodies.allAreClosed(2);
    socket.destroy();
  });

  it('when its headers cannot be sent', async () => {
    ask(get('/unsendable')).resume();
    await bodies.allAreClosed(1);
  });
});
