/** What people leave out of a search at the site, as conditions of the index. */
import type { FrameworkGeneration } from '../nuget/framework-generations.ts';
import { lowerInvariant } from '../nuget/lower-case.ts';
import { dayOf, dayRangeTerms } from './day-terms.ts';
import { generationTerm } from './framework-terms.ts';
import type { Scope } from './parse-query.ts';

export interface FrameworkFilter {
  readonly generations: readonly FrameworkGeneration[];
  /** Short names in lower case. */
  readonly names: readonly string[];
  /** Whether a package must be for all of them. */
  readonly mode: 'all' | 'any';
  /** Whether it is enough that projects of a framework can use the package, though it does not name the framework. */
  readonly includesUsable: boolean;
}

export interface PackageFilters {
  readonly frameworks?: FrameworkFilter;
  /** Empty or undefined for all. */
  readonly packageType?: string;
  /** An id of SPDX's. */
  readonly license?: string;
  readonly hidesDeprecated?: boolean;
  /** Only versions that were published on one of the last so many days. */
  readonly updatedWithin?: { readonly days: number; readonly now: number };
  /** Number of the account that owns them. */
  readonly ownerId?: number;
}

/** Value of the field `deprecation` for a version that is not deprecated. */
export const NOT_DEPRECATED = 'none';
/** A version may carry a time that is not yet: clocks differ. */
const DAYS_AHEAD = 2;

export function filterScopes(filters: PackageFilters): Scope[] {
  const { frameworks, packageType = '', license, hidesDeprecated = false, updatedWithin, ownerId } = filters;
  return [
    ...(frameworks === undefined ? [] : frameworkScopes(frameworks)),
    ...(packageType === '' ? [] : [{ field: 'packageType', values: [lowerInvariant(packageType)] } as const]),
    ...(license === undefined ? [] : [{ field: 'license', values: [lowerInvariant(license)] } as const]),
    ...(hidesDeprecated ? [{ field: 'deprecation', values: [NOT_DEPRECATED] } as const] : []),
    ...(updatedWithin === undefined ? [] : [updatedScope(updatedWithin)]),
    ...(ownerId === undefined ? [] : [{ field: 'owner', values: [String(ownerId)] } as const]),
  ];
}

function frameworkScopes({ generations, names, mode, includesUsable }: FrameworkFilter): Scope[] {
  const field = includesUsable ? 'usableFramework' : 'framework';
  const values = [...generations.map(generationTerm), ...names];
  if (values.length === 0) return [];
  return mode === 'any' ? [{ field, values }] : values.map((value) => ({ field, values: [value] }));
}

function updatedScope({ days, now }: { readonly days: number; readonly now: number }): Scope {
  const today = dayOf(now);
  return { field: 'updated', values: dayRangeTerms(Math.max(0, today - days), today + DAYS_AHEAD) };
}
