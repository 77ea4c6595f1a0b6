import { partsOf, registrationOf } from './document-number.ts';
import { popularity } from './popularity.ts';
import { COVERAGE_WEIGHT, type Level } from './search-levels.ts';

/** The numbers of the documents that match at one level. */
export interface LevelMatches {
  readonly level: Level;
  readonly numbers: readonly number[];
}

export interface RankedPackage {
  readonly registrationId: number;
  readonly downloads: number;
}

export interface Gallery {
  readonly mostDownloads: number;
  downloadsOf(registrationId: number): number;
}

/**
 * Orders packages by what they match, times popularity (see `levelWeights`). Each counts once, at the first level that
 * has it. Among equals the more downloaded is first, then the id that is newer here.
 *
 * @param namedParts how many parts of an id the query names
 */
export function rank(levels: readonly LevelMatches[], namedParts: number, gallery: Gallery): RankedPackage[] {
  const scored = new Map<number, RankedPackage & { readonly score: number }>();
  for (const { level, numbers } of levels) {
    for (const number of numbers) {
      if (scored.has(number)) continue;
      const registrationId = registrationOf(number);
      const downloads = gallery.downloadsOf(registrationId);
      const coverage = level.isInId ? COVERAGE_WEIGHT * Math.min(1, namedParts / Math.max(1, partsOf(number))) : 0;
      const score = popularity(downloads, gallery.mostDownloads) + level.weight + coverage;
      scored.set(number, { registrationId, downloads, score });
    }
  }
  return [...scored.values()].sort(
    (a, b) => b.score - a.score || b.downloads - a.downloads || b.registrationId - a.registrationId,
  );
}
