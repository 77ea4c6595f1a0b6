/** nginx with one worker, serving a folder of files that were fetched from Lode: the same bytes, the same names. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';

export interface StaticServer {
  readonly url: string;
  /** Puts bytes under a path; with `gzip`, the compressed form beside them. */
  put(urlPath: string, bytes: Uint8Array, gzip?: Uint8Array): void;
  stop(): Promise<void>;
}

export async function startNginx(folder: string): Promise<StaticServer> {
  const files = path.join(folder, 'files');
  mkdirSync(files, { recursive: true });
  const port = await freePort();
  const settings = path.join(folder, 'nginx.conf');
  writeFileSync(settings, configuration(folder, files, port));
  const child = spawn('nginx', ['-c', settings, '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://localhost:${port}`;
  for (let tries = 0; ; tries += 1) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) break;
    if (tries > 100 || child.exitCode !== null) throw new Error('nginx did not start');
    await delay(50);
  }
  return {
    url,
    put(urlPath, bytes, gzip) {
      const file = path.join(files, urlPath);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      if (gzip !== undefined) writeFileSync(`${file}.gz`, gzip);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGQUIT');
      }),
  };
}

function configuration(folder: string, files: string, port: number): string {
  return `daemon off;
master_process off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  types { application/json json; application/octet-stream nupkg; }
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=1024;
    listen [::1]:${port} backlog=1024;
    root ${files};
    gzip_static on;
    add_header X-Content-Type-Options nosniff;
    add_header Access-Control-Allow-Origin *;
  }
}
`;
}
