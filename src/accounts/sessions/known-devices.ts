/**
 * Browsers in which somebody has signed in before. Each holds a cookie that says so, signed, for a few accounts. Guesses
 * from such a browser are counted in a bucket of its own: so strangers who use up the guesses for an account lock out each
 * other, and never the person whose account it is. The mark opens nothing, and whoever steals it has a few guesses more.
 */
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, type Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';

export const KNOWN_DEVICE_DAYS = 180;
/** Accounts that one browser is known for; the oldest gives way. */
const MAX_MARKS = 5;
const MARK = /^([0-9A-Za-z]{22})\.([0-9A-Za-z]{22})\.(\d{1,12})\.([\w-]{43})$/;

interface Mark {
  readonly text: string;
  readonly accountPublicId: string;
  /** Random, and so what the browser's guesses are counted under. */
  readonly device: string;
}

/** By what name the browser with this cookie is known for an account; undefined when it is not. */
export function knownDevice(
  secret: ServerSecret,
  cookie: string | undefined,
  accountPublicId: string,
  now: Instant,
): string | undefined {
  return marksOf(secret, cookie, now).find((mark) => mark.accountPublicId === accountPublicId)?.device;
}

/** The cookie after somebody has signed in to an account: known for it from now on, and for others as before. */
export function withKnownDevice(
  { secret, random }: { readonly secret: ServerSecret; readonly random: Random },
  cookie: string | undefined,
  accountPublicId: string,
  now: Instant,
): string {
  const marks = marksOf(secret, cookie, now);
  const device = marks.find((mark) => mark.accountPublicId === accountPublicId)?.device ?? publicId(random);
  const others = marks.filter((mark) => mark.accountPublicId !== accountPublicId);
  const endsAt = Math.floor((now + KNOWN_DEVICE_DAYS * MICROSECONDS_PER_DAY) / MICROSECONDS_PER_SECOND);
  const said = `${accountPublicId}.${device}.${endsAt}`;
  const newest = `${said}.${secret.sign('known devices', said)}`;
  return [newest, ...others.map(({ text }) => text)].slice(0, MAX_MARKS).join('~');
}

function marksOf(secret: ServerSecret, cookie: string | undefined, now: Instant): Mark[] {
  const texts = (cookie ?? '').split('~', MAX_MARKS);
  return texts.flatMap((text) => {
    const [, accountPublicId = '', device = '', endsAt = '', signature = ''] = MARK.exec(text) ?? [];
    const isOurs = secret.isSignatureOf('known devices', `${accountPublicId}.${device}.${endsAt}`, signature);
    return isOurs && Number(endsAt) * MICROSECONDS_PER_SECOND > now ? [{ text, accountPublicId, device }] : [];
  });
}
