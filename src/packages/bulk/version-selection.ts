/** Which versions of an id somebody means: named ones, or a rule that any number of them keeps to. */
import { globMatches } from '../../accounts/keys/scopes.ts';
import { MICROSECONDS_PER_DAY, parseInstant, type Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { isFloating, parseVersionRange, type VersionRange } from '../../nuget/version-range.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { ManagedVersion } from './bulk.queries.ts';
import { isInRange } from './version-line.ts';

export type VersionSelection =
  /** As people write versions: any spelling of an existing one. */
  | { readonly kind: 'versions'; readonly versions: readonly string[] }
  /** `1.*`, `*-beta*`: each `*` stands for any text. */
  | { readonly kind: 'pattern'; readonly text: string }
  /** A range as dependencies have it: `[1.0, 2.0)`. */
  | { readonly kind: 'range'; readonly text: string }
  | { readonly kind: 'previews' }
  /** Published before a day, `2024-06-30`, or more than so many days ago: `90`. */
  | { readonly kind: 'older'; readonly text: string }
  /** Those of a bulk change, by its public id, that are still as it left them: to take it back. */
  | { readonly kind: 'batch'; readonly id: string };

/** One that needs nothing but the versions themselves. */
export type PlainSelection = Exclude<VersionSelection, { kind: 'batch' }>;

const MAX_PATTERN_LENGTH = 128;
const MAX_DAYS = 36_500;

/** Which versions of an id match; a Problem with a fault at `version` or `rule` for what cannot be read or is not there. */
export function selectVersions(
  displayId: string,
  versions: readonly ManagedVersion[],
  selection: PlainSelection,
  now: Instant,
): ManagedVersion[] {
  if (selection.kind === 'versions') return namedVersions(displayId, versions, selection.versions);
  return versions.filter(ruleOf(selection, now));
}

function ruleOf(
  selection: Exclude<PlainSelection, { kind: 'versions' }>,
  now: Instant,
): (version: ManagedVersion) => boolean {
  if (selection.kind === 'previews') return ({ isPrerelease }) => isPrerelease;
  if (selection.kind === 'pattern') {
    const pattern = parsePattern(selection.text);
    return ({ versionKey }) => globMatches(pattern, versionKey);
  }
  if (selection.kind === 'range') {
    const range = parseSelectedRange(selection.text);
    return ({ sortKey }) => isInRange(range, sortKey);
  }
  const before = parseAge(selection.text, now);
  return ({ publishedAt }) => publishedAt < before;
}

/** Every one of them, or a Problem: what is named and not there is a mistake that nobody should overlook. */
function namedVersions(
  displayId: string,
  versions: readonly ManagedVersion[],
  texts: readonly string[],
): ManagedVersion[] {
  const byKey = new Map(versions.map((version) => [version.versionKey, version]));
  const found = new Map<string, ManagedVersion>();
  const unknown: string[] = [];
  for (const text of texts) {
    const version = byKey.get(parseVersion(text)?.key ?? '');
    if (version === undefined) unknown.push(text.slice(0, 64));
    else found.set(version.versionKey, version);
  }
  if (unknown.length > 0) {
    const [first, ...more] = unknown;
    const others = more.length === 0 ? '' : `, nor ${more.length} others of those named`;
    throw new Problem('not_found', `${displayId} has no version ${first}${others}. Nothing was changed.`);
  }
  return versions.filter(({ versionKey }) => found.has(versionKey));
}

function parsePattern(text: string): string {
  const pattern = text.trim().toLowerCase();
  if (pattern === '') throw unreadable('Write a pattern, such as 1.* or *-beta*.');
  if (!/^[0-9a-z.*-]+$/.test(pattern) || pattern.length > MAX_PATTERN_LENGTH) {
    throw unreadable('A pattern has the letters, digits, dots and dashes of a version, and *: 1.* or *-beta*.');
  }
  return pattern;
}

/** A range that does not float, or a Problem with a fault at `rule`. */
export function parseSelectedRange(text: string): VersionRange {
  const range = parseVersionRange(text);
  if (range === undefined) {
    throw unreadable(
      'Write a range as dependencies have it, such as [1.0, 2.0) or (, 1.5]. 1.0 alone is 1.0 and all above.',
    );
  }
  if (isFloating(range)) throw unreadable('A range with a * floats: choose by pattern for that, or write both bounds.');
  return range;
}

function parseAge(text: string, now: Instant): Instant {
  const typed = text.trim();
  if (/^\d{1,5}$/.test(typed) && Number(typed) <= MAX_DAYS) return now - Number(typed) * MICROSECONDS_PER_DAY;
  if (/^\d{4}-\d\d-\d\d$/.test(typed)) {
    try {
      return parseInstant(`${typed}T00:00:00Z`);
    } catch {
      // No day of any month: falls through to the sentence.
    }
  }
  throw unreadable('Write a day, such as 2024-06-30, or a number of days, such as 90.');
}

function unreadable(detail: string): Problem {
  return new Problem('bad_request', detail, { faults: [{ code: 'version_rule', detail, at: 'rule' }] });
}
