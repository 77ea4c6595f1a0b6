/**
 * Lode behind a proxy that ends TLS and adds a path: the client must find nothing that leads away from the public root,
 * or it refuses the source (NU1302) or leaves the proxy.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClientFolder, projectFile } from '../support/dotnet-client.ts';
import type { ClientFolder } from '../support/dotnet-client.ts';
import { runProgram } from '../support/run-program.ts';
import { packSamples } from '../support/sample-packages.ts';
import { freePort } from '../support/free-port.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';

describe('the dotnet client, through a proxy with TLS and a path', () => {
  let folder: string;
  let proxy: Server;
  let server: LodeServer;
  let client: ClientFolder;
  let key: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lode-proxy-'));
    const port = await freePort();
    const root = `https://localhost:${port}/gallery`;
    server = await startLode({ database: 'sqlite', settings: { LODE_URL: root, LODE_TRUST_PROXY: '127.0.0.1' } });
    proxy = await startProxy(folder, port, server.listens);
    client = await createClientFolder({ feed: `${root}/v3/index.json`, isSecure: true });
    await createOwner(server, { name: 'acme' });
    key = await createKey(server, { owner: 'acme' });
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.stop();
    await client.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** .NET takes further roots from this file. */
  const trusted = (): { environment: Record<string, string> } => ({
    environment: { SSL_CERT_FILE: join(folder, 'certificate.pem') },
  });

  it('pushes and restores without a word about insecure sources', async () => {
    const samples = await packSamples();
    const push = ['nuget', 'push', join(samples, 'Acme.*.nupkg'), '--source', 'lode', '--api-key', key];
    const pushed = await client.dotnet(push, trusted());
    assert.equal(pushed.code, 0, pushed.output);
    await client.write('app/app.csproj', projectFile(['Acme.Library 1.*']));
    const restored = await client.dotnet(['restore', '--disable-build-servers'], { below: 'app', ...trusted() });
    assert.equal(restored.code, 0, restored.output);
    assert.doesNotMatch(restored.output, /warn|NU1302|NU1803/i);
  });

  it('searches and adds packages', async () => {
    const found = await client.dotnet(['package', 'search', 'rocket', '--source', 'lode'], trusted());
    assert.match(found.stdout, /Acme\.Library\s*\|\s*1\.1\.0/);
    await client.write('adding/adding.csproj', projectFile([]));
    const added = await client.dotnet(['add', 'package', 'Acme.Library'], { below: 'adding', ...trusted() });
    assert.equal(added.code, 0, added.output);
  });
});

/** Ends TLS, takes the path away, and passes everything else on. */
async function startProxy(folder: string, port: number, target: string): Promise<Server> {
  const [privateKey, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const made = await runProgram('openssl', ['req', ...kind, ...name, '-keyout', privateKey, '-out', certificate]);
  assert.equal(made.code, 0, made.output);
  const options = { key: await readFile(privateKey), cert: await readFile(certificate) };
  const server = createServer(options, (incoming, outgoing) => {
    const path = (incoming.url ?? '').replace(/^\/gallery/, '');
    const headers = { ...incoming.headers, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    const passed = request(new URL(path, target), { method: incoming.method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return server;
}
