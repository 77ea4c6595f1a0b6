import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { runProgram } from '../support/run-program.ts';
import { withoutLodeSettings } from '../support/server.ts';

const root = path.join(import.meta.dirname, '..', '..');
const node = path.join(root, 'bin', 'node');
const main = ['--disable-warning=ExperimentalWarning', path.join(root, 'src', 'main.ts')];

describe('a server that cannot listen', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-start-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const serve = (settings: Readonly<Record<string, string>>) =>
    runProgram(node, [...main, 'serve'], {
      environment: { ...withoutLodeSettings(), LODE_DATA: folder, LODE_LOG: 'error', ...settings },
      timeoutMilliseconds: 30_000,
    });

  it('says in one sentence that its port is taken, and ends', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, output } = await serve({ LODE_PORT: String(port) });
    other.close();
    assert.equal(code, 1);
    assert.match(output, new RegExp(`another program listens on port ${port} of 127\\.0\\.0\\.1 already\\.\\s*$`));
    assert.doesNotMatch(output, / at /);
  });

  it('says that an address is not its own, and ends', async () => {
    const { code, output } = await serve({ LODE_PORT: '0', LODE_HOST: '192.0.2.1' });
    assert.equal(code, 1);
    assert.match(output, /LODE_HOST: 192\.0\.2\.1 is no address of this machine\.\s*$/);
  });
});
