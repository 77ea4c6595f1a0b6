/** The letters that pictures are set in: drawn once, kept as coverage of pixels (assets/glyphs, record 45). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';

export interface Glyph {
  readonly advance: number;
  readonly left: number;
  /** From the base line; negative above it. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 255 for each pixel, row by row. */
  readonly coverage: Uint8Array;
}

export interface Font {
  readonly size: number;
  readonly glyphs: ReadonlyMap<string, Glyph>;
}

type Head = readonly [character: string, advance: number, left: number, top: number, width: number, height: number];

export function readFont(name: 'bold' | 'regular'): Font {
  const bytes = inflateSync(readFileSync(path.join(import.meta.dirname, '..', 'assets', 'glyphs', `${name}.bin`)));
  const start = 4 + bytes.readUInt32BE(0);
  const head = JSON.parse(bytes.toString('utf8', 4, start)) as { size: number; glyphs: readonly Head[] };
  const glyphs = new Map<string, Glyph>();
  let offset = start;
  for (const [character, advance, left, top, width, height] of head.glyphs) {
    const coverage = bytes.subarray(offset, offset + width * height);
    glyphs.set(character, { advance, left, top, width, height, coverage });
    offset += coverage.byteLength;
  }
  return { size: head.size, glyphs };
}
