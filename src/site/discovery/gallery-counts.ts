import { countAll } from '../../downloads/statistics.queries.ts';
import type { Database } from '../../storage/database.ts';

export interface GalleryCounts {
  readonly packages: number;
  readonly versions: number;
  readonly downloads: number;
}

/** Versions and downloads may be as old as this. */
const OLDEST_MILLISECONDS = 60_000;
/** Counting takes at most this share of a reader's time. */
const LARGEST_SHARE = 1 / 20;

/**
 * What the home page says of the gallery. How many packages there are the index knows at any time; versions and downloads
 * are counted in the rows, which takes longer the more there are, so a count is kept for a minute, or until another package
 * has come or gone.
 */
export class GalleryCounter {
  readonly #database: Pick<Database, 'scan'>;
  #counted: { readonly packages: number; readonly counts: GalleryCounts } | undefined;
  #running: Promise<GalleryCounts> | undefined;
  #at = 0;
  #cost = 0;

  constructor(database: Pick<Database, 'scan'>) {
    this.#database = database;
  }

  /** Waits for the first count alone: later ones are made while the one before is shown. */
  async counts(packages: number): Promise<GalleryCounts> {
    const age = performance.now() - this.#at;
    const isStale = age >= OLDEST_MILLISECONDS || this.#counted?.packages !== packages;
    if (isStale && age >= this.#cost / LARGEST_SHARE) this.#running ??= this.#count(packages);
    const isLong = this.#cost > OLDEST_MILLISECONDS / 1_000;
    const counts = this.#counted === undefined || !isLong ? await this.#running : undefined;
    return { ...(counts ?? this.#counted?.counts ?? { versions: 0, downloads: 0 }), packages };
  }

  async #count(packages: number): Promise<GalleryCounts> {
    const started = performance.now();
    try {
      const counts = await countAll(this.#database);
      this.#counted = { packages, counts };
      return counts;
    } finally {
      this.#at = performance.now();
      this.#cost = this.#at - started;
      this.#running = undefined;
    }
  }
}
