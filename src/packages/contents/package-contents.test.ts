import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { putBytes } from '../../../test/support/put-bytes.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { Blobs } from '../../storage/blobs.ts';
import { openFolderBlobs } from '../../storage/folder-blobs.ts';
import { listFolder } from './list-folder.ts';
import { PackageContents, type StoredPackage } from './package-contents.ts';
import { readShownImage } from './shown-image.ts';
import { textOfBytes } from './text-of-bytes.ts';

describe('the contents of a stored package', () => {
  let folder: string;
  let blobs: Blobs;
  let stored: StoredPackage;
  const large = randomBytes(300_000);
  const zeros = Buffer.alloc(2_000_000);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lode-contents-'));
    blobs = await openFolderBlobs(folder);
    const files = { 'lib/net8.0/a.dll': large, 'zeros.bin': zeros, 'docs/empty.txt': '', 'docs/größe.md': 'ä' };
    stored = await store(buildPackage({ id: 'A', version: '1.0.0', files }));
  });
  after(() => rm(folder, { recursive: true }));

  async function store(bytes: Uint8Array): Promise<StoredPackage> {
    const sha512 = createHash('sha512').update(bytes).digest('hex');
    await putBytes(blobs, nupkgBlobKey(sha512), bytes);
    return { sha512, sizeBytes: bytes.byteLength };
  }

  it('is read by ranges: the directory once, a file alone', async () => {
    const ranges: number[] = [];
    const contents = new PackageContents({
      stream(key, range) {
        ranges.push((range?.end ?? 0) - (range?.start ?? 0));
        return blobs.stream(key, range);
      },
    });
    const file = await contents.find(stored, 'docs/größe.md');
    assert.ok(file !== undefined);
    assert.equal((await contents.files(stored)).length > 4, true);
    const { bytes, isWhole } = await contents.head(stored, file, 100);
    assert.deepEqual([Buffer.from(bytes).toString(), isWhole], ['ä', true]);
    assert.deepEqual(ranges.slice(1), [30, file.compressedLength], 'no more than its record and its bytes');
  });

  it('gives whole files, heads of files, and empty ones', async () => {
    const contents = new PackageContents(blobs);
    const read = async (path: string, most: number) => {
      const file = await contents.find(stored, path);
      assert.ok(file !== undefined, path);
      return contents.head(stored, file, most);
    };
    assert.ok(large.equals((await read('lib/net8.0/a.dll', 1_000_000)).bytes));
    const head = await read('zeros.bin', 1_000);
    assert.deepEqual([head.bytes.byteLength, head.isWhole], [1_000, false]);
    assert.deepEqual((await read('docs/empty.txt', 10)).isWhole, true);
    assert.equal(await contents.find(stored, 'lib/net8.0'), undefined);
    assert.equal(await contents.find(stored, 'LIB/NET8.0/A.DLL').then((file) => file?.path), 'lib/net8.0/a.dll');
  });

  it('stops where a file is longer than the directory says', async () => {
    const contents = new PackageContents(blobs);
    const file = await contents.find(stored, 'zeros.bin');
    assert.ok(file !== undefined);
    await assert.rejects(contents.head(stored, { ...file, length: 1_000 }, 5_000_000), { code: 'storage_unavailable' });
  });

  it('says so where the bytes are no package', async () => {
    const broken = await store(Buffer.from('no archive at all'));
    await assert.rejects(new PackageContents(blobs).files(broken), { code: 'storage_unavailable' });
  });

  it('is listed one folder at a time, ten thousand files too', () => {
    const all = Array.from({ length: 10_000 }, (_, at) => ({
      path: `lib/${at % 100}/file${at}.txt`,
      length: 2,
      compressedLength: 1,
      crc32: 0,
      isDeflated: true,
      headerOffset: 0,
    }));
    assert.deepEqual(
      listFolder(all, '')?.folders.map(({ name, files, length }) => [name, files, length]),
      [['lib', 10_000, 20_000]],
    );
    assert.deepEqual(
      listFolder(all, 'lib')
        ?.folders.slice(0, 3)
        .map(({ name }) => name),
      ['0', '1', '2'],
    );
    assert.deepEqual(
      listFolder(all, 'lib/7')
        ?.files.slice(0, 2)
        .map(({ name }) => name),
      ['file7.txt', 'file107.txt'],
    );
    assert.equal(listFolder(all, 'li'), undefined);
    assert.equal(listFolder(all, 'constructor'), undefined);
  });
});

describe('what a file is', () => {
  it('text by its bytes: UTF-8, UTF-16 that says so, old encodings with their places marked', () => {
    assert.equal(textOfBytes(Buffer.from('a\r\nb\rc')), 'a\nb\nc');
    assert.equal(textOfBytes(Buffer.from('\ufeffä', 'utf16le')), 'ä');
    assert.equal(
      textOfBytes(Buffer.from('Gr\u00f6\u00dfe und noch viel mehr Text', 'latin1')),
      'Gr\ufffd\ufffde und noch viel mehr Text',
    );
    assert.equal(textOfBytes(Buffer.from('ä').subarray(0, 1), false), '');
    assert.equal(textOfBytes(Buffer.from('a\0b')), undefined);
    assert.equal(textOfBytes(randomBytes(1_000)), undefined);
  });

  it('an image by its bytes, of four kinds, and none that is too large to draw', () => {
    const gif = (width: number, height: number) => {
      const bytes = Buffer.alloc(32);
      bytes.write('GIF89a', 'latin1');
      bytes.writeUInt16LE(width, 6);
      bytes.writeUInt16LE(height, 8);
      return bytes;
    };
    assert.deepEqual(readShownImage(gif(2, 3), 32), { type: 'image/gif', size: { width: 2, height: 3 } });
    assert.equal(readShownImage(gif(60_000, 2), 32), undefined);
    assert.equal(readShownImage(gif(9_000, 9_000), 32), undefined);
    assert.equal(readShownImage(gif(0, 3), 32), undefined);
    assert.equal(readShownImage(gif(2, 3), 100_000_000), undefined);
    const webp = Buffer.from('RIFF....WEBPVP8X............\x01\x00\x00', 'latin1');
    webp.writeUIntLE(99, 24, 3);
    webp.writeUIntLE(49, 27, 3);
    assert.deepEqual(readShownImage(webp, webp.length), { type: 'image/webp', size: { width: 100, height: 50 } });
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'GIF', '', 'BM......', 'RIFF....WAVE']) {
      assert.equal(readShownImage(Buffer.from(text), text.length), undefined, text);
    }
  });
});
