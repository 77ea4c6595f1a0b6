import type { Database } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import { hasOtherMember } from '../organizations/members.queries.ts';
import { hasOtherGalleryAdministrator, organizationsWithoutOther } from './deletion.queries.ts';

/** What stands in the way of an account's end, apart from its packages. */
export type AccountBlocker =
  /** Nobody else could administer these organizations. There may be more of them. */
  | { readonly kind: 'organizations'; readonly names: readonly string[] }
  /** The organization has members other than whoever ends it. */
  | { readonly kind: 'members' }
  /** The gallery would be without an administrator. */
  | { readonly kind: 'gallery' };

/** So many organizations are named. */
const MAX_NAMED = 50;

/** `byId`: who would end it; for a person, the person. */
export async function accountBlockers(
  rows: Pick<Database, 'read'>,
  account: Pick<AccountRow, 'id' | 'kind' | 'isAdministrator'>,
  byId: number,
): Promise<AccountBlocker[]> {
  if (account.kind === 'organization') {
    return (await hasOtherMember(rows, account.id, byId)) ? [{ kind: 'members' }] : [];
  }
  const names = await organizationsWithoutOther(rows, account.id, MAX_NAMED);
  const isLast = account.isAdministrator && !(await hasOtherGalleryAdministrator(rows, account.id));
  return [
    ...(names.length > 0 ? [{ kind: 'organizations', names } as const] : []),
    ...(isLast ? [{ kind: 'gallery' } as const] : []),
  ];
}
