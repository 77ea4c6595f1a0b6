import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPackage } from '../support/package-builder.ts';
import { startLode, withoutLodeSettings, type LodeServer } from '../support/server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MANY = 60;

describe('lode import', () => {
  let source: LodeServer;
  let target: LodeServer;
  let folder: string;

  before(async () => {
    [source, target] = await Promise.all([startLode({ database: 'sqlite' }), startLode({ database: 'sqlite' })]);
    folder = await mkdtemp(path.join(tmpdir(), 'lode-packages-'));
    for (const version of ['1.0.0', '1.1.0', '2.0.0-beta.1']) {
      await writeFile(path.join(folder, `${version}.nupkg`), buildPackage({ id: 'Acme.Http', version }));
    }
    await writeFile(path.join(folder, 'core.nupkg'), buildPackage({ id: 'Acme.Core', version: '0.1.0' }));
  });

  after(async () => {
    await Promise.all([source.stop(), target.stop()]);
    await rm(folder, { recursive: true });
  });

  const registration = async ({ url }: LodeServer) => {
    const answer = await fetch(`${url}/v3/registration-gz-semver2/acme.http/index.json`);
    const index = (await answer.json()) as { items: { items: { catalogEntry: object }[] }[] };
    return index.items.flatMap(({ items }) => items.map(({ catalogEntry }) => catalogEntry)) as {
      version: string;
      listed: boolean;
    }[];
  };

  it('imports a folder beside a running server, which serves it at once', async () => {
    await source.lode(['user', 'add', 'olga', '--email', 'olga@gallery.example']);
    const lines = (await source.lode(['import', folder, '--owner', 'olga', '--json'])).trim().split('\n');
    const items = lines.map((line) => JSON.parse(line) as { outcome: string });
    assert.deepEqual(
      items.map(({ outcome }) => outcome),
      ['imported', 'imported', 'imported', 'imported'],
    );
    assert.deepEqual(
      (await registration(source)).map(({ version }) => version),
      ['1.0.0', '1.1.0', '2.0.0-beta.1'],
    );
    assert.equal(await source.lode(['import', folder]), '');
  });

  it('imports another Lode by its catalog, and later what came since', async () => {
    const key = (await source.lode(['key', 'create', '--owner', 'olga', '--name', 'ci', '--scopes', 'unlist'])).trim();
    const unlist = `${source.url}/api/v2/package/Acme.Http/1.0.0`;
    assert.equal((await fetch(unlist, { method: 'DELETE', headers: { 'x-nuget-apikey': key } })).status, 204);
    assert.match(await target.lode(['import', source.feed, '--id', 'Acme.H*']), /^imported\tAcme\.Http/m);
    assert.deepEqual(
      (await registration(target)).map(({ version, listed }) => [version, listed]),
      [
        ['1.0.0', false],
        ['1.1.0', true],
        ['2.0.0-beta.1', true],
      ],
    );
    const [theirs, ours] = await Promise.all(
      [source, target].map(async ({ url }) => {
        const answer = await fetch(`${url}/v3/flatcontainer/acme.http/1.1.0/acme.http.1.1.0.nupkg`);
        return Buffer.from(await answer.arrayBuffer());
      }),
    );
    assert.ok(theirs !== undefined && ours?.equals(theirs));
    assert.equal(await target.lode(['import', source.feed, '--id', 'Acme.H*']), '');
    assert.match(await target.lode(['import', source.feed]), /^imported\tAcme\.Core 0\.1\.0$/m);
  });

  it('finishes what has begun when it is interrupted, and goes on later', async () => {
    const many = path.join(folder, 'many');
    await mkdir(many);
    for (let minor = 0; minor < MANY; minor += 1) {
      await writeFile(path.join(many, `${minor}.nupkg`), buildPackage({ id: 'Many', version: `1.${minor}.0` }));
    }
    const command = ['--disable-warning=ExperimentalWarning', path.join(root, 'src/main.ts'), 'import', many];
    const child = spawn(path.join(root, 'bin/node'), command, {
      env: { ...process.env, ...withoutLodeSettings(), LODE_DATA: target.dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let talk = '';
    child.stderr.on('data', (text: Buffer) => (talk += text.toString()));
    child.stdout.once('data', () => child.kill('SIGINT'));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1, talk);
    assert.match(talk, /interrupted, the same command goes on/);
    const rest = (await target.lode(['import', many])).trim().split('\n').length;
    assert.ok(rest > 0 && rest < MANY, `${rest} were left`);
    const { versions } = (await (await fetch(`${target.url}/v3/flatcontainer/many/index.json`)).json()) as {
      versions: string[];
    };
    assert.equal(versions.length, MANY);
  });

  it('says what is wrong with how it was called', async () => {
    await assert.rejects(target.lode(['import']), /Name a folder or the URL of a feed/);
    await assert.rejects(target.lode(['import', '/nowhere/at/all']), /neither a file nor a folder/);
    await assert.rejects(target.lode(['import', folder, '--id', 'a/b']), /No id looks like a\/b/);
    await assert.rejects(target.lode(['import', folder, '--owner', 'nobody']), /no account named nobody/);
    await assert.rejects(target.lode(['import', `${source.url}/v3/query`]), /no V3 service index/);
  });
});
