import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { drawPackage, PICTURE } from './draw-package.ts';
import { readFont } from './glyphs.ts';
import { drawable, isReadable, linesOf, widthOf } from './set-text.ts';

const texts = {
  galleryName: 'Lode',
  host: 'gallery.example',
  id: 'Acme.Http',
  version: '1.0.0',
  description: 'What it is.',
};
const MOST_BYTES = 80_000;

/** The pixels of a PNG as ours are, a row each; throws where it is none. */
function rowsOf(png: Buffer): Buffer[] {
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [PICTURE.width, PICTURE.height]);
  const start = png.indexOf('IDAT');
  const pixels = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
  assert.equal(pixels.byteLength, (PICTURE.width + 1) * PICTURE.height);
  return Array.from({ length: PICTURE.height }, (_, row) =>
    pixels.subarray(row * (PICTURE.width + 1) + 1, (row + 1) * (PICTURE.width + 1)),
  );
}

describe('the picture of a package', () => {
  const evil = '"><svg onload=alert(1)>\u202E\u0000\uD800 ';
  const cases: Readonly<Record<string, Partial<typeof texts>>> = {
    usual: {},
    'the longest id': { id: `${'Extraordinarily.'.repeat(6)}Long`.slice(0, 100), version: `1.0.0-${'x'.repeat(200)}` },
    'an id without a break': { id: 'W'.repeat(100) },
    'nothing at all': { id: '', version: '', description: '', galleryName: '', host: '' },
    'hostile texts': { id: evil, version: evil, description: evil.repeat(10_000), galleryName: evil },
    'other scripts': { description: '漢字の説明。'.repeat(100), galleryName: 'Παράδειγμα' },
  };
  for (const [name, changed] of Object.entries(cases)) {
    it(`is a small PNG with a margin: ${name}`, async () => {
      const png = await drawPackage({ ...texts, ...changed });
      assert.ok(png.byteLength < MOST_BYTES, `${png.byteLength} bytes`);
      const paper = 0;
      for (const row of rowsOf(png).slice(12)) {
        assert.ok(row.subarray(0, 60).every((pixel) => pixel === paper || pixel % 64 === 0));
        assert.ok(row.subarray(PICTURE.width - 60).every((pixel) => pixel % 64 === 0));
      }
      assert.ok(
        rowsOf(png)
          .slice(590)
          .every((row) => row.every((pixel) => pixel % 64 === 0)),
      );
    });
  }

  it('is the same for the same texts, and another for others', async () => {
    const [one, same, other] = await Promise.all([
      drawPackage(texts),
      drawPackage(texts),
      drawPackage({ ...texts, version: '1.0.1' }),
    ]);
    assert.deepEqual(one, same);
    assert.notDeepEqual(one, other);
  });
});

describe('lines of a picture', () => {
  const font = readFont('regular');
  const measure = { font, size: 36, width: 400, lines: 2, breaks: /[ .]/ };

  it('fit, break between words, and end with an ellipsis where there is more', () => {
    const lines = linesOf(drawable(font, 'One word after the other until there is no room left', 400), measure);
    assert.deepEqual(
      lines.map((line) => line.join('')),
      ['One word after the', 'other until there is no r…'],
    );
    for (const line of lines) assert.ok(widthOf(font, 36, line) <= 400);
    assert.deepEqual(
      linesOf(drawable(font, 'Acme.Http', 100), measure).map((line) => line.join('')),
      ['Acme.Http'],
    );
  });

  it('replace letters that there are none of', () => {
    assert.equal(drawable(font, 'a漢\u0301b\u202Ec\td', 100).join(''), 'a□ b c d');
    assert.equal(isReadable(drawable(font, '漢字 and so on', 100)), true);
    assert.equal(isReadable(drawable(font, '漢字の説明 abc', 100)), false);
  });
});
