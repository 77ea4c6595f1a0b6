/** Images out of packages that a browser may draw: of four kinds, told by their own bytes, and of a size that does no harm. */
import { readImageHeader } from '../../nuget/image.ts';

/** What is read of an image to tell what it is. */
export const IMAGE_HEAD_BYTES = 64 * 1024;
export const MAX_IMAGE_BYTES = 8 * 1024 * 1024;
const MAX_IMAGE_SIDE = 10_000;
const MAX_IMAGE_PIXELS = 40_000_000;

export interface ShownImage {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly size: { readonly width: number; readonly height: number };
}

/** By the head of a file of that length. Undefined for everything else, and for what does not say how large it is. */
export function readShownImage(head: Uint8Array, length: number): ShownImage | undefined {
  if (length > MAX_IMAGE_BYTES) return undefined;
  const header = readImageHeader(head) ?? readGif(head) ?? readWebp(head);
  if (header?.size === undefined) return undefined;
  const { width, height } = header.size;
  const isBounded = width <= MAX_IMAGE_SIDE && height <= MAX_IMAGE_SIDE && width * height <= MAX_IMAGE_PIXELS;
  return isBounded && width > 0 && height > 0 ? { type: header.type, size: header.size } : undefined;
}

/** Whether a readme may try to show a file of this name. The bytes decide when it is asked for. */
export function hasImageName(path: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(path);
}

interface Header {
  readonly type: 'image/gif' | 'image/webp';
  readonly size?: ShownImage['size'];
}

function readGif(head: Uint8Array): Header | undefined {
  const view = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (view.length < 10 || !/^GIF8[79]a$/.test(view.toString('latin1', 0, 6))) return undefined;
  return { type: 'image/gif', size: { width: view.readUInt16LE(6), height: view.readUInt16LE(8) } };
}

function readWebp(head: Uint8Array): Header | undefined {
  const view = Buffer.from(head.buffer, head.byteOffset, head.length);
  const isWebp =
    view.length >= 30 && view.toString('latin1', 0, 4) === 'RIFF' && view.toString('latin1', 8, 12) === 'WEBP';
  if (!isWebp) return undefined;
  const size = webpSize(view);
  return size === undefined ? undefined : { type: 'image/webp', size };
}

function webpSize(view: Buffer): ShownImage['size'] | undefined {
  const chunk = view.toString('latin1', 12, 16);
  if (chunk === 'VP8X') return { width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
  if (chunk === 'VP8L' && view[20] === 0x2f) {
    const bits = view.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = chunk === 'VP8 ' && view.readUIntBE(23, 3) === 0x9d012a;
  return isKeyFrame ? { width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff } : undefined;
}
