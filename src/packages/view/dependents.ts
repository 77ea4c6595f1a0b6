import { parseVersion } from '../../nuget/version.ts';
import { parseVersionRange, satisfies } from '../../nuget/version-range.ts';
import type { Database } from '../../storage/database.ts';
import { packageSummaries, type PackageSummary } from '../summaries/package-summaries.ts';
import { countDependents, dependentsOf, type DependentRow } from './dependents.queries.ts';

/** Beyond it a count says that there are more. */
export const MAX_COUNTED_DEPENDENTS = 1_000;

/** A package whose offered version depends on another one. */
export interface Dependent {
  readonly summary: PackageSummary;
  readonly ranges: readonly string[];
  /** Whether one of its ranges takes the version that is looked at. */
  readonly accepts: boolean;
}

export interface DependentsPage {
  readonly dependents: readonly Dependent[];
  /** What `after` is for the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** Who depends on a package, by their ids, a page of at most 199 at a time; every one is on some page. */
export async function readDependents(
  database: Pick<Database, 'read'>,
  { idKey, version }: { readonly idKey: string; readonly version: string },
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<DependentsPage> {
  const found = await dependentsOf(database, idKey, { after, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const summaries = await packageSummaries(
    database,
    rows.map(({ registrationId }) => registrationId),
  );
  const byId = new Map(rows.map((row) => [row.registrationId, row]));
  return {
    dependents: summaries.flatMap((summary) => {
      const row = byId.get(summary.registrationId);
      return row === undefined ? [] : [{ summary, ranges: row.ranges, accepts: accepts(row, version) }];
    }),
    next: found.length > limit ? rows.at(-1)?.registrationKey : undefined,
  };
}

/** How many packages depend on it; `MAX_COUNTED_DEPENDENTS` and one stands for more. */
export function dependentCount(database: Pick<Database, 'read'>, idKey: string): Promise<number> {
  return countDependents(database, idKey, MAX_COUNTED_DEPENDENTS + 1);
}

function accepts({ ranges }: DependentRow, version: string): boolean {
  const parsed = parseVersion(version);
  if (parsed === undefined) return false;
  return ranges.some((text) => {
    const range = parseVersionRange(text);
    return range !== undefined && satisfies(range, parsed);
  });
}
