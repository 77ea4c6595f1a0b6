import { parseVersionRange } from '../../nuget/version-range.ts';
import type { DependentRow, ManagedVersion } from './bulk.queries.ts';
import { versionLine } from './version-line.ts';

/** So many packages that depend are looked at; those beyond are "more than". */
export const MAX_DEPENDENTS_READ = 1_000;
/** Of them the most downloaded are shown. */
export const MAX_DEPENDENTS_SHOWN = 10;

/**
 * - `listed`: a listed version satisfies the range
 * - `unlisted`: only unlisted ones do; restore takes one of them
 * - `nothing`: no version of the package satisfies it, before and after
 */
export type RangeOutcome = 'listed' | 'unlisted' | 'nothing';

export interface DependentRange {
  readonly range: string;
  readonly outcome: RangeOutcome;
  /** What restore takes: the same before and after, since unlisting hides nothing from it. */
  readonly picks: string | undefined;
}

export interface Dependent {
  readonly displayId: string;
  readonly downloads: number;
  readonly ranges: readonly DependentRange[];
}

export interface Dependents {
  /** At most `MAX_DEPENDENTS_READ` + 1. */
  readonly count: number;
  /** How many of those that were looked at have a range that only unlisted versions satisfy afterwards. */
  readonly withoutListed: number;
  /** The most downloaded first; those that lose every listed version before the others. */
  readonly top: readonly Dependent[];
}

export interface ListingConsequences {
  /** The version that discovery offers, before and after; undefined where nothing is listed. */
  readonly latestBefore: ManagedVersion | undefined;
  readonly latestAfter: ManagedVersion | undefined;
  readonly listedAfter: number;
}

/** The version that discovery offers out of these: the highest listed stable one, else the highest listed one. */
export function offeredOf(versions: readonly ManagedVersion[]): ManagedVersion | undefined {
  const listed = versions.filter(({ state, listed: isListed }) => state === 'available' && isListed);
  return listed.find(({ isPrerelease }) => !isPrerelease) ?? listed[0];
}

/** What becomes of an id when `changed` are listed or not. Versions come with the highest first. */
export function listingConsequences(
  versions: readonly ManagedVersion[],
  changed: ReadonlySet<number>,
  listed: boolean,
): ListingConsequences & { readonly after: readonly ManagedVersion[] } {
  const after = versions.map((version) => (changed.has(version.id) ? { ...version, listed } : version));
  return {
    latestBefore: offeredOf(versions),
    latestAfter: offeredOf(after),
    listedAfter: after.filter(({ state, listed: isListed }) => state === 'available' && isListed).length,
    after,
  };
}

/** What the packages that depend find afterwards. */
export function dependentsAfter(rows: readonly DependentRow[], after: readonly ManagedVersion[]): Dependents {
  const line = versionLine(after.filter(({ state }) => state === 'available'));
  const outcomeOf = (text: string): DependentRange => {
    const range = parseVersionRange(text);
    if (range === undefined) return { range: text, outcome: 'nothing', picks: undefined };
    const { picks, hasListed } = line.answer(range);
    return { range: text, outcome: hasListed ? 'listed' : picks === undefined ? 'nothing' : 'unlisted', picks };
  };
  const dependents = rows.map(({ displayId, downloads, ranges }) => ({
    displayId,
    downloads,
    ranges: ranges.map(outcomeOf),
  }));
  const loses = ({ ranges }: Dependent) => ranges.some(({ outcome }) => outcome === 'unlisted');
  const top = dependents
    .toSorted((a, b) => Number(loses(b)) - Number(loses(a)) || b.downloads - a.downloads)
    .slice(0, MAX_DEPENDENTS_SHOWN);
  return { count: rows.length, withoutListed: dependents.filter(loses).length, top };
}
