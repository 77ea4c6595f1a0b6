/**
 * Popularity is the logarithm of a package's downloads against the most downloaded package of this very gallery, so it
 * tells apart 3 from 300 downloads as well as 300 thousand from 300 million. No number of nuget.org's is in it.
 */

/** In a gallery whose most downloaded package has fewer, the differences are accidents and count for less. */
const TELLING_DOWNLOADS = 100;

/** From 0 for a package that nobody downloaded to 1 for the most downloaded one. */
export function popularity(downloads: number, mostDownloads: number): number {
  return Math.log1p(downloads) / Math.log1p(Math.max(mostDownloads, TELLING_DOWNLOADS));
}

export const POPULARITY_STEPS = 512;
const STEPS_PER_DOUBLING = 12;

/**
 * The step of a logarithmic scale that ends beyond 10^12; one step is 6 %. Documents are numbered by step, so a package
 * changes its number only some hundred times on its way from the first download to the billionth.
 */
export function popularityStep(downloads: number): number {
  return Math.min(POPULARITY_STEPS - 1, Math.floor(Math.log2(1 + downloads) * STEPS_PER_DOUBLING));
}

/** The largest number of downloads of a step. */
export function mostDownloadsOfStep(step: number): number {
  return Math.ceil(2 ** ((step + 1) / STEPS_PER_DOUBLING)) - 2;
}
