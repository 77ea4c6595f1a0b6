import {
  allowsPrerelease,
  formatFloatRange,
  parseFloatRange,
  preferByFloat,
  type FloatBehavior,
  type FloatRange,
} from './float-range.ts';
import { compareVersions, MAX_VERSION_TEXT_LENGTH, parseVersion, type NuGetVersion } from './version.ts';
import { trimWhiteSpace } from './white-space.ts';

/**
 * An interval of versions, as a dependency states it. A bound that is absent is open; `minInclusive` and
 * `maxInclusive` are false then.
 *
 * `float` is there when the lower bound was written with a `*`. Only project files may do so: nothing that a
 * registry stores or serves floats.
 */
export interface VersionRange {
  readonly min?: NuGetVersion;
  readonly minInclusive: boolean;
  readonly max?: NuGetVersion;
  readonly maxInclusive: boolean;
  readonly float?: FloatRange;
  readonly original: string;
}

/** nuget.org's limit for a dependency's range; longer texts are refused unread. */
const MAX_VERSION_RANGE_TEXT_LENGTH = MAX_VERSION_TEXT_LENGTH;

/**
 * Reads a range as `VersionRange.TryParse` does: `1.0` is "1.0 or later", `[1.0]` exactly that, brackets include and
 * parentheses exclude a bound. Without any bound it is `(, )`: `(,)` is no range.
 */
export function parseVersionRange(text: string): VersionRange | undefined {
  if (text.length > MAX_VERSION_RANGE_TEXT_LENGTH) return undefined;
  const written = readNotation(trimWhiteSpace(text));
  if (written === undefined) return undefined;
  const float = written.min.includes('*') ? parseFloatRange(written.min) : undefined;
  const min = float?.min ?? parseBound(written.min);
  const max = parseBound(written.max);
  if (min === 'invalid' || max === 'invalid') return undefined;
  if (min !== undefined && max !== undefined && isEmpty(min, max, written)) return undefined;
  return {
    ...(min === undefined ? {} : { min }),
    minInclusive: written.minInclusive && min !== undefined,
    ...(max === undefined ? {} : { max }),
    maxInclusive: written.maxInclusive && max !== undefined,
    ...(float === undefined ? {} : { float }),
    original: text,
  };
}

interface Notation {
  readonly min: string;
  readonly minInclusive: boolean;
  readonly max: string;
  readonly maxInclusive: boolean;
}

function readNotation(text: string): Notation | undefined {
  if (text === '') return undefined;
  if (!/^[[(]/.test(text)) return { min: text, minInclusive: true, max: '', maxInclusive: false };
  if (!/^.+[\])]$/s.test(text)) return undefined;
  const minInclusive = text.startsWith('[');
  const maxInclusive = text.endsWith(']');
  const bounds = text.slice(1, -1).split(',');
  const [min = '', max = min] = bounds;
  if (bounds.length > 2 || (min === '' && max === '')) return undefined;
  if (bounds.length === 1 && !(minInclusive && maxInclusive)) return undefined;
  return { min, minInclusive, max, maxInclusive };
}

function parseBound(text: string): NuGetVersion | undefined | 'invalid' {
  return trimWhiteSpace(text) === '' ? undefined : (parseVersion(text) ?? 'invalid');
}

/** Equal bounds that are both excluded pass here, as they do in NuGet: such a range is valid and holds nothing. */
function isEmpty(min: NuGetVersion, max: NuGetVersion, { minInclusive, maxInclusive }: Notation): boolean {
  const order = compareVersions(min, max);
  return order > 0 || (order === 0 && minInclusive !== maxInclusive);
}

/** The normal form, NuGet's `ToNormalizedString`: `[1.0.0, )`, `(1.0.0, 2.0.0]`, `[1.0.0, 1.0.0]`, `(, )`. */
export function formatVersionRange(range: VersionRange): string {
  const min = range.float === undefined ? (range.min?.normalized ?? '') : formatFloatRange(range.float);
  return `${range.minInclusive ? '[' : '('}${min}, ${range.max?.normalized ?? ''}${range.maxInclusive ? ']' : ')'}`;
}

/**
 * Whether a version lies between the bounds. Metadata is ignored, and a prerelease ranks below its release: `[1.0, 2.0)`
 * holds `2.0.0-beta`.
 */
export function satisfies(range: VersionRange, version: NuGetVersion): boolean {
  if (range.min !== undefined) {
    const order = compareVersions(range.min, version);
    if (order > 0 || (order === 0 && !range.minInclusive)) return false;
  }
  if (range.max !== undefined) {
    const order = compareVersions(range.max, version);
    if (order < 0 || (order === 0 && !range.maxInclusive)) return false;
  }
  return true;
}

/** What restore would take, NuGet's `FindBestMatch`: the lowest version that satisfies, or the best of a float. */
export function findBestMatch(range: VersionRange, versions: Iterable<NuGetVersion>): NuGetVersion | undefined {
  const float = isFloating(range) ? range.float : undefined;
  let best: NuGetVersion | undefined;
  for (const version of versions) {
    if ((version.isPrerelease && !takesPrereleases(range)) || !satisfies(range, version)) continue;
    if (best === undefined || prefers(float, best, version)) best = version;
  }
  return best;
}

function prefers(float: FloatRange | undefined, current: NuGetVersion, considered: NuGetVersion): boolean {
  return float === undefined ? compareVersions(current, considered) > 0 : preferByFloat(float, current, considered) > 0;
}

function takesPrereleases(range: VersionRange): boolean {
  if (range.min?.isPrerelease === true || range.max?.isPrerelease === true) return true;
  return range.float !== undefined && allowsPrerelease(range.float.behavior);
}

/** Whether any part of the range floats: such a range must not be stored. */
export function isFloating(range: VersionRange): boolean {
  return range.float !== undefined && range.float.behavior !== 'None';
}

/** 2 when a bound needs a client that speaks SemVer 2.0.0. Metadata of a bound counts only in a range as it was written. */
export function rangeSemVerLevel(range: VersionRange): 1 | 2 {
  return range.min?.semVerLevel === 2 || range.max?.semVerLevel === 2 ? 2 : 1;
}

export type { FloatBehavior, FloatRange };
