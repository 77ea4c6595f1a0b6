import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { packedBytes } from '../../test/support/packed-text.ts';
import { buildPackage, onePixelPng, packageFiles } from '../../test/support/package-builder.ts';
import type { TestPackage } from '../../test/support/package-builder.ts';
import { buildZip, bytesOf } from '../../test/support/zip-builder.ts';
import type { ZipFile } from '../../test/support/zip-builder.ts';
import { bytesInMemory } from './file-bytes.ts';
import { readImageHeader } from './image.ts';
import { readPackage, readPackageBytes } from './nupkg.ts';
import type { PackageContents } from './nupkg.ts';

const identity: TestPackage = { id: 'A', version: '1.0.0' };

function read(bytes: Uint8Array): Promise<PackageContents> {
  return readPackageBytes(bytesInMemory(bytes));
}

async function found(bytes: Uint8Array): Promise<string[]> {
  return (await read(bytes)).findings.map(({ severity, code }) => `${severity} ${code}`);
}

/** The files of an honest package without its nuspec, and these. */
function withoutNuspec(files: readonly ZipFile[]): Uint8Array {
  return buildZip([...packageFiles(identity).filter(({ name }) => name !== 'A.nuspec'), ...files]);
}

describe('readPackage', () => {
  it('reads identity, manifest, entries and parts out of a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lode-nupkg-'));
    try {
      const file = path.join(folder, 'a.nupkg');
      const nupkg = buildPackage({ ...identity, icon: onePixelPng, licenseFile: 'Be kind.', readme: '# Hi' });
      await writeFile(file, nupkg);
      const { id, version, manifest, parts, findings } = await readPackage(file);
      assert.deepEqual(findings, []);
      assert.deepEqual(
        [id?.key, version?.key, manifest?.license],
        ['a', '1.0.0', { type: 'file', value: 'license.txt' }],
      );
      assert.deepEqual(packedBytes(nupkg, parts.icon), Buffer.from(onePixelPng));
      assert.equal(packedBytes(nupkg, parts.readme).toString(), '# Hi');
      assert.equal(packedBytes(nupkg, parts.license).toString(), 'Be kind.');
      assert.match(packedBytes(nupkg, parts.nuspec).toString(), /<id>A<\/id>/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('finds parts behind percent-encoded names', async () => {
    const nuspec = `<package><metadata><id>A</id><version>1.0.0</version><readme>my docs/read me.md</readme></metadata></package>`;
    const nupkg = buildZip([
      { name: 'A%20B.nuspec', data: nuspec },
      { name: 'my%20docs/read%20me.md', data: 'found' },
    ]);
    assert.equal(packedBytes(nupkg, (await read(nupkg)).parts.readme).toString(), 'found');
  });

  it('serves no icon that is neither PNG nor JPEG', async () => {
    const { parts } = await read(buildPackage({ ...identity, icon: bytesOf('<svg onload="alert(1)"/>') }));
    assert.equal(parts.icon, undefined);
  });

  it('keeps nothing that is larger than its limit', async () => {
    const { parts, files } = await read(buildPackage({ ...identity, readme: 'x'.repeat(1024 * 1024 + 1) }));
    assert.equal(parts.readme, undefined);
    assert.equal(files.readme?.entry?.length, 1024 * 1024 + 1);
  });

  it('A21: wants exactly one nuspec in the root', async () => {
    const nuspec = '<package/>';
    assert.deepEqual(await found(withoutNuspec([])), ['identity nuspec_missing']);
    assert.deepEqual(await found(withoutNuspec([{ name: 'sub/A.nuspec', data: nuspec }])), ['identity nuspec_missing']);
    assert.deepEqual(await found(withoutNuspec([{ name: 'sub\\A.nuspec', data: nuspec }])), [
      'warning zip_backslash',
      'identity nuspec_missing',
    ]);
    const two = [
      { name: 'A.nuspec', data: nuspec },
      { name: 'B.NUSPEC', data: nuspec },
    ];
    assert.deepEqual(await found(withoutNuspec(two)), ['identity nuspec_several']);
    const template = { ...identity, files: { 'content/templates/B.nuspec': nuspec } };
    assert.deepEqual(await found(buildPackage(template)), []);
  });

  it('refuses a nuspec of more than 1 MiB', async () => {
    const nuspec = `<!--${' '.repeat(1024 * 1024)}--><package/>`;
    assert.deepEqual(await found(buildPackage({ ...identity, nuspec })), ['identity nuspec_too_large']);
  });

  it('A22: wants the signature entry stored, without flags, under its exact name, once', async () => {
    const good: ZipFile = { name: '.signature.p7s', data: 'signature', method: 0 };
    const files = packageFiles(identity);
    assert.deepEqual(await found(buildZip([...files, good])), []);
    assert.equal((await read(buildZip([...files, good]))).manifest?.isSigned, true);
    const bad: ZipFile[] = [
      { ...good, method: 8 },
      { ...good, flags: 0x0800 },
      { ...good, method: 8, descriptor: 'signed' },
      { ...good, name: '.Signature.p7s' },
      { ...good, name: '.signature%2Ep7s' },
      { ...good, central: { externalAttributes: 0x20 } },
    ];
    for (const file of bad) assert.deepEqual(await found(buildZip([...files, file])), ['safety signature_entry']);
    assert.deepEqual(await found(buildZip([...files, good, good])), ['safety zip_duplicate']);
    assert.deepEqual(await found(buildZip([...files, { ...good, name: 'sub/.signature.p7s' }])), []);
  });

  const badIds = ['$id$', '', '.', '..', 'a..b', '-a', 'a-', 'a/b', 'a b', 'x'.repeat(101), '\u212aube', 'ſ', 'a\n'];
  for (const id of badIds) {
    it(`B6–B8: cannot tell the id ${JSON.stringify(id).slice(0, 20)}`, async () => {
      const bytes = buildPackage({
        ...identity,
        nuspec: `<package><metadata><id>${id}</id><version>1.0</version></metadata></package>`,
      });
      assert.deepEqual(await found(bytes), ['identity id_invalid']);
    });
  }

  for (const id of ['x'.repeat(100), 'constructor', '__proto__', 'toString', 'con', 'index.json']) {
    it(`B6, B11, B12: takes the id ${id.slice(0, 20)} for one like any other`, async () => {
      const { id: read1, findings } = await read(buildPackage({ id, version: '1.0.0' }));
      assert.equal(read1?.display, id);
      assert.ok(!findings.some(({ severity }) => severity === 'identity'));
    });
  }

  const badVersions = [
    '2147483648.0.0',
    '1.0.0-',
    '1.0.0-01',
    '1.0.0-a..b',
    `1.0.0-${'a'.repeat(1000)}`,
    '*',
    '[1.0]',
    '',
    '1.0.0.0.0',
  ];
  for (const version of badVersions) {
    it(`B16: cannot tell the version ${JSON.stringify(version).slice(0, 20)}`, async () => {
      assert.deepEqual(await found(buildPackage({ ...identity, version })), ['identity version_invalid']);
    });
  }

  it('B13–B15: knows equal versions by one key', async () => {
    const keyOf = async (version: string): Promise<string | undefined> =>
      (await read(buildPackage({ ...identity, version }))).version?.key;
    assert.deepEqual(await Promise.all(['1.0', '1.0.0', '1.0.0.0', '01.0.0'].map(keyOf)), Array(4).fill('1.0.0'));
    assert.deepEqual(await Promise.all(['1.0.0+a', '1.0.0+b'].map(keyOf)), Array(2).fill('1.0.0'));
    assert.deepEqual(await Promise.all(['1.0.0-ALPHA', '1.0.0-alpha'].map(keyOf)), Array(2).fill('1.0.0-alpha'));
  });
});

describe('damaged packages', () => {
  const files = {
    'lib/net8.0/A.dll': new Uint8Array(6000).map((_, at) => (at * 7919) >> 3),
    'lib/net8.0/A.xml': '<doc/>'.repeat(200),
  };
  const honest = buildPackage({ ...identity, files, icon: onePixelPng });
  const isRefused = ({ findings }: PackageContents): boolean =>
    findings.some(({ severity }) => severity === 'safety' || severity === 'identity');

  it('A18: is refused wherever it is cut off', async () => {
    for (let length = 0; length < honest.length; length += 97) {
      assert.ok(isRefused(await read(honest.subarray(0, length))), String(length));
    }
    for (let length = 1024; length < honest.length; length += 1024) {
      assert.ok(isRefused(await read(honest.subarray(0, length))), String(length));
    }
  });

  it('never throws when bytes are flipped, and never passes changed content', async () => {
    const original = await read(honest);
    const flips = fc.array(fc.tuple(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const bytes = Uint8Array.from(honest);
        for (const [at, mask] of changes) bytes[at] = (bytes[at] ?? 0) ^ mask;
        const contents = await read(bytes);
        if (isRefused(contents)) return;
        assert.deepEqual(contents.parts, original.parts);
        assert.deepEqual(
          contents.zipEntries.map(({ crc32 }) => crc32),
          original.zipEntries.map(({ crc32 }) => crc32),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on bytes that only begin like an archive', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc
          .constantFrom('PK\u0003\u0004', 'PK\u0001\u0002', 'PK\u0005\u0006', 'PK\u0006\u0006', 'PK\u0006\u0007')
          .map(bytesOf),
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(40).map((length) => new Uint8Array(length)),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        assert.ok(isRefused(await read(Buffer.concat([bytesOf('PK\u0003\u0004'), ...parts]))));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on any nuspec', async () => {
    const piece = fc.constantFrom(
      '<id>',
      '</id>',
      '<a ',
      'x="',
      '"',
      '>',
      '/>',
      '&amp;',
      '&#',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      'A',
      'é',
      '\0',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), async (pieces) => {
        await read(buildPackage({ ...identity, nuspec: `<package><metadata>${pieces.join('')}` }));
      }),
      { numRuns: 300 },
    );
  });
});

describe('readImageHeader', () => {
  it('knows PNG and JPEG by their bytes, and how large they are', () => {
    assert.deepEqual(readImageHeader(onePixelPng), { type: 'image/png', size: { width: 1, height: 1 } });
    const jpeg = Uint8Array.of(
      0xff,
      0xd8,
      0xff,
      0xe0,
      0,
      4,
      0,
      0,
      0xff,
      0xc2,
      0,
      17,
      8,
      0x01,
      0x00,
      0x02,
      0x00,
      3,
      0,
      0,
    );
    assert.deepEqual(readImageHeader(jpeg), { type: 'image/jpeg', size: { width: 512, height: 256 } });
    assert.deepEqual(readImageHeader(Uint8Array.of(0xff, 0xd8, 0xff)), { type: 'image/jpeg' });
  });

  it('knows nothing else', () => {
    for (const text of ['', 'GIF89a', '<svg/>', '<html>', 'BM', 'RIFF']) {
      assert.equal(readImageHeader(bytesOf(text)), undefined);
    }
  });

  it('never fails on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
        readImageHeader(Buffer.concat([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), rest]));
        readImageHeader(Buffer.concat([onePixelPng.subarray(0, 12), rest]));
      }),
    );
  });
});
