import { Problem } from '../../base/problem.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import { displayIdsOf, ownedAmong } from '../../packages/owned-ids.queries.ts';
import { packagesSlice } from '../../packages/owners/owned-packages.queries.ts';
import { parseIdSearch } from '../../packages/owners/id-search.ts';
import type { Database } from '../../storage/database.ts';

/** Ids that a form offers at once: a form takes 200 fields, and a key a hundred ids. */
export const OFFERED_IDS = 100;

/** As long as an id can be. */
export const MAX_FIND_LENGTH = 100;

/** Ids that a form of a key offers as check boxes. */
export interface OfferedPackages {
  readonly ids: readonly string[];
  /** Whether there are more than are offered, so that one has to look for them. */
  readonly areMore: boolean;
}

/** Packages of accounts whose ids hold a text; those that were ticked stay in the list. */
export async function offeredPackages(
  { scan, read }: Pick<Database, 'scan' | 'read'>,
  accountIds: readonly number[],
  { find, picked }: { readonly find: string; readonly picked: readonly string[] },
): Promise<OfferedPackages> {
  const search = parseIdSearch(find.slice(0, MAX_FIND_LENGTH).replaceAll('*', ''));
  const of = { kind: 'accounts', accountIds } as const;
  const found = await packagesSlice(scan, of, { standing: undefined, search, limit: OFFERED_IDS + 1 });
  const shown = found.slice(0, OFFERED_IDS).map(({ registrationId }) => registrationId);
  const ids = await displayIdsOf({ read }, shown);
  return {
    ids: [...picked.slice(0, OFFERED_IDS).filter((id) => !ids.includes(id)), ...ids],
    areMore: found.length > OFFERED_IDS,
  };
}

/** Refuses ids that the chosen account does not own: the key would do nothing with them, and nobody would know why. */
export async function requireOwnedPicks(
  database: Pick<Database, 'read'>,
  owner: { readonly id: number; readonly name: string },
  picked: readonly string[],
): Promise<void> {
  const few = picked.slice(0, OFFERED_IDS);
  const owned = await ownedAmong(database, owner.id, few.map(lowerInvariant));
  const others = few.filter((id) => !owned.has(lowerInvariant(id)));
  if (others.length === 0) return;
  const detail = `${others.slice(0, 5).join(', ')} ${others.length === 1 ? 'does' : 'do'} not belong to ${owner.name}: untick what does not, or choose another owner.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'key_packages', detail, at: 'packages' }] });
}
