import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { galleryTotals, type GalleryTotals } from '../../downloads/gallery-totals.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages of statistics need. */
export interface StatisticsDeps extends SiteDeps {
  readonly database: Database;
  readonly limiter: RateLimiter;
}

/** With the totals that these pages share. */
export interface TotalsDeps extends StatisticsDeps {
  readonly totals: () => Promise<GalleryTotals>;
}

export function withTotals(deps: StatisticsDeps): TotalsDeps {
  return { ...deps, totals: galleryTotals(deps) };
}
