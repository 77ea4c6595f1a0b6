/** What the real `dotnet` client makes of 429: it waits as long as it is told, and prints the reason when it gives up. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClientFolder } from '../support/dotnet-client.ts';
import type { ClientFolder } from '../support/dotnet-client.ts';
import { buildPackage } from '../support/package-builder.ts';
import { createKey, createOwner, startLode } from '../support/server.ts';
import type { LodeServer } from '../support/server.ts';

/** Longer than the client takes to start. */
const WINDOW_SECONDS = 30;

describe('the dotnet client, beyond the limit of a key', () => {
  let server: LodeServer;
  let client: ClientFolder;
  before(async () => {
    const settings = { LODE_RATE_LIMITS: `push=1/${WINDOW_SECONDS}s` };
    server = await startLode({ database: 'sqlite', settings });
    client = await createClientFolder({ feed: server.feed });
    await createOwner(server, { name: 'acme' });
    for (const version of ['1.0.0', '1.0.1'])
      await writeFile(join(client.folder, `Acme.${version}.nupkg`), buildPackage({ id: 'Acme', version }));
  });
  after(async () => {
    await server.stop();
    await client.remove();
  });
  const push = (key: string, version: string, environment: Record<string, string> = {}) =>
    client.dotnet(['nuget', 'push', `Acme.${version}.nupkg`, '--source', 'lode', '--api-key', key], { environment });

  /** A key whose turn of the window has just been used. */
  const usedKey = async () => {
    const key = await createKey(server, { owner: 'acme' });
    const headers = { 'x-nuget-apikey': key };
    await fetch(`${server.url}/api/v2/package`, { method: 'PUT', headers, body: 'no package' });
    return key;
  };

  it('waits as long as it is told, and succeeds', async () => {
    const result = await push(await usedKey(), '1.0.0');
    assert.equal(result.code, 0, result.output);
    assert.match(result.output, /TooManyRequests \S+ \S+ \(retry after: \d+s\)/);
  });

  it('prints the reason when it does not wait', async () => {
    const result = await push(await usedKey(), '1.0.1', { NUGET_RETRY_HTTP_429: 'false' });
    assert.notEqual(result.code, 0);
    assert.match(result.output, /429 \(Too many requests: wait \d+ seconds and try again\.\)/);
  });
});
