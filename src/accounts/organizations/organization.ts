/** What an organization is and which limits hold for it. */
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireAccount } from '../require-account.ts';

export const ROLES = ['administrator', 'collaborator'] as const;
export type Role = (typeof ROLES)[number];

/** How long an invitation waits for its answer. */
export const INVITATION_MICROSECONDS = 14 * MICROSECONDS_PER_DAY;
/** Open invitations of one organization. */
export const MAX_OPEN_INVITATIONS = 100;
/** How long a person who is to become an organization waits for its administrator. */
export const TRANSFORMATION_MICROSECONDS = 7 * MICROSECONDS_PER_DAY;

/** The organization that goes by a name; `not_found` where there is none, or a person. */
export async function requireOrganization(rows: Pick<Database, 'read'>, name: string): Promise<AccountRow> {
  const account = await requireAccount(rows, name);
  if (account.kind === 'organization') return account;
  throw new Problem('not_found', `${account.name} is a person, not an organization.`);
}

/** Nobody joins a locked organization, and its members change nothing about it: administrators of the gallery do. */
export function requireUnlocked(
  { status, name }: Pick<AccountRow, 'status' | 'name'>,
  principal: Pick<SessionPrincipal, 'isAdministrator'>,
): void {
  if (status !== 'locked' || principal.isAdministrator) return;
  throw new Problem('account_locked', `${name} is locked: contact the administrators of this gallery.`);
}

/** The role that a form names, or the mistake. */
export function parseRole(text: string): Role | Fault {
  return (
    ROLES.find((role) => role === text) ?? {
      code: 'role',
      detail: 'A member is an administrator or a collaborator.',
      at: 'role',
    }
  );
}
