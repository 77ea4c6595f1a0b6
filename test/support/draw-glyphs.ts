/**
 * `bin/node test/support/draw-glyphs.ts` draws the letters that pictures of packages are set in, once, with the browser and
 * Liberation Sans (SIL Open Font License 1.1), and keeps them in src/site/assets/glyphs/ (record 45).
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { startBrowser } from './browser.ts';

const folder = path.resolve(import.meta.dirname, '../../src/site/assets/glyphs');

/** ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic, and what typographers use. */
const CHARACTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa1, 0x17f),
  ...range(0x386, 0x3ce),
  ...range(0x400, 0x45f),
  ...Array.from('–—‘’“”„…•€™→−×'),
].filter((character) => /\P{Cn}/u.test(character) && !/[\u00ad\u038b\u038d\u03a2]/.test(character));

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at));
}

interface Drawn {
  readonly character: string;
  readonly advance: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Coverage of each pixel, 0 to 255. */
  readonly pixels: number[];
}

/** Runs in the browser. `top` counts from the base line, and is negative above it. */
const script = (font: string, size: number) => `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = ${size * 3};
  canvas.height = ${size * 3};
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.font = ${JSON.stringify(font)};
  const [x, y] = [${size}, ${size * 2}];
  return ${JSON.stringify(CHARACTERS)}.map((character) => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillText(character, x, y);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [left, right, top, bottom] = [width, -1, height, -1];
    for (let at = 0; at < width * height; at += 1) {
      if (data[at * 4 + 3] === 0) continue;
      left = Math.min(left, at % width);
      right = Math.max(right, at % width);
      top = Math.min(top, Math.floor(at / width));
      bottom = Math.max(bottom, Math.floor(at / width));
    }
    const advance = Math.round(context.measureText(character).width * 100) / 100;
    if (right < 0) return { character, advance, left: 0, top: 0, width: 0, height: 0, pixels: [] };
    const pixels = [];
    for (let row = top; row <= bottom; row += 1)
      for (let column = left; column <= right; column += 1) pixels.push(data[(row * width + column) * 4 + 3]);
    return { character, advance, left: left - x, top: top - y, width: right - left + 1, height: bottom - top + 1, pixels };
  });
})()`;

const browser = await startBrowser();
const { page } = await browser.person();
for (const { name, font, size } of [
  { name: 'bold', font: 'bold 88px "Liberation Sans"', size: 88 },
  { name: 'regular', font: '36px "Liberation Sans"', size: 36 },
]) {
  const drawn = await page.evaluate<Drawn[]>(script(font, size));
  const glyphs = drawn.map(({ character, advance, left, top, width, height }) => [
    character,
    advance,
    left,
    top,
    width,
    height,
  ]);
  const head = Buffer.from(JSON.stringify({ size, glyphs }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.byteLength);
  const bytes = deflateSync(Buffer.concat([length, head, Buffer.from(drawn.flatMap(({ pixels }) => pixels))]), {
    level: 9,
  });
  writeFileSync(path.join(folder, `${name}.bin`), bytes);
  process.stderr.write(`${name}: ${drawn.length} letters, ${bytes.byteLength} bytes\n`);
}
await browser.close();
