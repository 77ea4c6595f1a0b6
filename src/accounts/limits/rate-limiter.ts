import { MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { RateLimit, RateLimitName, RateLimits } from '../../base/rate-limits.ts';
import type { Database } from '../../storage/database.ts';
import { networkOf } from './network-of.ts';
import { takeFromBucket } from './rate-limits.queries.ts';

/** Counts what keys, accounts and addresses do, in rows that all nodes share. */
export interface RateLimiter {
  /**
   * Takes one turn of a limit, for one key, account or address. Throws `too_many_requests` with the seconds to wait when
   * there is none left. Whoever is refused is not counted. `onLimit` runs before the first refusal of a window, and not
   * again in it: for what is to be told once, however often somebody goes on trying.
   */
  take(limit: RateLimitName, who: string, onLimit?: () => Promise<void>): Promise<void>;
  /** Gives a turn back that was taken a moment ago: for limits that count what failed. */
  giveBack(limit: RateLimitName, who: string): void;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * A node takes a twentieth of a large limit at a time and gives it out from memory, so that a push does not wait for a
 * commit of its own. Small limits are counted one by one. What a node has not given out when it ends counts as used.
 */
const SHARE = 20;
/** Buckets that a node remembers; more of them cost a look at the rows. */
const MAX_REMEMBERED = 10_000;
const MAX_WHO_LENGTH = 200;

interface Granted {
  left: number;
  readonly endsAt: Instant;
  /** Nothing more is to be had before the window ends: who asks is refused without a look at the rows. */
  readonly isLast: boolean;
  isTold: boolean;
}

/** Without limits, every turn is given. */
export function createRateLimiter(deps: Deps, limits: RateLimits | undefined): RateLimiter {
  if (limits === undefined) return { take: () => Promise.resolve(), giveBack: () => undefined };
  const grants = new Map<string, Granted>();
  const underWay = new Map<string, Promise<void>>();
  const renew = async (bucket: string, limit: RateLimit): Promise<void> => {
    const grant = await takeShare(deps, bucket, limit);
    if (grants.size >= MAX_REMEMBERED) grants.clear();
    grants.set(bucket, grant);
  };
  return {
    giveBack(name, who) {
      const grant = grants.get(bucketOf(name, who));
      if (grant !== undefined && grant.endsAt > deps.clock.now()) grant.left += 1;
    },
    async take(name, who, onLimit) {
      const bucket = bucketOf(name, who);
      while (true) {
        const now = deps.clock.now();
        const grant = grants.get(bucket);
        const holds = grant !== undefined && grant.endsAt > now;
        if (holds && grant.left > 0) {
          grant.left -= 1;
          return;
        }
        if (holds && grant.isLast) {
          const isFirst = !grant.isTold;
          grant.isTold = true;
          if (isFirst) await onLimit?.();
          throw tooMany(grant.endsAt - now);
        }
        // Who asks while a share is under way waits for that one: each taking its own would use the limit up unused.
        const renewal = underWay.get(bucket) ?? renew(bucket, limits[name]).finally(() => underWay.delete(bucket));
        underWay.set(bucket, renewal);
        await renewal;
      }
    },
  };
}

/** What comes back says how much was used before, since every node takes the same share at a time. */
async function takeShare({ database, clock }: Deps, bucket: string, limit: RateLimit): Promise<Granted> {
  const turns = Math.max(1, Math.floor(limit.most / SHARE));
  const window = { turns, now: clock.now(), windowMicroseconds: limit.windowSeconds * MICROSECONDS_PER_SECOND };
  const { used, endsAt } = await database.transaction((tx) => takeFromBucket(tx, bucket, window));
  const left = Math.max(0, Math.min(turns, limit.most - (used - turns)));
  return { left, endsAt, isLast: left < turns, isTold: false };
}

/** Whoever has one address of IPv6 has a network of them, so `address` counts networks. */
function bucketOf(name: RateLimitName, who: string): string {
  return `${name}:${(name === 'address' ? networkOf(who) : who).slice(0, MAX_WHO_LENGTH)}`;
}

function tooMany(microseconds: number): Problem {
  const seconds = Math.max(1, Math.ceil(microseconds / MICROSECONDS_PER_SECOND));
  return new Problem('too_many_requests', `Too many requests: wait ${seconds} seconds and try again.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
