import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireMayOnPackage } from '../../accounts/relation.ts';
import type { Clock } from '../../base/clock.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import type { Ownership } from './ownership.ts';
import { readOwnership } from './read-ownerships.ts';

/** The owners of a package and who is invited: for those who may see all of it, also where they may change nothing. */
export async function ownersInView(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  principal: SessionPrincipal,
  id: PackageId,
): Promise<Ownership> {
  const ownership = await readOwnership(database, principal, id, clock.now());
  const ownerIds = ownership.owners.map(({ accountId }) => accountId);
  const owned = { displayId: ownership.displayId, ownerIds };
  await requireMayOnPackage(database, principal, 'see everything of the package', owned);
  return ownership;
}
