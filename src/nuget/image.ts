/** What kind of image bytes are, and how large, out of the bytes alone: names and declared types say nothing. */

export interface ImageHeader {
  readonly type: 'image/png' | 'image/jpeg';
  /** Undefined where the header does not say, as in a file that is cut off. */
  readonly size?: { readonly width: number; readonly height: number };
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_SIZE_OFFSET = 16;
const JPEG_START = 0xffd8ff;

/** Undefined for everything that is neither PNG nor JPEG. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.subarray(0, pngSignature.length).equals(pngSignature)) {
    if (view.length < PNG_SIZE_OFFSET + 8) return { type: 'image/png' };
    const size = { width: view.readUInt32BE(PNG_SIZE_OFFSET), height: view.readUInt32BE(PNG_SIZE_OFFSET + 4) };
    return { type: 'image/png', size };
  }
  if (view.length < 3 || view.readUIntBE(0, 3) !== JPEG_START) return undefined;
  const size = jpegSize(view);
  return size === undefined ? { type: 'image/jpeg' } : { type: 'image/jpeg', size };
}

/** Walks the segments up to the first start of a frame. */
function jpegSize(view: Buffer): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 < view.length;) {
    if (view[at] !== 0xff) return undefined;
    const marker = view.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (isFrameStart(marker)) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + view.readUInt16BE(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15, without the three codes between them that mean tables. */
function isFrameStart(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
