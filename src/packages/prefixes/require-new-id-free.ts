import { Problem } from '../../base/problem.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { patternText } from './prefix-pattern.ts';
import { prefixesCovering, type Readable, type ReservedPrefix } from './prefixes.queries.ts';

const NAMED_IN_SENTENCE = 3;

/**
 * Throws `prefix_reserved` when a new id lies under a prefix that is not public and whose owner it would have holds none of
 * those that cover it: one suffices. Ids that exist go on, whoever owns them.
 */
export async function requireNewIdFree(
  rows: Readable,
  id: PackageId,
  owner: { readonly accountId: number; readonly name: string },
): Promise<void> {
  const covering = await prefixesCovering(rows, id);
  const closed = closedAmong(covering);
  if (closed === undefined || isHeldBy(covering, owner.accountId)) return;
  throw new Problem('prefix_reserved', refusal(id, owner.name, closed));
}

/** Those of some accounts that may have a new id, by the same rule. */
export async function accountsFreeFor<Account extends { readonly id: number }>(
  rows: Readable,
  id: PackageId,
  accounts: readonly Account[],
): Promise<readonly Account[]> {
  const covering = await prefixesCovering(rows, id);
  return closedAmong(covering) === undefined ? accounts : accounts.filter((account) => isHeldBy(covering, account.id));
}

/** The narrowest that is not public. */
function closedAmong(covering: readonly ReservedPrefix[]): ReservedPrefix | undefined {
  return covering.findLast(({ isPublic }) => !isPublic);
}

function isHeldBy(covering: readonly ReservedPrefix[], accountId: number): boolean {
  return covering.some(({ owners }) => isAmong(owners, accountId));
}

function isAmong(owners: ReservedPrefix['owners'], accountId: number): boolean {
  return owners.some((each) => each.accountId === accountId);
}

function refusal(id: PackageId, ownerName: string, prefix: ReservedPrefix): string {
  const what = prefix.isExact ? 'it is reserved' : `ids that match ${patternText(prefix)} are reserved`;
  if (prefix.owners.length === 0) {
    return `${id.display} cannot be a new id: ${what}, and nobody may take one now. Choose another id, or ask the administrators of this gallery.`;
  }
  const names = prefix.owners.slice(0, NAMED_IN_SENTENCE).map(({ name }) => name);
  const whom = prefix.owners.length > NAMED_IN_SENTENCE ? `${names.join(', ')} and others` : names.join(' and ');
  return `${id.display} cannot be a new id of ${ownerName}: ${what} for ${whom}. Choose another id, or publish it for an owner of the prefix.`;
}
