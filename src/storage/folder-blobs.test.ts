import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { addVersion } from '../../test/support/plain-rows.ts';
import { MICROSECONDS_PER_DAY, systemClock } from '../base/clock.ts';
import { nupkgBlobKey, parseBlobKey, sha512OfBlobKey, type BlobKey } from './blob-keys.ts';
import type { Blobs, ListedBlob } from './blobs.ts';
import type { Rows, Tx } from './database.ts';
import { putBytes } from '../../test/support/put-bytes.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { CHUNK_BYTES } from './stream-file.ts';
import { sweepOrphanBlobs } from './sweep-orphan-blobs.ts';
import { sweepTemporaryFiles } from './sweep-temporary-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lode-blobs-'));
after(() => rmSync(root, { recursive: true }));

let folders = 0;
async function newFolder(): Promise<{ folder: string; blobs: Blobs }> {
  const folder = path.join(root, String((folders += 1)), 'blobs');
  return { folder, blobs: await openFolderBlobs(folder) };
}

const keyOf = (bytes: Uint8Array) => nupkgBlobKey(createHash('sha512').update(bytes).digest('hex'));
const bytes = Buffer.from('the bytes of a package');
const key = keyOf(bytes);
const other = nupkgBlobKey('cd'.repeat(64));

async function putNew(blobs: Blobs, content: Uint8Array): Promise<BlobKey> {
  const temporary = blobs.temporaryFile();
  writeFileSync(temporary, content);
  await blobs.putFile(keyOf(content), temporary);
  return keyOf(content);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function listOf(blobs: Blobs): Promise<ListedBlob[]> {
  const all: ListedBlob[] = [];
  for await (const blob of blobs.list()) all.push(blob);
  return all;
}

function makeOld(file: string): void {
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  utimesSync(file, twoDaysAgo, twoDaysAgo);
}

describe('a folder of blobs', () => {
  it('gives back what was put, whole and in ranges', async () => {
    const { blobs } = await newFolder();
    assert.equal(await putBytes(blobs, key, bytes), 'stored');
    assert.equal(await blobs.sizeOf(key), bytes.length);
    assert.deepEqual(Buffer.from(await blobs.readAll(key)), bytes);
    assert.deepEqual(await collect(blobs.stream(key)), bytes);
    assert.equal((await collect(blobs.stream(key, { start: 4, end: 9 }))).toString(), 'bytes');
    assert.equal((await collect(blobs.stream(key, { start: 4, end: 4 }))).toString(), '');
  });

  it('streams a large file in chunks of a named size, and closes it when the reader stops', async () => {
    const { blobs } = await newFolder();
    const large = Buffer.alloc(CHUNK_BYTES * 2 + 17, 'abc');
    const largeKey = await putNew(blobs, large);
    const sizes: number[] = [];
    for await (const chunk of blobs.stream(largeKey)) sizes.push(chunk.length);
    assert.deepEqual(sizes, [CHUNK_BYTES, CHUNK_BYTES, 17]);
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 20; i += 1) {
      for await (const chunk of blobs.stream(largeKey)) {
        assert.equal(chunk[0], large[0]);
        break;
      }
    }
    assert.equal(open(), before);
  });

  it('leaves nothing in its temporary folder after a put, also when the key is taken', async () => {
    const { blobs, folder } = await newFolder();
    await putNew(blobs, bytes);
    const temporary = blobs.temporaryFile();
    writeFileSync(temporary, bytes);
    makeOld(path.join(folder, key));
    assert.equal(await blobs.putFile(key, temporary), 'reused');
    assert.deepEqual(readdirSync(path.join(folder, 'tmp')), []);
    const [listed] = await listOf(blobs);
    assert.ok(listed !== undefined && systemClock.now() - listed.usedAt < 60_000_000, 'its time is refreshed');
  });

  it('puts sixteen equal files at once', async () => {
    const { blobs, folder } = await newFolder();
    await Promise.all(Array.from({ length: 16 }, () => putNew(blobs, bytes)));
    assert.deepEqual(Buffer.from(await blobs.readAll(key)), bytes);
    assert.deepEqual(readdirSync(path.join(folder, 'tmp')), []);
  });

  it('replaces a damaged file when its bytes come again', async () => {
    const { blobs, folder } = await newFolder();
    await putNew(blobs, bytes);
    truncateSync(path.join(folder, key), 3);
    await putNew(blobs, bytes);
    assert.deepEqual(Buffer.from(await blobs.readAll(key)), bytes);
  });

  it('says what is missing', async () => {
    const { blobs } = await newFolder();
    assert.equal(await blobs.sizeOf(key), undefined);
    await assert.rejects(blobs.readAll(key), { code: 'storage_unavailable' });
    await assert.rejects(collect(blobs.stream(key)), { code: 'storage_unavailable' });
    await blobs.remove(key);
  });

  it('lists its blobs and nothing else', async () => {
    const { blobs, folder } = await newFolder();
    await putBytes(blobs, other, bytes);
    await putBytes(blobs, key, bytes);
    blobs.temporaryFile();
    mkdirSync(path.join(folder, 'lost+found'));
    writeFileSync(path.join(folder, 'nupkg', 'README'), 'not a blob');
    const listed = await listOf(blobs);
    assert.deepEqual(listed.map((each) => each.key).toSorted(), [key, other].toSorted());
    assert.deepEqual(
      listed.map((each) => each.sizeBytes),
      [bytes.length, bytes.length],
    );
    await blobs.remove(other);
    assert.equal((await listOf(blobs)).length, 1);
  });

  it('is for its owner alone', async () => {
    const { blobs, folder } = await newFolder();
    await putBytes(blobs, key, bytes);
    for (const each of [folder, path.dirname(path.join(folder, key))]) assert.equal(statSync(each).mode & 0o777, 0o700);
  });

  it('removes temporary files after a day', async () => {
    const { blobs } = await newFolder();
    const [old, young] = [blobs.temporaryFile(), blobs.temporaryFile()];
    for (const each of [old, young]) writeFileSync(each, bytes);
    makeOld(old);
    assert.equal(await sweepTemporaryFiles({ blobs, clock: systemClock }), 1);
    assert.ok(!existsSync(old));
    assert.ok(existsSync(young));
  });

  it('can be asked whether it takes bytes', async () => {
    const { blobs, folder } = await newFolder();
    await blobs.ping();
    assert.deepEqual(readdirSync(path.join(folder, 'tmp')), []);
    rmSync(path.join(folder, 'tmp'), { recursive: true });
    await assert.rejects(blobs.ping(), { code: 'storage_unavailable' });
  });
});

describe('a blob key', () => {
  it('is told from a stray file, and never leaves the folder', () => {
    assert.equal(parseBlobKey(key), key);
    assert.equal(sha512OfBlobKey(nupkgBlobKey('ab'.repeat(64))), 'ab'.repeat(64));
    const hash = 'ab'.repeat(64);
    const bad = [
      '',
      'nupkg',
      `nupkg/cd/${hash}.nupkg`,
      `nupkg/ab/../${hash}.nupkg`,
      `../nupkg/ab/${hash}.nupkg`,
      `${key}x`,
      'tmp/0123456789abcdefABCDEF',
    ];
    for (const each of bad) assert.equal(parseBlobKey(each), undefined, each);
  });
});

forEachDatabase((_, open) => {
  it('sweeps blobs that no row names, a day after their last use', async () => {
    const database = await open();
    const { blobs, folder } = await newFolder();
    const named = await putNew(blobs, Buffer.from('named by a row'));
    const orphan = await putNew(blobs, Buffer.from('an orphan'));
    const young = await putNew(blobs, Buffer.from('a push under way'));
    for (const old of [named, orphan]) makeOld(path.join(folder, old));
    await database.mutation((tx) => addVersion(tx, { sha512_key: path.basename(named, '.nupkg') }));
    const isReferenced = async (rows: Rows | Tx, each: BlobKey) =>
      (await rows.selectFrom('versions').select('id').where('sha512_key', '=', path.basename(each, '.nupkg')).execute())
        .length > 0;
    const deps = { blobs, database, clock: systemClock, isReferenced };
    assert.equal(await sweepOrphanBlobs(deps), 1);
    assert.equal(await sweepOrphanBlobs(deps), 0);
    const left = await listOf(blobs);
    assert.deepEqual(left.map((each) => each.key).toSorted(), [named, young].toSorted());
    assert.equal(await blobs.removeUnused(young, systemClock.now() - MICROSECONDS_PER_DAY), false);
  });
});
