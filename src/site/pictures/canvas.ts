/**
 * A picture in a few inks on paper, each pixel one byte: which ink, and how much of it. It becomes a PNG with a palette, so
 * that a picture of 1,200 × 630 is a few kilobytes and takes a few milliseconds.
 */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Font, Glyph } from './glyphs.ts';
import { advanceOf } from './set-text.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Shades of each ink, from paper to full. */
const SHADES = 64;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextPlace {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly font: Font;
  readonly size: number;
  readonly ink: number;
}

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #paper: Colour;
  readonly #inks: readonly Colour[];
  readonly #pixels: Uint8Array;

  /** Four inks at most. */
  constructor(size: { readonly width: number; readonly height: number }, paper: Colour, inks: readonly Colour[]) {
    this.width = size.width;
    this.height = size.height;
    this.#paper = paper;
    this.#inks = inks;
    this.#pixels = new Uint8Array(size.width * size.height);
  }

  /** Of what lies outside, nothing is drawn. `share` is between 0 and 1. */
  dot(x: number, y: number, ink: number, share: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height || share <= 0) return;
    this.#pixels[y * this.width + x] = ink * SHADES + Math.round(share * (SHADES - 1));
  }

  /** A square that stands on a corner, its edges made smooth; `x` and `y` are those of its box. */
  diamond(box: { readonly x: number; readonly y: number; readonly size: number }, ink: number, share: number): void {
    const middle = box.size / 2;
    for (let at = 0; at < box.size * box.size; at += 1) {
      const [row, column] = [Math.floor(at / box.size), at % box.size];
      const distance = Math.abs(column + 0.5 - middle) + Math.abs(row + 0.5 - middle);
      // An edge crosses a pixel over the square root of two of this distance.
      const covered = Math.min(1, Math.max(0, (middle - distance) / Math.SQRT2 + 0.5));
      this.dot(box.x + column, box.y + row, ink, share * covered);
    }
  }

  bar({ x, y, width, height }: Box, ink: number): void {
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) this.dot(column, row, ink, 1);
    }
  }

  /** Gives where the text ends. */
  text(letters: readonly string[], { x, y, font, size, ink }: TextPlace): number {
    const scale = size / font.size;
    let at = x;
    for (const letter of letters) {
      const glyph = font.glyphs.get(letter);
      if (glyph === undefined) this.#box(at, y, size, ink);
      else this.#glyph(glyph, { x: at, y, scale, ink });
      at += advanceOf(font, letter) * scale;
    }
    return at;
  }

  /** Each pixel is the mean of what it covers of the letter, which is never enlarged. */
  #glyph(
    glyph: Glyph,
    { x, y, scale, ink }: { readonly x: number; readonly y: number; readonly scale: number; readonly ink: number },
  ): void {
    // In its own size a letter begins with a whole pixel, and is as sharp as it was drawn.
    const left = scale === 1 ? Math.round(x + glyph.left) : x + glyph.left * scale;
    const top = y + glyph.top * scale;
    for (let row = Math.floor(top); row < top + glyph.height * scale; row += 1) {
      for (let column = Math.floor(left); column < left + glyph.width * scale; column += 1) {
        this.dot(column, row, ink, meanOf(glyph, (column - left) / scale, (row - top) / scale, 1 / scale) / 255);
      }
    }
  }

  #box(x: number, y: number, size: number, ink: number): void {
    const [left, side] = [Math.round(x + size * 0.08), Math.round(size * 0.5)];
    const top = Math.round(y - size * 0.6);
    const line = Math.max(1, Math.round(size * 0.05));
    this.bar({ x: left, y: top, width: side, height: line }, ink);
    this.bar({ x: left, y: top + side, width: side + line, height: line }, ink);
    this.bar({ x: left, y: top, width: line, height: side }, ink);
    this.bar({ x: left + side, y: top, width: line, height: side }, ink);
  }

  async png(): Promise<Buffer> {
    const lines = Buffer.alloc((this.width + 1) * this.height);
    for (let row = 0; row < this.height; row += 1) {
      lines.set(this.#pixels.subarray(row * this.width, (row + 1) * this.width), row * (this.width + 1) + 1);
    }
    const head = Buffer.alloc(13);
    head.writeUInt32BE(this.width, 0);
    head.writeUInt32BE(this.height, 4);
    head.set([8, 3, 0, 0, 0], 8);
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('PLTE', this.#palette()),
      chunk('IDAT', await compress(lines)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  #palette(): Buffer {
    const mixed = this.#inks.flatMap((ink) =>
      Array.from({ length: SHADES }, (_, shade) =>
        this.#paper.map((part, at) => Math.round(part + (((ink[at] ?? 0) - part) * shade) / (SHADES - 1))),
      ),
    );
    return Buffer.from(mixed.flat());
  }
}

const compress = promisify(deflate);

function meanOf({ width, height, coverage }: Glyph, x: number, y: number, side: number): number {
  if (side === 1) return coverage[y * width + x] ?? 0;
  let sum = 0;
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, y + side); row += 1) {
    const down = Math.min(row + 1, y + side) - Math.max(row, y);
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(width, x + side); column += 1) {
      const part = down * (Math.min(column + 1, x + side) - Math.max(column, x));
      sum += part * (coverage[row * width + column] ?? 0);
    }
  }
  return sum / (side * side);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
