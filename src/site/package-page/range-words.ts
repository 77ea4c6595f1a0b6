import { parseVersionRange } from '../../nuget/version-range.ts';

/** A range of versions as a person would say it: `[1.0.0, 2.0.0)` is "from 1.0.0, below 2.0.0". */
export function rangeWords(text: string): string {
  // How deprecations write it.
  if (text === '*') return 'any version';
  const range = parseVersionRange(text);
  if (range === undefined) return text;
  const { min, max, minInclusive, maxInclusive } = range;
  if (min === undefined && max === undefined) return 'any version';
  if (min === undefined) return maxInclusive ? `${max?.normalized} or earlier` : `earlier than ${max?.normalized}`;
  if (max === undefined) return minInclusive ? `${min.normalized} or later` : `later than ${min.normalized}`;
  if (min.key === max.key) return minInclusive ? `exactly ${min.normalized}` : 'no version';
  const from = minInclusive ? `from ${min.normalized}` : `above ${min.normalized}`;
  return maxInclusive ? `${from} up to ${max.normalized}` : `${from}, below ${max.normalized}`;
}
