import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import type { OperatorPrincipal, SessionPrincipal } from '../principal.ts';
import { requireUsable } from '../relation.ts';
import { isActiveAdministrator } from './administration.queries.ts';

/**
 * Throws unless the principal is an administrator of the gallery, as the rows say now: what a session said when the request
 * began may be over. The operator of the machine may do everything.
 */
export async function requireGalleryAdministrator(
  rows: Pick<Database, 'read'>,
  principal: SessionPrincipal | OperatorPrincipal,
): Promise<void> {
  if (principal.kind === 'operator') return;
  await requireUsable(rows, principal);
  if (await isActiveAdministrator(rows, principal.actorId)) return;
  throw new Problem('forbidden', 'Only administrators of the gallery may do this.');
}
