/** Codes of authenticator apps: TOTP (RFC 6238) as every app can: SHA-1, six digits, thirty seconds. */
import { Secret as TotpSecret, TOTP } from 'otpauth';
import type { Instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';

const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** A code of the step before and after is taken too, since clocks differ. */
const WINDOW = 1;

/** A new secret in base32, as people type it: 160 bits. */
export function newTotpSecret(random: Random): string {
  return new TotpSecret({ buffer: Uint8Array.from(random.bytes(SECRET_BYTES)).buffer }).base32;
}

/** What an app reads out of the QR code. */
export function totpUri(
  secret: string,
  { gallery, person }: { readonly gallery: string; readonly person: string },
): string {
  return totp(secret, { issuer: gallery, label: person }).toString();
}

/** The code of a moment: what an app shows then. */
export function codeAt(secret: string, at: Instant): string {
  return totp(secret).generate({ timestamp: milliseconds(at) });
}

/**
 * The time step that a code belongs to, or undefined when it is wrong. Whoever takes the code must see to it that no step
 * is taken twice. Spaces do not count: apps show `123 456`.
 */
export function stepOfCode(secret: string, code: string, now: Instant): number | undefined {
  const token = code.replaceAll(' ', '');
  if (!isTotpCode(token)) return undefined;
  const timestamp = milliseconds(now);
  const delta = totp(secret).validate({ token, timestamp, window: WINDOW });
  return delta === null ? undefined : TOTP.counter({ period: PERIOD_SECONDS, timestamp }) + delta;
}

/** Whether a text can be a code at all. */
export function isTotpCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text.replaceAll(' ', ''));
}

function totp(secret: string, names: { readonly issuer?: string; readonly label?: string } = {}): TOTP {
  const key = TotpSecret.fromBase32(secret);
  return new TOTP({ ...names, secret: key, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });
}

function milliseconds(at: Instant): number {
  return Math.floor(at / 1000);
}
