import { MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../base/clock.ts';
import type { Database } from '../storage/database.ts';
import { countAll } from './statistics.queries.ts';

/** How old the totals may be: counting every version of a large gallery takes a moment. */
export const TOTALS_SECONDS = 600;

export interface GalleryTotals {
  readonly downloads: number;
  /** Ids that offer a version. */
  readonly packages: number;
  /** Listed versions. */
  readonly versions: number;
  readonly countedAt: Instant;
}

/** Totals of the whole gallery, counted anew when they are ten minutes old and somebody asks. */
export function galleryTotals(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): () => Promise<GalleryTotals> {
  let known: { readonly at: Instant; readonly totals: Promise<GalleryTotals> } | undefined;
  const count = async (at: Instant): Promise<GalleryTotals> => ({ ...(await countAll(deps.database)), countedAt: at });
  return () => {
    const now = deps.clock.now();
    if (known === undefined || now - known.at >= TOTALS_SECONDS * MICROSECONDS_PER_SECOND) {
      const totals = count(now);
      known = { at: now, totals };
      totals.catch(() => (known = undefined));
    }
    return known.totals;
  };
}
