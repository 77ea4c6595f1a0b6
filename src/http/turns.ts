/**
 * One request at a time for each connection.
 *
 * Node hands out every request that a caller has sent, although their answers can only leave one after the other: a few
 * thousand downloads asked for in one packet would each open a file and read ahead, and wait. Here a request begins when
 * the answer before it has left.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait. Clients of NuGet never send a second one before the first is answered. */
export const MAX_WAITING_PER_CONNECTION = 100;

export class Turns {
  readonly #waiting = new WeakMap<Socket, number>();

  /**
   * Undefined where nothing stands before this answer, else a promise of its turn. The promise of a connection that ends
   * first is never settled: nothing was begun that would have to be undone. One with too many waiting is ended.
   */
  of(response: ServerResponse): Promise<void> | undefined {
    if (response.socket !== null) return undefined;
    const { socket } = response.req;
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    this.#waiting.set(socket, waiting);
    if (waiting > MAX_WAITING_PER_CONNECTION) socket.destroy();
    return new Promise((resolve) => {
      response.once('socket', () => {
        this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1);
        resolve();
      });
    });
  }
}
