/**
 * The versions of an id as ranges look at them. Everything is decided by sort keys, whose bytes rank as versions do, so that
 * a thousand ranges can be asked of five thousand versions without reading one of them.
 */
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import type { VersionRange } from '../../nuget/version-range.ts';

/** Whether a version lies between the bounds; `1.0.0-beta` lies below `1.0.0`. */
export function isInRange(range: VersionRange, sortKey: Uint8Array): boolean {
  if (range.min !== undefined) {
    const order = Buffer.compare(versionSortKey(range.min), sortKey);
    if (order > 0 || (order === 0 && !range.minInclusive)) return false;
  }
  if (range.max !== undefined) {
    const order = Buffer.compare(versionSortKey(range.max), sortKey);
    if (order < 0 || (order === 0 && !range.maxInclusive)) return false;
  }
  return true;
}

export interface PlacedVersion {
  readonly normalizedVersion: string;
  readonly sortKey: Uint8Array;
  readonly isPrerelease: boolean;
  readonly listed: boolean;
}

/** What restore finds for a range: the lowest version that satisfies it, listed or not. */
export interface RangeAnswer {
  readonly picks: string | undefined;
  /** Whether any listed version satisfies it. */
  readonly hasListed: boolean;
}

export interface VersionLine {
  answer(range: VersionRange): RangeAnswer;
}

/** `versions` are those that can be restored, the highest first. */
export function versionLine(versions: readonly PlacedVersion[]): VersionLine {
  const line = versions.toReversed();
  const any = nextOf(line, () => true);
  const stable = nextOf(line, ({ isPrerelease }) => !isPrerelease);
  const listed = nextOf(line, (version) => version.listed);
  const listedStable = nextOf(line, (version) => version.listed && !version.isPrerelease);
  return {
    answer(range) {
      const [from, to] = bounds(line, range);
      // A range takes previews only when one of its bounds is one.
      const takesPreviews = range.min?.isPrerelease === true || range.max?.isPrerelease === true;
      const first = (takesPreviews ? any : stable)[from] ?? line.length;
      const firstListed = (takesPreviews ? listed : listedStable)[from] ?? line.length;
      return { picks: first < to ? line[first]?.normalizedVersion : undefined, hasListed: firstListed < to };
    },
  };
}

/** For each place the nearest one at or after it that is meant; `line.length` where there is none. */
function nextOf(line: readonly PlacedVersion[], isMeant: (version: PlacedVersion) => boolean): Int32Array {
  const next = new Int32Array(line.length + 1).fill(line.length);
  for (let at = line.length - 1; at >= 0; at -= 1) {
    const version = line[at];
    next[at] = version !== undefined && isMeant(version) ? at : (next[at + 1] ?? line.length);
  }
  return next;
}

function bounds(line: readonly PlacedVersion[], range: VersionRange): readonly [from: number, to: number] {
  const { min, max } = range;
  const from = min === undefined ? 0 : place(line, versionSortKey(min), !range.minInclusive);
  const to = max === undefined ? line.length : place(line, versionSortKey(max), range.maxInclusive);
  return [from, to];
}

/** How many lie below the key; with `isAfter` also those that rank equally. */
function place(line: readonly PlacedVersion[], key: Uint8Array, isAfter: boolean): number {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = Buffer.compare(line[middle]?.sortKey ?? key, key);
    if (order < 0 || (order === 0 && isAfter)) low = middle + 1;
    else high = middle;
  }
  return low;
}
