import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import type { KeyPrincipal } from '../principal.ts';

/** How long before its end a key's users and holders are told. */
export const EXPIRY_WARNING_DAYS = 10;

/** The sentence for `X-NuGet-Warning` when a key ends within ten days; `keysPage` is the URL where a new one is made. */
export function keyExpiryWarning(
  { clock, keysPage }: { readonly clock: Clock; readonly keysPage: string },
  { expiresAt, rotateBefore }: Pick<KeyPrincipal, 'expiresAt' | 'rotateBefore'>,
): string | undefined {
  const mustRotate = rotateBefore !== null && rotateBefore < expiresAt;
  const left = (mustRotate ? rotateBefore : expiresAt) - clock.now();
  if (left > EXPIRY_WARNING_DAYS * MICROSECONDS_PER_DAY) return undefined;
  const days = Math.max(1, Math.ceil(left / MICROSECONDS_PER_DAY));
  const time = `in ${days} ${days === 1 ? 'day' : 'days'}`;
  return mustRotate
    ? `The API key stops ${time}, because somebody who saw it left. Regenerate it before then: ${keysPage}`
    : `The API key expires ${time}. Make a new one before then: ${keysPage}`;
}
