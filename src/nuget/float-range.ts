import { compareVersions, parseVersion, type NuGetVersion } from './version.ts';

/** Which part of a floating version floats; NuGet's own names. `None` floats nowhere, though it was written with a `*`. */
export type FloatBehavior =
  | 'None'
  | 'Prerelease'
  | 'Revision'
  | 'Patch'
  | 'Minor'
  | 'Major'
  | 'AbsoluteLatest'
  | 'PrereleaseRevision'
  | 'PrereleasePatch'
  | 'PrereleaseMinor'
  | 'PrereleaseMajor';

export interface FloatRange {
  readonly behavior: FloatBehavior;
  readonly min: NuGetVersion;
  /** What prerelease labels must begin with, without case; possibly no valid label by itself (`beta.`). */
  readonly releasePrefix: string;
}

/** By how many numbers the version has, the floating one included. */
const STABLE_BEHAVIORS: Readonly<Record<number, FloatBehavior>> = { 2: 'Minor', 3: 'Patch', 4: 'Revision' };
const PRERELEASE_BEHAVIORS: Readonly<Record<number, FloatBehavior>> = {
  1: 'PrereleaseMajor',
  2: 'PrereleaseMinor',
  3: 'PrereleasePatch',
  4: 'PrereleaseRevision',
};

/**
 * Reads a version with a `*` as `FloatRange.TryParse` does: one star, at the very end, or two, of which the first
 * stands just before the first dash. Never with metadata.
 */
export function parseFloatRange(text: string): FloatRange | undefined {
  if (text === '*') return makeFloatRange('Major', '0.0.0');
  if (text === '*-*') return makeFloatRange('AbsoluteLatest', '0.0.0-0', '');
  if (!text.endsWith('*') || text.includes('+')) return undefined;
  const isDouble = text.indexOf('*') !== text.length - 1;
  const dash = text.indexOf('-');
  if (isDouble) return dash > 0 && text.indexOf('*') === dash - 1 ? parseDouble(text, dash) : undefined;
  return dash < 0 ? parseStable(text) : parsePrerelease(text, dash);
}

function parseDouble(text: string, dash: number): FloatRange | undefined {
  const stable = `${text.slice(0, dash - 1)}0`;
  const prefix = text.slice(dash + 1, -1);
  const release = prefix === '' || prefix.endsWith('.') ? `${prefix}0` : prefix;
  return makeFloatRange(PRERELEASE_BEHAVIORS[countNumbers(stable)] ?? 'None', `${stable}-${release}`, prefix);
}

function parseStable(text: string): FloatRange | undefined {
  // `1.2*` is read as `1.20`, with the part that holds the star floating from there on.
  const version = `${text.slice(0, -1)}0`;
  return makeFloatRange(STABLE_BEHAVIORS[countNumbers(version)] ?? 'None', version);
}

function parsePrerelease(text: string, dash: number): FloatRange | undefined {
  const version = text.slice(0, -1);
  // With a second dash the library takes the labels as they are; `1.0.0-a-*` is then the prefix `a-`.
  if (dash !== text.lastIndexOf('-')) return makeFloatRange('Prerelease', version);
  const prefix = version.slice(dash + 1);
  const lowest = prefix === '' || prefix.endsWith('.') ? `${version}0` : version;
  return makeFloatRange('Prerelease', lowest, prefix);
}

function makeFloatRange(behavior: FloatBehavior, text: string, prefix?: string): FloatRange | undefined {
  const min = parseVersion(text);
  return min === undefined ? undefined : { behavior, min, releasePrefix: prefix ?? min.labels.join('.') };
}

function countNumbers(text: string): number {
  return text.split('.').length;
}

/** How many leading numbers stand fast, and whether prereleases are taken though no bound mentions one. */
const SHAPES: Readonly<Record<FloatBehavior, { readonly fixed: 0 | 1 | 2 | 3 | 4; readonly prerelease: boolean }>> = {
  None: { fixed: 4, prerelease: false },
  Major: { fixed: 0, prerelease: false },
  Minor: { fixed: 1, prerelease: false },
  Patch: { fixed: 2, prerelease: false },
  Revision: { fixed: 3, prerelease: false },
  AbsoluteLatest: { fixed: 0, prerelease: true },
  PrereleaseMajor: { fixed: 0, prerelease: true },
  PrereleaseMinor: { fixed: 1, prerelease: true },
  PrereleasePatch: { fixed: 2, prerelease: true },
  PrereleaseRevision: { fixed: 3, prerelease: true },
  Prerelease: { fixed: 4, prerelease: true },
};

/** Whether a version lies in the floating part, bounds aside. */
function satisfiesFloat({ behavior, min, releasePrefix }: FloatRange, version: NuGetVersion): boolean {
  if (behavior === 'None') return false;
  const { fixed, prerelease } = SHAPES[behavior];
  const fixedNumbers = numbersOf(version).slice(0, fixed);
  if (!numbersOf(min).every((number, index) => index >= fixed || number === fixedNumbers[index])) return false;
  return !version.isPrerelease || (prerelease && hasPrefix(version, releasePrefix));
}

function numbersOf({ major, minor, patch, revision }: NuGetVersion): readonly number[] {
  return [major, minor, patch, revision];
}

function hasPrefix(version: NuGetVersion, prefix: string): boolean {
  return version.labels.join('.').toUpperCase().startsWith(prefix.toUpperCase());
}

/** Whether a floating range takes prereleases even where its bounds mention none. */
export function allowsPrerelease(behavior: FloatBehavior): boolean {
  return SHAPES[behavior].prerelease;
}

/** The normal form of the floating bound, such as `1.*` or `1.0.0-beta*`. */
export function formatFloatRange({ behavior, min, releasePrefix }: FloatRange): string {
  if (behavior === 'None') return min.normalized;
  const { fixed, prerelease } = SHAPES[behavior];
  const release = prerelease ? `-${releasePrefix}*` : '';
  if (fixed === 4)
    return `${numbersOf(min)
      .slice(0, min.revision > 0 ? 4 : 3)
      .join('.')}${release}`;
  return `${[...numbersOf(min).slice(0, fixed), '*'].join('.')}${release}`;
}

/**
 * Which of two versions above the lower bound a floating range prefers: one inside the float before one outside, inside
 * the highest, outside the lowest. Positive when `considered` is the better one.
 */
export function preferByFloat(range: FloatRange, current: NuGetVersion, considered: NuGetVersion): number {
  const currentIn = satisfiesFloat(range, current);
  const consideredIn = satisfiesFloat(range, considered);
  if (currentIn !== consideredIn) return consideredIn ? 1 : -1;
  const order = compareVersions(considered, current);
  return currentIn ? order : -order;
}
