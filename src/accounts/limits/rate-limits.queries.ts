import type { Instant } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';

export interface Taken {
  /** Turns used in this window, those that were just taken included. */
  readonly used: number;
  readonly endsAt: Instant;
}

/** Takes turns of a bucket, and begins a new window where the old one is over. One statement, so that no turn is lost. */
export async function takeFromBucket(
  tx: Tx,
  bucket: string,
  { turns, now, windowMicroseconds }: { turns: number; now: Instant; windowMicroseconds: number },
): Promise<Taken> {
  const ends = now + windowMicroseconds;
  return tx
    .insertInto('rate_limits')
    .values({ bucket_key: bucket, used: turns, ends_at: ends })
    .onConflict((conflict) =>
      conflict.column('bucket_key').doUpdateSet((row) => ({
        used: row
          .case()
          .when('rate_limits.ends_at', '<=', now)
          .then(turns)
          .else(row('rate_limits.used', '+', turns))
          .end(),
        ends_at: row
          .case()
          .when('rate_limits.ends_at', '<=', now)
          .then(ends)
          .else(row.ref('rate_limits.ends_at'))
          .end(),
      })),
    )
    .returning(['used', 'ends_at as endsAt'])
    .executeTakeFirstOrThrow();
}

export async function deleteEndedBuckets(tx: Tx, now: Instant): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('rate_limits').where('ends_at', '<=', now).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
