import { parseAccountName } from '../../accounts/account-name.ts';
import { Problem } from '../../base/problem.ts';
import { accountInView, type AccountInView } from '../../packages/summaries/listed.queries.ts';
import type { Visit } from '../visit.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';

/** The person or organization in the page's path; one that is deleted is as unknown as one that never was. */
export async function requireAccountInView(
  deps: Pick<DiscoveryDeps, 'database'>,
  visit: Visit,
): Promise<AccountInView> {
  const name = parseAccountName(visit.request.params['name'] ?? '');
  const account = name === undefined ? undefined : await accountInView(deps.database, name.key);
  if (account === undefined) throw new Problem('not_found', 'There is no account of that name.');
  return account;
}
