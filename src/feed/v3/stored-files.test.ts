import assert from 'node:assert/strict';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { bytesInMemory } from '../../nuget/file-bytes.ts';
import { readPackageBytes } from '../../nuget/nupkg.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { Blobs } from '../../storage/blobs.ts';
import { putBytes } from '../../../test/support/put-bytes.ts';
import { openFolderBlobs } from '../../storage/folder-blobs.ts';
import { StoredFiles, SMALL_FILE_BYTES } from './stored-files.ts';

describe('StoredFiles', () => {
  let folder: string;
  let blobs: Blobs;
  const smallKey = nupkgBlobKey('a'.repeat(128));
  const largeKey = nupkgBlobKey('b'.repeat(128));
  const large = Buffer.alloc(SMALL_FILE_BYTES + 1, 'large');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lode-blobs-'));
    blobs = await openFolderBlobs(folder);
    await putBytes(blobs, smallKey, Buffer.from('small'));
    await putBytes(blobs, largeKey, large);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function openFilesOfFolder(): Promise<number> {
    const links = await readdir('/proc/self/fd');
    const targets = await Promise.all(links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => '')));
    return targets.filter((target) => target.startsWith(folder)).length;
  }

  it('keeps small files in memory: their bytes never change', async () => {
    const files = new StoredFiles(blobs);
    const first = await files.range(smallKey, 5, { start: 1, end: 3 });
    assert.deepEqual(first, Buffer.from('ma'));
    await blobs.remove(smallKey);
    assert.deepEqual(await files.range(smallKey, 5, { start: 0, end: 5 }), Buffer.from('small'));
    await assert.rejects(new StoredFiles(blobs).range(smallKey, 5, { start: 0, end: 5 }), {
      code: 'storage_unavailable',
    });
  });

  it('takes files out of a package, stored and deflated', async () => {
    const nupkg = buildPackage({ id: 'A', version: '1.0.0', readme: '# Hi '.repeat(100) });
    const key = nupkgBlobKey('c'.repeat(128));
    await putBytes(blobs, key, nupkg);
    const { parts } = await readPackageBytes(bytesInMemory(nupkg));
    assert.ok(parts.readme);
    assert.equal(Buffer.from(await new StoredFiles(blobs).part(key, parts.readme)).toString(), '# Hi '.repeat(100));
  });

  it(
    'streams large files, and closes one that nobody began to read',
    { skip: process.platform !== 'linux' },
    async () => {
      const files = new StoredFiles(blobs);
      const body = await files.range(largeKey, large.byteLength, { start: 0, end: large.byteLength });
      assert.ok(!(body instanceof Uint8Array));
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      assert.ok(large.equals(Buffer.concat(chunks)));
      const unread = await files.range(largeKey, large.byteLength, { start: 0, end: large.byteLength });
      assert.ok(!(unread instanceof Uint8Array));
      await unread[Symbol.asyncIterator]().return?.();
      const halfRead = await files.range(largeKey, large.byteLength, { start: 10, end: large.byteLength });
      assert.ok(!(halfRead instanceof Uint8Array));
      for await (const _chunk of halfRead) break;
      assert.equal(await openFilesOfFolder(), 0);
    },
  );
});
