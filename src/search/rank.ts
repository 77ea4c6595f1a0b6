import { partsOf, registrationOf, stepOf } from './document-number.ts';
import { mostDownloadsOfStep, popularity } from './popularity.ts';
import { COVERAGE_WEIGHT, type Level } from './search-levels.ts';

export interface RankedPackage {
  readonly registrationId: number;
  readonly downloads: number;
}

export interface Gallery {
  readonly mostDownloads: number;
  downloadsOf(registrationId: number): number;
}

interface Scored extends RankedPackage {
  readonly score: number;
}

export interface RankingOptions {
  /** How many of the best are wanted. */
  readonly limit: number;
  /** How many parts of an id the query names. */
  readonly namedParts: number;
  readonly gallery: Gallery;
}

/**
 * Orders packages by what they match, times popularity (see `levelWeights`). Each counts once, at the first level that
 * has it. Among equals the more downloaded is first, then the id that is newer here.
 *
 * A level's matches come in the order of popularity, so reading them stops as soon as the next one, even if it were all
 * that it could be, would stand behind the packages that are wanted. What is left unread changes nothing in the answer.
 */
export class Ranking {
  readonly #options: RankingOptions;
  readonly #seen = new Set<number>();
  #scored: Scored[] = [];
  /** Behind this score nobody is wanted. */
  #threshold = Number.NEGATIVE_INFINITY;

  constructor(options: RankingOptions) {
    this.#options = options;
  }

  /** Levels from the best to the broadest; `numbers` ascending. */
  take(level: Level, numbers: Iterable<number>): void {
    let step = Number.NaN;
    let highest = Number.POSITIVE_INFINITY;
    for (const number of numbers) {
      if (stepOf(number) !== step) {
        step = stepOf(number);
        highest = this.#highestScore(level, step);
      }
      if (highest <= this.#threshold) break;
      if (this.#seen.has(number)) continue;
      this.#seen.add(number);
      this.#scored.push(this.#score(level, number));
      if (this.#scored.length >= this.#options.limit * 2) this.#keepBest();
    }
    this.#keepBest();
  }

  best(): readonly RankedPackage[] {
    return this.#scored;
  }

  #score(level: Level, number: number): Scored {
    const { gallery, namedParts } = this.#options;
    const registrationId = registrationOf(number);
    const downloads = gallery.downloadsOf(registrationId);
    const coverage = level.isInId ? COVERAGE_WEIGHT * Math.min(1, namedParts / Math.max(1, partsOf(number))) : 0;
    return { registrationId, downloads, score: popularity(downloads, gallery.mostDownloads) + level.weight + coverage };
  }

  #highestScore({ weight, isInId }: Level, step: number): number {
    const most = popularity(mostDownloadsOfStep(step), this.#options.gallery.mostDownloads);
    return most + weight + (isInId ? COVERAGE_WEIGHT : 0);
  }

  #keepBest(): void {
    const { limit } = this.#options;
    this.#scored.sort((a, b) => b.score - a.score || b.downloads - a.downloads || b.registrationId - a.registrationId);
    this.#scored = this.#scored.slice(0, limit);
    this.#threshold = this.#scored[limit - 1]?.score ?? Number.NEGATIVE_INFINITY;
  }
}
