/**
 * Recovery codes: what a person writes down for the day on which phone and keys are gone. Eighty random bits each, so a
 * plain hash keeps them: there is no list of likely ones that could be tried.
 */
import { createHash } from 'node:crypto';
import type { Random } from '../../base/random.ts';

export const RECOVERY_CODES = 10;
/** Crockford's base32: no letter that is taken for a digit. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 16;
const GROUP = /.{4}(?!$)/g;
const MAX_TYPED_LENGTH = 64;

/** Ten of them, as they are shown: `k7dq-9x2m-4hta-p0vz`. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(random.bytes(LENGTH), (byte) => DIGITS.charAt(byte & 31))
      .join('')
      .replace(GROUP, '$&-'),
  );
}

/** What is stored of a code, in hex. However somebody typed it; undefined for what cannot be one. */
export function hashRecoveryCode(typed: string): string | undefined {
  if (typed.length > MAX_TYPED_LENGTH) return undefined;
  const code = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  const isCode = code.length === LENGTH && Array.from(code).every((digit) => DIGITS.includes(digit));
  return isCode ? createHash('sha256').update(code, 'utf8').digest('hex') : undefined;
}
