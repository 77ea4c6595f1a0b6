import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { buildPackage, packageFiles } from '../../test/support/package-builder.ts';
import { buildZip } from '../../test/support/zip-builder.ts';
import { FixedClock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { createInspector } from './inspection.ts';

const clock = new FixedClock();
const isProblem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

describe('createInspector', () => {
  let folder: string;
  let good: string;
  let bad: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lode-inspection-'));
    good = path.join(folder, 'good.nupkg');
    bad = path.join(folder, 'bad.nupkg');
    // One file is two parts, which must not be handed over twice.
    const metadata = '<license type="file">text.md</license><readme>text.md</readme>';
    await writeFile(
      good,
      buildPackage({
        id: 'Good',
        version: '1.0.0+a',
        license: null,
        readme: null,
        metadata,
        files: { 'text.md': 'Hi' },
      }),
    );
    await writeFile(bad, 'not a package');
  });

  after(() => rm(folder, { recursive: true }));

  it('answers with what reading and the rules gave, as plain data', async () => {
    const inspector = createInspector({ clock });
    const reading = await inspector.inspect(good);
    assert.deepEqual(reading.findings, []);
    assert.deepEqual([reading.id?.key, reading.version?.full], ['good', '1.0.0+a']);
    assert.equal(reading.parts.readme?.length, 2);
    assert.deepEqual(reading.parts.license, reading.parts.readme);
    assert.deepEqual(Object.keys(reading).sort(), ['entries', 'findings', 'id', 'manifest', 'parts', 'version']);
    assert.deepEqual(
      (await inspector.inspect(bad)).findings.map(({ code }) => code),
      ['not_a_package'],
    );
    await inspector.close();
  });

  it('inspects many packages with few threads, each answer its own', async () => {
    const inspector = createInspector({ clock, threads: 2 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => inspector.inspect(at % 2 === 0 ? good : bad)),
    );
    assert.deepEqual(
      answers.map(({ findings }) => findings.length),
      answers.map((_, at) => at % 2),
    );
    await inspector.close();
  });

  it('refuses more waiting packages than it was told to keep', async () => {
    const inspector = createInspector({ clock, threads: 1, waiting: 2 });
    const running = [good, good, good].map((file) => inspector.inspect(file));
    await assert.rejects(inspector.inspect(good), isProblem('busy'));
    await Promise.all(running);
    assert.equal((await inspector.inspect(good)).id?.key, 'good');
    await inspector.close();
  });

  it('gives up on a package that takes too long, and inspects the next one', async () => {
    const inspector = createInspector({ clock, threads: 1, timeoutMilliseconds: 1 });
    const { findings } = await inspector.inspect(good);
    assert.deepEqual(
      findings.map(({ severity, code }) => `${severity} ${code}`),
      ['safety inspection_timeout'],
    );
    await inspector.close();
    const patient = createInspector({ clock, threads: 1 });
    assert.equal((await patient.inspect(good)).id?.key, 'good');
    await patient.close();
  });

  it('answers with a Problem when the file cannot be read, and goes on', async () => {
    const inspector = createInspector({ clock, threads: 1 });
    await assert.rejects(inspector.inspect(path.join(folder, 'missing.nupkg')), isProblem('internal'));
    assert.equal((await inspector.inspect(good)).id?.key, 'good');
    await inspector.close();
  });

  it('answers with a Problem when a thread runs out of memory, and goes on with a new one', async () => {
    const inspector = createInspector({ clock, threads: 1, heapMebibytes: 11 });
    const files = Object.fromEntries(
      Array.from({ length: 9900 }, (_, at) => [`content/${'x'.repeat(180)}${String(at)}`, '']),
    );
    const greedy = path.join(folder, 'greedy.nupkg');
    await writeFile(greedy, buildPackage({ id: 'Greedy', version: '1.0.0', files }));
    await assert.rejects(inspector.inspect(greedy), isProblem('internal'));
    assert.equal((await inspector.inspect(good)).id?.key, 'good');
    await inspector.close();
  });

  it('finishes what it has begun when it is closed, and refuses the rest', async () => {
    const inspector = createInspector({ clock, threads: 1 });
    const running = inspector.inspect(good);
    const waiting = inspector.inspect(good);
    const refused = assert.rejects(waiting, isProblem('busy'));
    await inspector.close();
    assert.equal((await running).id?.key, 'good');
    await refused;
    await assert.rejects(inspector.inspect(good), isProblem('busy'));
  });

  it('reads a large package without holding it', async () => {
    const large = path.join(folder, 'large.nupkg');
    await writeLargePackage(large, 160 * 1024 * 1024);
    const inspector = createInspector({ clock, threads: 1 });
    await inspector.inspect(good);
    const atRest = process.memoryUsage.rss();
    let peak = atRest;
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
    const reading = await inspector.inspect(large);
    clearInterval(timer);
    assert.deepEqual(reading.findings, []);
    assert.ok(peak - atRest < 100 * 1024 * 1024, `grew by ${String((peak - atRest) / 1024 / 1024)} MiB`);
    await inspector.close();
  });
});

/** A stored file of this size, its bytes written as a hole with one honest CRC. */
async function writeLargePackage(file: string, sizeBytes: number): Promise<void> {
  const chunk = new Uint8Array(1024 * 1024);
  let crc = 0;
  for (let done = 0; done < sizeBytes; done += chunk.length) crc = crc32(chunk, crc);
  const fields = { crc32: crc, compressedLength: sizeBytes, length: sizeBytes };
  const others = packageFiles({ id: 'Large', version: '1.0.0' });
  const small = { name: 'content/large.bin', data: '', method: 0, local: fields };
  const head = buildZip([{ ...small, withoutCentral: true }]);
  const local = head.subarray(0, head.length - 22);
  const shift = local.length + sizeBytes;
  const tail = buildZip(others);
  const end = Buffer.from(tail.subarray(-22));
  const directoryAt = end.readUInt32LE(16);
  const shifted = Buffer.from(tail);
  for (let at = directoryAt; at < tail.length - 22;) {
    shifted.writeUInt32LE(shifted.readUInt32LE(at + 42) + shift, at + 42);
    at += 46 + shifted.readUInt16LE(at + 28) + shifted.readUInt16LE(at + 30) + shifted.readUInt16LE(at + 32);
  }
  const named = buildZip([{ ...small, withoutLocal: true, central: fields }]);
  const record = named.subarray(0, named.length - 22);
  end.writeUInt16LE(others.length + 1, 8);
  end.writeUInt16LE(others.length + 1, 10);
  end.writeUInt32LE(end.readUInt32LE(12) + record.length, 12);
  end.writeUInt32LE(directoryAt + shift, 16);
  const handle = await open(file, 'w');
  try {
    await handle.write(local, 0, local.length, 0);
    await handle.write(Buffer.concat([shifted.subarray(0, -22), record, end]), 0, undefined, shift);
  } finally {
    await handle.close();
  }
}
