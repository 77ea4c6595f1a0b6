import { authorship } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';
import { endRequest } from './end-request.ts';
import { MAX_PREFIXES_HELD } from './plan-prefix.ts';
import { openRequestsFor } from './prefix-requests.queries.ts';
import { deletePrefixOwners, prefixesHeldBy } from './prefixes.queries.ts';
import { appendPrefixEvent, type PrefixAuthor } from './record-prefix.ts';

/**
 * The prefixes of an account that ends, which owns no package any more. They stay reserved, for whoever else holds them or
 * for nobody, so that no stranger can go on under a name that people trust. What it asked for is withdrawn.
 */
export async function endPrefixesOf(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  author: PrefixAuthor,
  accountId: number,
): Promise<void> {
  const at = clock.now();
  const rows = { read: tx };
  for (const prefix of await prefixesHeldBy(rows, [accountId], MAX_PREFIXES_HELD)) {
    await deletePrefixOwners(tx, prefix.id, [accountId]);
    const owners = prefix.owners.filter((owner) => owner.accountId !== accountId).map(({ publicId }) => publicId);
    const data = { isPublic: prefix.isPublic, owners };
    await appendPrefixEvent(tx, author, prefix, { kind: 'prefix_changed', at, data });
  }
  const by = { by: authorship(author.principal, accountId), origin: author.origin };
  for (const request of await openRequestsFor(rows, accountId)) {
    await endRequest(tx, by, request, { decision: 'withdrawn', at });
  }
}
