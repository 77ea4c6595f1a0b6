/**
 * The end of an account. It stands here and not in `accounts/`, which knows no packages, because packages may be left
 * without an owner by it.
 */
import type { AccountRow } from '../../accounts/accounts.queries.ts';
import { eraseAccount } from '../../accounts/deletion/erase-account.ts';
import { authorship, type Origin, type SessionPrincipal } from '../../accounts/principal.ts';
import { requireActive, requireFreshSignIn, requireMayOnAccount } from '../../accounts/relation.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { deleteOwnerInvitationsOf, invitedIds, type OwnedId } from './ownerships.queries.ts';
import { blockerSentence, deletionOf } from './deletion-blockers.ts';
import { endPrefixesOf } from '../prefixes/end-prefixes-of.ts';
import { recordOwnerSteps, type OwnerAuthor } from '../owners/record-owner-steps.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface DeletionWish {
  /** The caller, or an organization that the caller administers. */
  readonly name: string;
  /** The name once more, as somebody typed it who means it. */
  readonly typed: string;
}

/**
 * Deletes a person's own account, or an organization. Refused, with all reasons at once, while an id would be without an
 * owner, an organization or the gallery without an administrator, or an organization has other members.
 */
export async function deleteAccount(
  deps: Deps,
  principal: SessionPrincipal,
  wish: DeletionWish,
  origin: Origin,
): Promise<void> {
  requireFreshSignIn(principal, deps.clock.now());
  await deps.database.mutation(async (tx) => {
    const account = await requireAccount({ read: tx }, wish.name);
    await requireMayDelete({ read: tx }, principal, account);
    requireTyped(account, wish.typed);
    const { blockers, owned } = await deletionOf({ read: tx }, account, principal.actorId);
    if (blockers.length > 0) {
      const faults = blockers.map((each) => ({ code: 'deletion', detail: blockerSentence(each, account.name) }));
      throw new Problem('conflict', `${account.name} cannot be deleted yet.`, { faults });
    }
    await releaseOwnerships(deps, tx, { account, owned, author: { principal, origin } });
    await eraseAccount(deps, tx, { account, author: authorship(principal, account.id), origin });
  });
}

/** Throws unless the caller may end the account. Also somebody who never confirmed an address may go. */
export async function requireMayDelete(
  rows: Pick<Database, 'read'>,
  principal: SessionPrincipal,
  account: AccountRow,
): Promise<void> {
  if (account.id === principal.actorId) await requireActive(rows, account.id);
  else await requireMayOnAccount(rows, principal, 'manage the account', account);
  if (account.status !== 'locked') return;
  throw new Problem('account_locked', `${account.name} is locked: contact the administrators of this gallery.`);
}

function requireTyped({ name }: AccountRow, typed: string): void {
  if (typed.trim().toLowerCase() === name.toLowerCase()) return;
  const detail = `Type ${name} to confirm that this account is meant.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'confirmation', detail, at: 'typed' }] });
}

interface Release {
  readonly account: AccountRow;
  readonly owned: readonly OwnedId[];
  readonly author: OwnerAuthor;
}

async function releaseOwnerships(deps: Deps, tx: Tx, { account, owned, author }: Release): Promise<void> {
  const { id: accountId, publicId } = account;
  const packages = owned.map(({ registrationId, idKey }) => ({ registrationId, idKey, actsFor: accountId }));
  await recordOwnerSteps(deps, tx, author, { kind: 'remove', account: { accountId, publicId }, packages });
  await endPrefixesOf(deps, tx, author, accountId);
  const data = { account: publicId, how: 'declined' };
  const event = {
    at: deps.clock.now(),
    kind: 'owner_invitation_ended',
    ...authorship(author.principal, accountId),
  } as const;
  for (const { idKey } of await invitedIds(tx, accountId)) {
    await appendEvent(tx, { ...event, subject: `package:${idKey}`, data });
  }
  await deleteOwnerInvitationsOf(tx, accountId);
}
