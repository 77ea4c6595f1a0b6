import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { appendEvent } from '../log/append-event.ts';
import type { Database } from '../storage/database.ts';
import { setAccountStatus } from './accounts.queries.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from './principal.ts';
import { requireFreshSignIn, requireMayOnAccount } from './relation.ts';
import { requireAccount } from './require-account.ts';
import { endSessionsOf } from './sessions/end-sessions.ts';
import { requireAnotherAdministrator } from './administration/set-administrator.ts';
import { requireGalleryAdministrator } from './administration/require-administrator.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Locks or unlocks a person or an organization. While it is locked nobody signs in as it, and every key that is its own or
 * acts for it is refused; its sessions end. What it published stays as it is.
 *
 * Says whether it was otherwise before.
 */
export async function setLocked(
  { database, clock }: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  { name, locked }: { readonly name: string; readonly locked: boolean },
  origin?: Origin,
): Promise<boolean> {
  const at = clock.now();
  requireFreshSignIn(principal, at);
  const status = locked ? 'locked' : 'active';
  return database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const account = await requireAccount({ read: tx }, name);
    await requireMayOnAccount({ read: tx }, principal, 'lock and unlock', account);
    if (account.status === status) return false;
    if (locked && principal.kind === 'session' && principal.actorId === account.id) {
      throw new Problem('conflict', 'Nobody can lock their own account: another administrator can.');
    }
    if (locked && account.isAdministrator) await requireAnotherAdministrator({ read: tx }, account);
    await setAccountStatus(tx, account.id, status);
    const author = authorship(principal);
    await appendEvent(tx, {
      at,
      kind: 'account_changed',
      ...author,
      subject: `account:${account.publicId}`,
      data: { changed: ['status'], status },
      ...(origin === undefined ? {} : { origin }),
    });
    if (locked) await endSessionsOf({ clock }, tx, { account, how: 'locked', author, origin });
    return true;
  });
}
