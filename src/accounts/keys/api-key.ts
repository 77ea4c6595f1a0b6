import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62, toBase62 } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';

/**
 * An API key is `lode_`, 40 random base62 digits (238 bits, which need no slow hash) and a checksum of 6: secret scanners
 * find it by its form, and a mistyped key is told apart from an unknown one without a look at the database.
 */
const PREFIX = 'lode_';
const RANDOM_DIGITS = 40;
const CHECKSUM_DIGITS = 6;
const FORM = /^lode_[0-9A-Za-z]{46}$/;

/** Longer texts are never hashed. */
export const MAX_API_KEY_LENGTH = 256;

export function generateApiKey(random: Random): Secret {
  const body = randomBase62(random, RANDOM_DIGITS);
  return new Secret(`${PREFIX}${body}${checksum(body)}`);
}

/** What is stored of a key: SHA-256 in hex. */
export function hashApiKey(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Whether a text can be a key at all. */
export function isApiKeyForm(text: string): boolean {
  if (!FORM.test(text)) return false;
  const body = text.slice(PREFIX.length, PREFIX.length + RANDOM_DIGITS);
  return text.endsWith(checksum(body));
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_DIGITS);
}
