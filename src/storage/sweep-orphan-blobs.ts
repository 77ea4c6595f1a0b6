import { MICROSECONDS_PER_DAY, type Clock } from '../base/clock.ts';
import type { BlobKey } from './blob-keys.ts';
import type { Blobs } from './blobs.ts';
import type { Database, Rows } from './database.ts';

interface Deps {
  readonly blobs: Blobs;
  readonly database: Database;
  readonly clock: Clock;
  /** Whether any row names the blob. */
  readonly isReferenced: (rows: Rows, key: BlobKey) => Promise<boolean>;
}

/**
 * Removes blobs that no row names and that nobody wrote or reused for a day: publishing stores its bytes before its rows,
 * so younger ones may belong to a push under way. Returns how many.
 *
 * Each is removed inside of a mutation that looks at the rows and at the blob's time again. A push that reuses the blob
 * therefore commits before that and the row is seen, or after it, and misses the blob inside its own mutation.
 */
export async function sweepOrphanBlobs(deps: Deps): Promise<number> {
  const before = deps.clock.now() - MICROSECONDS_PER_DAY;
  let removed = 0;
  for await (const { key, usedAt } of deps.blobs.list()) {
    if (usedAt >= before || (await deps.isReferenced(deps.database.read, key))) continue;
    const isGone = await deps.database.mutation(
      async (tx) => !(await deps.isReferenced(tx, key)) && (await deps.blobs.removeUnused(key, before)),
    );
    if (isGone) removed += 1;
  }
  return removed;
}
