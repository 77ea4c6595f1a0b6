import net from 'node:net';

/** Sends bytes as they are over one connection, and gives all that comes back until the server closes or is quiet. */
export function sendRaw(
  port: number,
  chunks: readonly (string | Uint8Array)[],
  quietMilliseconds = 300,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const wait = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(finish, milliseconds);
    };
    socket.on('data', (data) => {
      text += data.toString('latin1');
      wait(quietMilliseconds);
    });
    socket.on('end', finish);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? finish() : reject(error),
    );
    socket.on('connect', () => {
      for (const chunk of chunks) socket.write(chunk);
      wait(3_000);
    });
  });
}
