import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Uniformly random base62 text: bytes that would favour some digits are thrown away. */
export function randomBase62(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < 248 && text.length < length) text += BASE62.charAt(byte % 62);
    }
  }
  return text;
}

/** A number in base62, padded on the left. */
export function toBase62(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) text = BASE62.charAt(rest % 62) + text;
  return text;
}

/** The id that stands outside in place of a row's number: 22 base62 characters, 130 random bits. */
export function publicId(random: Random): string {
  return randomBase62(random, 22);
}

/** Whether a text can be a public id at all: anything else never reaches the database. */
export function isPublicId(text: string): boolean {
  return text.length === 22 && /^[0-9A-Za-z]+$/.test(text);
}

/** A public id that the same text always gives, for what must come to be once however often it is asked for. */
export function publicIdOf(text: string): string {
  const digest = createHash('sha256').update(text, 'utf8').digest();
  return Array.from(digest.subarray(0, 22), (byte) => BASE62.charAt(byte % 62)).join('');
}

/** A version 4 UUID, the form that NuGet's catalog uses for commits. */
export function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
