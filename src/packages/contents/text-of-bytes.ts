/** The text of a file, whatever wrote it: UTF-8, or UTF-16 that says so. Bytes that are no text have none. */

/** `isWhole` is false for the head of a file, whose last character may be cut. */
export function textOfBytes(bytes: Uint8Array, isWhole = true): string | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && looksBinary(bytes)) return undefined;
  const text = new TextDecoder(encoding).decode(bytes, { stream: !isWhole });
  return text.replace(/\r\n?/g, '\n');
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

const LOOKED_AT_BYTES = 8 * 1024;
/** Of what is looked at: a text in an old encoding has some, and is shown with their places marked. */
const MOST_BROKEN = 0.1;

function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, LOOKED_AT_BYTES);
  if (head.includes(0)) return true;
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  const broken = text.match(/(?![\t\n\v\f\r])[\p{Cc}\ufffd]/gu)?.length ?? 0;
  return broken > head.length * MOST_BROKEN;
}
