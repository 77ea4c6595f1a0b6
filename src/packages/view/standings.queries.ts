import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely';
import type { Schema, VersionState } from '../../storage/schema.ts';

export interface StandingGroup {
  readonly listed: boolean;
  readonly states: readonly VersionState[];
}

const versions = expressionBuilder<Schema, 'versions'>();

/** Whether a version is in one of these groups. */
export function isAmong(groups: readonly StandingGroup[]): Expression<SqlBool> {
  const some = groups.filter(({ states }) => states.length > 0);
  if (some.length === 0) return versions.lit(false);
  return versions.or(
    some.map(({ listed, states }) =>
      versions.and([versions('versions.state', 'in', states), versions('versions.listed', '=', listed ? 1 : 0)]),
    ),
  );
}

/** Listed and available. The values are in the statement: `versions_offered` is an index of those rows only. */
export function isOffered(): Expression<SqlBool> {
  return isAvailable(1);
}

/** Unlisted and available, as in the index `versions_unlisted`. */
export function isUnlisted(): Expression<SqlBool> {
  return isAvailable(0);
}

/** Held or withdrawn, as in the index `versions_apart`. */
export function isApart(): Expression<SqlBool> {
  return versions('versions.state', '<>', sql.lit<VersionState>('available'));
}

function isAvailable(listed: 0 | 1): Expression<SqlBool> {
  return versions.and([
    versions('versions.listed', '=', versions.lit(listed)),
    versions('versions.state', '=', sql.lit<VersionState>('available')),
  ]);
}
