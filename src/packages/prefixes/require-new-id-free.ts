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
  const closed = covering.findLast(({ isPublic }) => !isPublic);
  if (closed === undefined || covering.some(({ owners }) => isAmong(owners, owner.accountId))) return;
  throw new Problem('prefix_reserved', refusal(id, owner.name, closed));
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
  return `${id.display} cannot be a new id of ${ownerName}: ${what} for ${whom}. Choose another id, or push with a key of an owner of the prefix.`;
}
