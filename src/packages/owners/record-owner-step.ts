import { authorship, type Origin } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { Tx } from '../../storage/database.ts';
import { advanceRevision, insertOwner } from '../registrations.queries.ts';
import { deleteInvitationOf, deleteOwner, insertInvitation } from './owners.queries.ts';
import { OWNER_INVITATION_MICROSECONDS, type OwnerAccount, type Ownership } from './ownership.ts';
import type { OwnerPrincipal } from './read-ownerships.ts';

export interface OwnerDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Who changes owners, and from where. */
export interface OwnerAuthor {
  readonly principal: OwnerPrincipal;
  readonly origin: Origin | undefined;
  /** The account in whose name, where that is another. */
  readonly actsFor: number | undefined;
  /** Of a bulk change: what its events have in common, and how many ids it is about. */
  readonly batch?: { readonly id: string; readonly size: number };
}

export interface OwnerChange {
  readonly kind: 'add' | 'invite' | 'remove';
  readonly ownership: Pick<Ownership, 'registrationId' | 'idKey'>;
  readonly account: Pick<OwnerAccount, 'accountId' | 'publicId'>;
  /** For the invited; empty when there is none. */
  readonly message?: string;
}

/**
 * Writes what a step comes to: rows, event, and a new revision where owners change, since answers of search show them. Whether
 * it may be is asked before, in the same mutation.
 */
export async function recordOwnerStep(
  deps: OwnerDeps,
  tx: Tx,
  author: OwnerAuthor,
  change: OwnerChange,
): Promise<void> {
  const { registrationId } = change.ownership;
  const { accountId } = change.account;
  const now = deps.clock.now();
  switch (change.kind) {
    case 'invite': {
      const invitation = publicId(deps.random);
      // One that ran out may still be there.
      await deleteInvitationOf(tx, registrationId, accountId);
      await insertInvitation(tx, {
        publicId: invitation,
        registrationId,
        accountId,
        invitedBy: author.principal.kind === 'session' ? author.principal.actorId : null,
        message: change.message ?? '',
        createdAt: now,
        expiresAt: now + OWNER_INVITATION_MICROSECONDS,
      });
      return appendOwnerEvent(tx, author, { kind: 'owner_invited', at: now, change, data: { invitation } });
    }
    case 'add':
      await deleteInvitationOf(tx, registrationId, accountId);
      await insertOwner(tx, registrationId, accountId, now);
      await advanceRevision(tx, registrationId, now);
      return appendOwnerEvent(tx, author, { kind: 'owner_added', at: now, change });
    case 'remove':
      await deleteOwner(tx, registrationId, accountId);
      await advanceRevision(tx, registrationId, now);
      return appendOwnerEvent(tx, author, { kind: 'owner_removed', at: now, change });
  }
}

interface OwnerEvent {
  readonly kind: Extract<EventKind, `owner_${string}`>;
  readonly at: number;
  readonly change: Pick<OwnerChange, 'ownership' | 'account'>;
  readonly data?: object;
}

export async function appendOwnerEvent(tx: Tx, author: OwnerAuthor, event: OwnerEvent): Promise<void> {
  const { kind, at, change, data = {} } = event;
  const { principal, origin, actsFor, batch } = author;
  await appendEvent(tx, {
    at,
    kind,
    ...authorship(principal, actsFor),
    subject: `package:${change.ownership.idKey}`,
    data: { account: change.account.publicId, ...data, ...(batch === undefined ? {} : { batch }) },
    ...(origin === undefined ? {} : { origin }),
  });
}
