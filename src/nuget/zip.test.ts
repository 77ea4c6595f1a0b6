import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { buildPackage, packageFiles } from '../../test/support/package-builder.ts';
import { buildZip, bytesOf, extraField, u16, u32 } from '../../test/support/zip-builder.ts';
import type { ZipFile, ZipShape } from '../../test/support/zip-builder.ts';
import { bytesInMemory } from './file-bytes.ts';
import type { ByteSource } from './file-bytes.ts';
import { packageLimits } from './limits.ts';
import { readPackageBytes } from './nupkg.ts';
import type { PackageContents } from './nupkg.ts';

const UTF8_FLAG = 0x0800;
const UNIX = 3 << 8;

function read(bytes: Uint8Array, limits = packageLimits): Promise<PackageContents> {
  return readPackageBytes(bytesInMemory(bytes), limits);
}

/** A package with these files beside its own. */
function packageWith(files: readonly ZipFile[], shape?: ZipShape): Uint8Array {
  return buildZip([...packageFiles({ id: 'A', version: '1.0.0' }), ...files], shape);
}

/** What was found, as `severity code`. */
async function found(bytes: Uint8Array, limits = packageLimits): Promise<string[]> {
  const { findings } = await read(bytes, limits);
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

async function codes(bytes: Uint8Array): Promise<string[]> {
  return [...new Set((await found(bytes)).map((text) => text.split(' ')[1] ?? ''))];
}

describe('a package that is fine', () => {
  it('has no findings, and every file with its path and sizes', async () => {
    const contents = await read(
      buildPackage({ id: 'A', version: '1.0.0', files: { 'lib/net8.0/A.dll': 'x'.repeat(500) } }),
    );
    assert.deepEqual(contents.findings, []);
    assert.deepEqual(
      contents.entries.map(({ fullName }) => fullName),
      ['_rels/.rels', 'A.nuspec', 'lib/net8.0/A.dll', 'readme.md', '[Content_Types].xml'],
    );
    assert.equal(contents.entries[2]?.length, 500);
    assert.ok((contents.entries[2]?.compressedLength ?? 500) < 50);
    assert.deepEqual(contents.manifest?.supportedFrameworks, ['net8.0']);
  });

  it('may carry data descriptors, as .NET writes them to a stream, with their signature or without', async () => {
    for (const descriptor of ['signed', 'unsigned'] as const) {
      const files = packageFiles({ id: 'A', version: '1.0.0', files: { 'lib/net8.0/A.dll': 'code' } });
      assert.deepEqual(await found(buildZip(files.map((file) => ({ ...file, descriptor })))), []);
    }
  });

  it('may have percent-encoded names, and is known by the decoded ones', async () => {
    const contents = await read(packageWith([{ name: 'lib/net8.0/My%20A%2B%C3%A9%zz.dll', data: 'x' }]));
    assert.deepEqual(contents.findings, []);
    assert.ok(contents.entries.some(({ fullName }) => fullName === 'lib/net8.0/My A+é%zz.dll'));
  });

  it('may have folder entries, a comment and harmless extra fields', async () => {
    const extra = extraField(0x5455, bytesOf('\u0001abcd'));
    const files: ZipFile[] = [
      { name: 'lib/', central: { externalAttributes: 0x10 } },
      { name: 'lib/a.dll', data: 'x', extra },
    ];
    const contents = await read(packageWith(files, { comment: bytesOf('packed by hand') }));
    assert.deepEqual(contents.findings, []);
    assert.ok(!contents.entries.some(({ fullName }) => fullName === 'lib/'));
  });

  it('may hold other archives, which stay opaque', async () => {
    const inner = buildPackage({ id: 'Inner', version: '1.0.0' });
    assert.deepEqual(await found(packageWith([{ name: 'content/inner.zip', data: inner, method: 0 }])), []);
  });

  it('may have names that are old but harmless: backslashes are a warning, doubled ones break a rule', async () => {
    const contents = await read(packageWith([{ name: 'lib\\net45\\a.dll', data: 'x' }]));
    assert.deepEqual(
      contents.findings.map(({ severity, code }) => `${severity} ${code}`),
      ['warning zip_backslash'],
    );
    assert.ok(contents.entries.some(({ fullName }) => fullName === 'lib/net45/a.dll'));
    assert.ok((await found(packageWith([{ name: 'lib\\\\a.dll', data: 'x' }]))).includes('rule zip_backslash'));
  });
});

describe('A. bombs', () => {
  it('A1: refuses what inflates out of proportion, from the directory alone', async () => {
    const limits = { ...packageLimits, ratioFromBytes: 1024 * 1024 };
    const bytes = packageWith([{ name: 'zeros', data: new Uint8Array(4 * 1024 * 1024) }]);
    assert.deepEqual(await found(bytes, limits), ['safety zip_ratio']);
  });

  it('A1: refuses more inflated bytes than the limit', async () => {
    const limits = { ...packageLimits, inflatedBytes: 1024 * 1024 };
    const bytes = packageWith([{ name: 'zeros', data: new Uint8Array(1024 * 1024 + 1) }]);
    assert.deepEqual(await found(bytes, limits), ['safety zip_too_large']);
  });

  it('A2: refuses entries that share bytes', async () => {
    const kernel = { name: 'kernel', data: 'x'.repeat(1000) };
    const shared = Array.from({ length: 50 }, (_, at): ZipFile => {
      return { ...kernel, name: `copy${String(at)}`, withoutLocal: true, central: { headerOffset: 0 } };
    });
    assert.deepEqual(await codes(buildZip([kernel, ...shared])), ['zip_overlap']);
    const intoDirectory = { compressedLength: 50, length: 50 };
    const last: ZipFile = { name: 'last', data: 'x', method: 0, local: intoDirectory, central: intoDirectory };
    assert.deepEqual(await codes(buildZip([kernel, last])), ['zip_overlap']);
  });

  it('A3: stops at the first byte more than a header states, streamed or not', async () => {
    const small: ZipFile = { name: 'liar', data: 'x'.repeat(100), stored: deflateRawSync(new Uint8Array(1_000_000)) };
    assert.deepEqual(await found(packageWith([small])), ['safety zip_size_mismatch']);
    const stored = deflateRawSync(new Uint8Array(64 * 1024 * 1024));
    const large: ZipFile = { name: 'liar', data: new Uint8Array(5 * 1024 * 1024).fill(7), stored };
    assert.deepEqual(await found(packageWith([large])), ['safety zip_size_mismatch']);
  });

  it('A3: reads no further once an entry has yielded too much', async () => {
    const noise = Buffer.concat(Array.from({ length: 200 }, () => randomBytes(100_000)));
    const liar: ZipFile = { name: 'liar', data: new Uint8Array(2_000_000), stored: deflateRawSync(noise) };
    const bytes = packageWith([liar]);
    let bytesRead = 0;
    const source = bytesInMemory(bytes);
    const counting: ByteSource = {
      size: source.size,
      read(position, length) {
        bytesRead += length;
        return source.read(position, length);
      },
    };
    const { findings } = await readPackageBytes(counting, packageLimits);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['zip_size_mismatch'],
    );
    assert.ok(bytesRead < 6_000_000, String(bytesRead));
  });

  it('A3: refuses an entry that yields less, and bytes behind the end of its deflate stream', async () => {
    const less: ZipFile = { name: 'liar', data: 'x'.repeat(100), stored: deflateRawSync(bytesOf('x'.repeat(99))) };
    assert.deepEqual(await found(packageWith([less])), ['safety zip_size_mismatch']);
    const data = bytesOf('honest');
    const hidden = { name: 'liar', data, stored: Buffer.concat([deflateRawSync(data), bytesOf('hidden')]) };
    assert.deepEqual(await found(packageWith([hidden])), ['safety zip_size_mismatch']);
  });

  it('A4: refuses 65,535 empty entries, and one more than the limit', async () => {
    const files = Array.from({ length: 65_535 }, (_, at): ZipFile => ({ name: String(at) }));
    assert.deepEqual(await found(buildZip(files)), ['safety zip_too_many_entries']);
    const few = Array.from({ length: 6 }, (_, at): ZipFile => ({ name: String(at) }));
    assert.deepEqual(await found(buildZip(few), { ...packageLimits, entries: 5 }), ['safety zip_too_many_entries']);
    assert.deepEqual(await found(buildZip(few), { ...packageLimits, directoryBytes: 280 }), [
      'safety zip_too_many_entries',
    ]);
  });

  it('A4: refuses 70,000 entries whose count has overflown', async () => {
    const files = Array.from({ length: 70_000 }, (_, at): ZipFile => ({ name: String(at) }));
    assert.deepEqual(await codes(buildZip(files)), ['zip_eocd']);
  });
});

describe('A. names', () => {
  const unsafe = [
    ['A6', '../../etc/passwd'],
    ['A6', 'lib/../../x'],
    ['A6', '..\\..\\x'],
    ['A6', 'lib/.. /x'],
    ['A6', './x'],
    ['A7', '/abs'],
    ['A7', 'C:\\x'],
    ['A7', 'C:x'],
    ['A7', '\\\\srv\\share'],
    ['A7', '//srv/x'],
    ['A8', 'a.dll:stream'],
    ['A9', '%2e%2e%2fx'],
    ['A9', 'lib/%2E%2E/%2e%2e/x'],
    ['A9', '%252e%252e%252fx'],
    ['A9', '%5c%5csrv%5cshare'],
    ['A9', 'a%00b'],
    ['A10', 'a\0b'],
    ['A10', 'a\nb'],
    ['A10', 'a\u202egnp.exe'],
    ['A10', 'a\u007fb'],
    ['A10', 'a\u2028b'],
    ['A10', ''],
  ] as const;

  for (const [label, name] of unsafe) {
    it(`${label}: refuses ${JSON.stringify(name)} from everybody`, async () => {
      assert.ok((await found(packageWith([{ name, data: 'x' }]))).includes('safety zip_unsafe_path'));
    });
  }

  for (const name of ['lib/net8.0/a.dll ', 'a.dll.', 'lib/con.dll', 'NUL', 'lib/com1.txt', 'lib//a.dll', 'a%20']) {
    it(`A8: refuses ${JSON.stringify(name)} in a push`, async () => {
      assert.ok((await found(packageWith([{ name, data: 'x' }]))).includes('rule zip_unsafe_path'));
    });
  }

  it('collects the faults of all names, up to the limit of one code', async () => {
    const files = Array.from({ length: 100 }, (_, at): ZipFile => ({ name: `../${String(at)}` }));
    const contents = await read(packageWith(files));
    assert.equal(contents.findings.length, packageLimits.findingsOfOneCode);
    assert.equal(contents.manifest?.id, 'A');
  });

  it('says the place in one line that cannot write right to left', async () => {
    const { findings } = await read(packageWith([{ name: 'a\n\u202eb' }]));
    assert.equal(findings[0]?.at, 'a��b');
  });

  it('refuses names that are not UTF-8, whatever the flag says', async () => {
    for (const flags of [0, UTF8_FLAG]) {
      const bytes = packageWith([{ name: Uint8Array.of(0x61, 0xff), flags }]);
      assert.deepEqual(await found(bytes), ['safety zip_name_encoding']);
    }
  });

  it('refuses names that are too long for clients in a push, and absurd ones from everybody', async () => {
    assert.deepEqual(await found(packageWith([{ name: `lib/${'a'.repeat(257)}` }])), ['rule zip_name_length']);
    assert.deepEqual(await found(packageWith([{ name: `lib/${'a'.repeat(256)}` }])), []);
    assert.deepEqual(await found(packageWith([{ name: 'a'.repeat(2001) }])), ['safety zip_name_length']);
  });

  it('A11: refuses two entries of one name, however it is spelled', async () => {
    const pairs = [
      ['a.dll', 'a.dll'],
      ['lib/a b.dll', 'lib/a%20b.dll'],
      ['lib/a.dll', 'lib\\a.dll'],
      ['lib/a.dll', 'lib//a.dll'],
    ] as const;
    for (const [first, second] of pairs) {
      const files = [
        { name: first, data: '1' },
        { name: second, data: '2' },
      ];
      assert.ok((await found(packageWith(files))).includes('safety zip_duplicate'), second);
    }
  });

  it('A11: refuses names that differ only in case or composition in a push', async () => {
    const pairs = [
      ['A.dll', 'a.dll'],
      ['caf\u00e9', 'cafe\u0301'],
      ['a.dll', 'a.dll.'],
    ] as const;
    for (const [first, second] of pairs) {
      const files = [
        { name: first, data: '1' },
        { name: second, data: '2' },
      ];
      const findings = await found(packageWith(files));
      assert.ok(findings.includes('rule zip_duplicate'), second);
      assert.ok(!findings.some((text) => text.startsWith('safety')), second);
    }
  });

  it('A13: refuses symbolic links and devices', async () => {
    for (const mode of [0o120777, 0o060644, 0o020644, 0o010644, 0o140755]) {
      const central = { madeBy: UNIX | 20, externalAttributes: (mode << 16) >>> 0 };
      assert.deepEqual(await found(packageWith([{ name: 'link', data: 'target', central }])), ['safety zip_symlink']);
    }
    const regular = { madeBy: UNIX | 20, externalAttributes: (0o100644 << 16) >>> 0 };
    assert.deepEqual(await found(packageWith([{ name: 'file', data: 'x', central: regular }])), []);
  });

  it('refuses a folder entry with content', async () => {
    assert.deepEqual(await found(packageWith([{ name: 'lib/', data: 'x' }])), ['safety zip_directory']);
  });
});

describe('A. records that disagree', () => {
  const disagreements: readonly (readonly [string, ZipFile])[] = [
    ['name', { name: 'a', data: 'x', local: { name: 'b' } }],
    ['length of the name', { name: 'a', data: 'x', local: { name: 'ab' } }],
    ['method', { name: 'a', data: 'x', method: 0, local: { method: 8 } }],
    ['flags', { name: 'a', data: 'x', local: { flags: UTF8_FLAG } }],
    ['CRC', { name: 'a', data: 'x', local: { crc32: 1 } }],
    ['packed size', { name: 'a', data: 'x', local: { compressedLength: 1 } }],
    ['size', { name: 'a', data: 'x', local: { length: 2 } }],
    ['CRC beside a descriptor', { name: 'a', data: 'x', descriptor: 'signed', local: { crc32: 1 } }],
    ['Unicode path', { name: 'a', data: 'x', extra: extraField(0x7075, bytesOf('\u0001abcdb')) }],
  ];
  for (const [what, file] of disagreements) {
    it(`A12: refuses another ${what} in the local record`, async () => {
      assert.deepEqual(await found(packageWith([file])), ['safety zip_local_cd_mismatch']);
    });
  }

  it('takes different deflate levels in the flags for what they are', async () => {
    assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', local: { flags: 2 } }])), []);
  });

  it('A16: refuses broken extra fields and every ZIP64 field', async () => {
    const twice = Buffer.concat([
      extraField(0x7075, bytesOf('\u0001abcda')),
      extraField(0x7075, bytesOf('\u0001abcda')),
    ]);
    const cases = [
      ['zip_extra', extraField(0x5455, bytesOf('abc'), 10)],
      ['zip_extra', Uint8Array.of(1, 2, 3)],
      ['zip_extra', twice],
      ['zip_zip64', extraField(0x0001, new Uint8Array(12))],
      ['zip_zip64', extraField(0x0001, new Uint8Array(0))],
    ] as const;
    for (const [code, extra] of cases) {
      assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', local: { extra } }])), [`safety ${code}`]);
      assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', central: { extra } }])), [`safety ${code}`]);
    }
  });

  it('A16: refuses sizes that only a ZIP64 field could give, and a ZIP64 end record', async () => {
    const huge = { name: 'a', data: 'x', central: { compressedLength: 0xffffffff } };
    assert.deepEqual(await found(packageWith([huge])), ['safety zip_zip64']);
    const locator = Buffer.concat([u32(0x07064b50), u32(0), u32(0), u32(0), u32(1)]);
    assert.deepEqual(await found(packageWith([], { beforeEnd: locator })), ['safety zip_zip64']);
  });

  it('A17: refuses every method but stored and deflated, and everything encrypted', async () => {
    for (const method of [1, 9, 12, 14, 93, 99]) {
      assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', method }])), ['safety zip_method']);
    }
    for (const flags of [0x0001, 0x0040, 0x2000]) {
      assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', flags }])), ['safety zip_method']);
    }
    assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', central: { versionNeeded: 63 } }])), [
      'safety zip_method',
    ]);
  });

  it('A19: refuses a wrong CRC, and says it of every entry that has one', async () => {
    const wrong = { crc32: 1 };
    const files: ZipFile[] = ['a', 'b'].map((name) => ({ name, data: 'x', local: wrong, central: wrong }));
    const large = { name: 'c', data: new Uint8Array(5_000_000).fill(1), local: wrong, central: wrong };
    assert.deepEqual(await found(packageWith([...files, large, { ...large, name: 'd', method: 0 }])), [
      'safety zip_crc',
      'safety zip_crc',
      'safety zip_crc',
      'safety zip_crc',
    ]);
  });

  it('refuses data that is no deflate stream', async () => {
    const stored = new Uint8Array(50).fill(0xff);
    assert.deepEqual(await found(packageWith([{ name: 'a', data: 'x', stored }])), ['safety zip_deflate']);
    const data = new Uint8Array(5_000_000);
    assert.deepEqual(await found(packageWith([{ name: 'a', data, stored }])), ['safety zip_deflate']);
    const noise = deflateRawSync(randomBytes(1_000_000));
    const cutOff: ZipFile = { name: 'a', data, stored: noise.subarray(0, 500_000) };
    assert.deepEqual(await found(packageWith([cutOff])), ['safety zip_deflate']);
    const brokenInside = Buffer.concat([noise.subarray(0, 400_000), Buffer.alloc(300_000, 0xff)]);
    assert.deepEqual(await found(packageWith([{ ...cutOff, stored: brokenInside }])), ['safety zip_deflate']);
  });

  it('refuses descriptors that lie, are misplaced, or follow stored data', async () => {
    const lying: ZipFile = { name: 'a', data: 'x', descriptor: 'signed', descriptorFields: { length: 2 } };
    const gap: ZipFile = { name: 'a', data: 'x', descriptor: 'signed', gapAfter: u16(0) };
    const stored: ZipFile = { name: 'a', data: 'x', method: 0, descriptor: 'signed' };
    for (const file of [lying, gap, stored]) {
      assert.deepEqual(await found(packageWith([file])), ['safety zip_descriptor']);
    }
  });
});

describe('A. the frame of the archive', () => {
  it('A14: refuses a second end record inside the comment, whichever archive it belongs to', async () => {
    const other = buildPackage({ id: 'Other', version: '1.0.0' });
    assert.deepEqual(await found(packageWith([], { comment: other })), ['safety zip_eocd']);
    assert.deepEqual(await found(packageWith([], { comment: bytesOf('PK\u0005\u0006 and more') })), [
      'safety zip_eocd',
    ]);
    const small = buildZip([{ name: 'B.nuspec', data: '<package/>' }]);
    const padded = Buffer.concat([new Uint8Array(60_000), small]);
    assert.deepEqual(await found(packageWith([], { comment: padded })), ['safety zip_eocd']);
  });

  it('A14: refuses an entry that hides another end record which ends with the file', async () => {
    const hidden = Buffer.concat([u32(0x06054b50), new Uint8Array(16)]);
    const probe = packageWith([{ name: 'hider', data: Buffer.concat([hidden, u16(0)]), method: 0 }]);
    const at = Buffer.from(probe).indexOf(u32(0x06054b50));
    const rest = probe.length - at - 22;
    const bytes = packageWith([{ name: 'hider', data: Buffer.concat([hidden, u16(rest)]), method: 0 }]);
    assert.deepEqual(await found(bytes), ['safety zip_eocd']);
  });

  it('A15: refuses anything before the archive or behind it', async () => {
    const script = bytesOf('#!/bin/sh\necho hello\n');
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
    for (const prefix of [script, png]) {
      assert.deepEqual(await found(packageWith([], { prefix })), ['safety zip_prepended']);
      const honest = buildPackage({ id: 'A', version: '1.0.0' });
      assert.deepEqual(await found(Buffer.concat([prefix, honest])), ['safety zip_prepended']);
    }
    for (const length of [1, 100_000, 1024 * 1024]) {
      assert.deepEqual(await found(packageWith([], { suffix: new Uint8Array(length) })), ['safety zip_trailing']);
    }
  });

  it('refuses bytes that no directory record names', async () => {
    const gap = bytesOf('PK\u0003\u0004 hidden');
    assert.deepEqual(await found(packageWith([{ name: 'a', gapAfter: gap }, { name: 'b' }])), ['safety zip_gap']);
    assert.deepEqual(await found(packageWith([], { beforeDirectory: gap })), ['safety zip_gap']);
    assert.deepEqual(await found(packageWith([{ name: 'unnamed', data: 'x', withoutCentral: true }])), [
      'safety zip_gap',
    ]);
  });

  it('refuses an end record that does not fit', async () => {
    const shapes: ZipShape[] = [
      { end: { disk: 1 } },
      { end: { directoryDisk: 1 } },
      { end: { entriesOnDisk: 1 } },
      { end: { entries: 4, entriesOnDisk: 4 } },
      { end: { directorySize: 10 } },
      { end: { directoryOffset: 0 } },
      { beforeEnd: bytesOf('x') },
    ];
    for (const shape of shapes) assert.deepEqual(await found(packageWith([], shape)), ['safety zip_eocd']);
    assert.deepEqual(await codes(packageWith([{ name: 'a', central: { disk: 1 } }])), ['zip_eocd']);
  });

  it('refuses a directory record that is broken', async () => {
    const bytes = packageWith([]);
    const at = Buffer.from(bytes).lastIndexOf(u32(0x02014b50));
    bytes[at + 2] = 9;
    assert.deepEqual(await found(bytes), ['safety zip_directory_broken']);
    const overlong = packageWith([]);
    overlong[at + 32] = 1;
    assert.deepEqual(await found(overlong), ['safety zip_directory_broken']);
  });

  it('A20: knows what is not a package at all', async () => {
    const tarHeader = Buffer.alloc(1024);
    tarHeader.write('package.tar');
    tarHeader.write('ustar', 257);
    const inputs = [
      new Uint8Array(),
      Uint8Array.of(80),
      bytesOf('<!DOCTYPE html><html></html>'),
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
      tarHeader,
      buildZip([]),
    ];
    for (const input of inputs) assert.deepEqual(await found(input), ['safety not_a_package']);
  });

  it('A20: refuses an archive that a tar reader would take for a tar', async () => {
    const data = Buffer.alloc(2000);
    const bytes = Buffer.from(buildZip([{ name: 'a', data, method: 0 }]));
    bytes.write('ustar\0', 257);
    bytes.write('        ', 148);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    assert.deepEqual(await found(bytes), ['safety not_a_package']);
  });

  it('refuses more bytes than a package may have, unread', async () => {
    const bytes = buildPackage({ id: 'A', version: '1.0.0' });
    const limits = { ...packageLimits, packageBytes: bytes.length - 1 };
    assert.deepEqual(await found(bytes, limits), ['safety package_too_large']);
  });
});
