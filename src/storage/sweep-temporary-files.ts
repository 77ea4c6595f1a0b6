import { MICROSECONDS_PER_DAY, type Clock } from '../base/clock.ts';
import type { Blobs } from './blobs.ts';

/** Removes what uploads that never ended have left: no upload takes a day. Returns how many files. */
export function sweepTemporaryFiles(deps: { readonly blobs: Blobs; readonly clock: Clock }): Promise<number> {
  return deps.blobs.removeTemporaryFiles(deps.clock.now() - MICROSECONDS_PER_DAY);
}
