/** What the operator limits, each for one key, account or address; the defaults are those of docs/operating/limits.md. */
export interface RateLimit {
  readonly most: number;
  readonly windowSeconds: number;
}

const defaults = {
  /** Pushes with one key. */
  push: { most: 350, windowSeconds: 3_600 },
  /** Unlists, relists and deprecations with one key. */
  unlist: { most: 250, windowSeconds: 3_600 },
  /** Attempts to sign in to one account from one address that failed. */
  signin: { most: 10, windowSeconds: 900 },
  /** Attempts to sign in to one account that failed, from all devices that it is not known to. */
  account: { most: 100, windowSeconds: 3_600 },
  /** Attempts to sign in, sign up, use a link or show a key from one address; those that succeed do not count. */
  address: { most: 100, windowSeconds: 3_600 },
  /** Mails that one account or one address has sent to somebody: confirmations, resets. */
  mail: { most: 20, windowSeconds: 3_600 },
  /** Invitations that one account sends. */
  invite: { most: 50, windowSeconds: 3_600 },
  /** API keys that one account makes. */
  key: { most: 60, windowSeconds: 3_600 },
  /** Reports of downloads that one person or one address takes along: each reads up to ten years, day by day. */
  report: { most: 120, windowSeconds: 3_600 },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof defaults;
export type RateLimits = Readonly<Record<RateLimitName, RateLimit>>;

export const defaultRateLimits: RateLimits = defaults;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Reads `push=350/h,signin=10/15m`: what is not named keeps its default. Gives the names that it cannot read beside it.
 */
export function parseRateLimits(text: string): { readonly limits: RateLimits; readonly mistakes: readonly string[] } {
  const limits: Record<RateLimitName, RateLimit> = { ...defaults };
  const mistakes: string[] = [];
  for (const item of text.split(',').filter((each) => each.trim() !== '')) {
    const match = /^\s*([a-z]+)\s*=\s*([1-9]\d{0,6})\s*\/\s*([1-9]\d{0,3})?([smhd])\s*$/.exec(item);
    const [, name = '', most, count = '1', unit = ''] = match ?? [];
    if (match === null || !Object.hasOwn(defaults, name)) mistakes.push(item.trim());
    else limits[name as RateLimitName] = { most: Number(most), windowSeconds: Number(count) * (UNITS[unit] ?? 1) };
  }
  return { limits, mistakes };
}
