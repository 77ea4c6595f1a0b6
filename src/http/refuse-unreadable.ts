import type { Socket } from 'node:net';
import { Problem } from '../base/problem.ts';
import type { HttpHeaders } from './exchange.ts';
import { problemAnswer } from './problem-answer.ts';

const DRAIN_MILLISECONDS = 2_000;

/**
 * Answers what Node could not read as a request: no route has seen it, so the answer is written to the socket as it is.
 * A caller that has gone gets none.
 */
export function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  requestId: string,
  common: HttpHeaders,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, reason, headers, body } = problemAnswer(unreadable(error), requestId, '');
  const text = typeof body === 'string' ? body : '';
  const fields = Object.entries({
    ...common,
    ...headers,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  const head = [`HTTP/1.1 ${status} ${reason}`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
  // What still arrives is dropped for a while: a connection that is reset would take the answer with it.
  socket.resume();
  setTimeout(() => socket.destroy(), DRAIN_MILLISECONDS).unref();
}

function unreadable({ code }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('head_too_large', 'The URL and the headers of the request are too long together.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', 'The headers of the request did not arrive in time.');
    default:
      return new Problem('bad_request', 'This is no request of HTTP/1.1.');
  }
}
