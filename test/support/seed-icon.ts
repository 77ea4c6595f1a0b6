/** Icons of seeded packages: PNGs, drawn pixel by pixel, in a colour and with a figure of their own. */
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
const SAMPLES = 3;

export interface SeedIcon {
  /** Of the ground, in degrees. */
  readonly hue: number;
  readonly figure: 'rings' | 'bars' | 'diamond' | 'waves' | 'grid' | 'arrow';
}

const drawn = new Map<string, Uint8Array>();

/** Each is drawn once: it takes longer than all the rest of a package. */
export function drawIcon(icon: SeedIcon): Uint8Array {
  const name = `${icon.hue} ${icon.figure}`;
  const known = drawn.get(name) ?? draw(icon);
  drawn.set(name, known);
  return known;
}

function draw({ hue, figure }: SeedIcon): Uint8Array {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) rows.set(pixel(x, y, hue, figure), y * (1 + SIZE * 4) + 1 + x * 4);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIZE, 0);
  head.writeUInt32BE(SIZE, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** RGBA, each a mean of nine samples, so that edges are smooth. */
function pixel(x: number, y: number, hue: number, figure: SeedIcon['figure']): number[] {
  let [ground, ink] = [0, 0];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const at = (value: number, part: number) => ((value + (part + 0.5) / SAMPLES) / SIZE) * 2 - 1;
    const [u, v] = [at(x, sample % SAMPLES), at(y, Math.floor(sample / SAMPLES))];
    if (isInGround(u, v)) ground += 1;
    if (figures[figure](u, v)) ink += 1;
  }
  const all = SAMPLES * SAMPLES;
  const light = 0.34 + 0.1 * (1 - (x + y) / (2 * SIZE));
  const [red, green, blue] = colour(hue, light);
  const mix = (value: number) => Math.round(value + (255 - value) * (ink / all) * 0.94);
  return [mix(red), mix(green), mix(blue), Math.round((ground / all) * 255)];
}

/** A square with round corners. */
function isInGround(u: number, v: number): boolean {
  const [a, b] = [Math.max(0, Math.abs(u) - 0.62), Math.max(0, Math.abs(v) - 0.62)];
  return a * a + b * b <= 0.36 * 0.36;
}

type IsInside = (u: number, v: number) => boolean;

const figures = {
  rings: (u, v) => Math.hypot(u, v) < 0.2 || (Math.hypot(u, v) > 0.38 && Math.hypot(u, v) < 0.54),
  bars: (u, v) =>
    Math.abs(u) < 0.5 && v < 0.5 && v > 0.15 - 0.2 * Math.floor((u + 0.5) * 4) && ((u + 0.5) * 4) % 1 < 0.7,
  diamond: (u, v) => Math.abs(u) + Math.abs(v) < 0.62 && !isBetween(Math.abs(u) + Math.abs(v), 0.3, 0.42),
  waves: (u, v) => Math.hypot(u, v) < 0.6 && ((v + 0.12 * Math.sin(u * 6) + 2) * 5) % 1 < 0.5,
  grid: (u, v) => isBetween(Math.max(Math.abs(u), Math.abs(v)), 0, 0.52) && isTile(u) && isTile(v),
  arrow: (u, v) => (v < 0.05 && Math.abs(u) < v + 0.6) || (isBetween(v, 0, 0.55) && Math.abs(u) < 0.2),
} satisfies Record<SeedIcon['figure'], IsInside>;

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function isTile(value: number): boolean {
  return ((value + 0.52) * 2.9) % 1 < 0.72;
}

/** HSL with a fixed saturation, as 0 to 255. */
function colour(hue: number, light: number): [number, number, number] {
  const reach = 0.62 * Math.min(light, 1 - light);
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return (light - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))) * 255;
  };
  return [part(0), part(8), part(4)];
}
