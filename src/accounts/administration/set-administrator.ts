import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { accountStanding, type AccountRow } from '../accounts.queries.ts';
import { hasOtherGalleryAdministrator } from '../deletion/deletion.queries.ts';
import { deleteTokensOfKind } from '../one-time-tokens.queries.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { saveIsAdministrator } from './administration.queries.ts';
import { requireGalleryAdministrator } from './require-administrator.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Makes somebody an administrator of the gallery, or takes that back. Of two administrators who take it from each other at
 * once one stays, since mutations run one after the other and each asks the rows who may.
 *
 * Says whether it was otherwise before.
 */
export async function setAdministrator(
  { database, clock }: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  { name, isAdministrator }: { readonly name: string; readonly isAdministrator: boolean },
  origin?: Origin,
): Promise<boolean> {
  const at = clock.now();
  requireFreshSignIn(principal, at);
  return database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const account = await requireAccount({ read: tx }, name);
    if (account.isAdministrator === isAdministrator) return false;
    if (isAdministrator) await requireFitToAdminister({ read: tx }, account);
    else await requireAnotherAdministrator({ read: tx }, account);
    await saveIsAdministrator(tx, account.id, isAdministrator);
    // The link that makes the first administrator is worthless once there is one.
    if (isAdministrator) await deleteTokensOfKind(tx, 'setup');
    await appendEvent(tx, {
      at,
      kind: isAdministrator ? 'administrator_added' : 'administrator_removed',
      ...authorship(principal),
      subject: `account:${account.publicId}`,
      data: {},
      ...(origin === undefined ? {} : { origin }),
    });
    return true;
  });
}

async function requireFitToAdminister(rows: Pick<Database, 'read'>, account: AccountRow): Promise<void> {
  if (account.kind === 'organization') {
    throw new Problem('conflict', `${account.name} is an organization: only people administer a gallery.`);
  }
  const standing = await accountStanding(rows, account.id);
  if (standing?.status === 'active' && standing.emailConfirmedAt !== null) return;
  throw new Problem('conflict', `${account.name} is locked, or has not confirmed the email address yet.`);
}

/** A gallery has at least one administrator who is not locked, whatever is done. */
export async function requireAnotherAdministrator(
  rows: Pick<Database, 'read'>,
  account: Pick<AccountRow, 'id' | 'name'>,
): Promise<void> {
  if (await hasOtherGalleryAdministrator(rows, account.id)) return;
  throw new Problem('conflict', `${account.name} is the only administrator of this gallery: make another one first.`);
}
