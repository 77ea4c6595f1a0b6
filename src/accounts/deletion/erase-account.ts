import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import { forgetOriginsOf } from '../../log/forget-origins-of.ts';
import type { Tx } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import { endKeysOfAccount } from '../keys/end-keys.ts';
import { createToken } from '../one-time-token.ts';
import { endInvitation } from '../organizations/end-invitation.ts';
import { endMembership } from '../organizations/end-membership.ts';
import { endTransformation } from '../organizations/end-transformation.ts';
import { deleteInvitationsOf, invitationsFor, invitationsOf } from '../organizations/invitations.queries.ts';
import { membersOf, membershipsOfPerson } from '../organizations/members.queries.ts';
import { transformationOf, transformationsFor } from '../organizations/transformations.queries.ts';
import type { Authorship, Origin } from '../principal.ts';
import { clearAccount, deleteKeyViewsOf, endSignIns, erasableRow } from './deletion.queries.ts';

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
}

export interface Erasure {
  readonly account: AccountRow;
  /** Who ended it. */
  readonly author: Authorship;
  readonly origin: Origin;
}

/**
 * Ends an account, inside the mutation that has asked who may and has seen to its packages. What is personal is cleared,
 * whatever lets somebody sign in or push is gone, and the log forgets where the account was active from.
 *
 * The row stays, since the log names it, and so does the name: nobody can take the place of somebody whom builds and people
 * trusted. An account that never confirmed its address could do nothing, so its name is free again.
 */
export async function eraseAccount(deps: Deps, tx: Tx, { account, author, origin }: Erasure): Promise<void> {
  const at = deps.clock.now();
  const { email, emailConfirmedAt, name } = await erasableRow(tx, account.id);
  await endMemberships(deps, tx, { account, author, origin });
  await endRequests(deps, tx, { account, author, origin });
  await endKeysOfAccount(deps, tx, { account, author });
  await deleteKeyViewsOf(tx, account.id);
  await endSignIns(tx, account.id);
  const isConfirmed = emailConfirmedAt !== null;
  await clearAccount(tx, account.id, { at, name: isConfirmed ? undefined : `deleted-${account.publicId}` });
  const farewell = isConfirmed
    ? { farewell: await createToken(deps, tx, { kind: 'farewell', accountId: null, data: { address: email, name } }) }
    : {};
  const subject = `account:${account.publicId}`;
  await appendEvent(tx, { at, kind: 'account_deleted', ...author, subject, data: farewell, origin });
  await forgetOriginsOf(tx, account.id);
}

async function endMemberships(deps: Deps, tx: Tx, { account, author, origin }: Erasure): Promise<void> {
  for (const { organizationId: id, publicId, name } of await membershipsOfPerson({ read: tx }, account.id)) {
    await endMembership(deps, tx, { organization: { id, publicId, name }, person: account, author, origin });
  }
  for (const person of await membersOf({ read: tx }, account.id)) {
    await endMembership(deps, tx, { organization: account, person, author, origin });
  }
}

/** Whatever waits for an answer of the account, or for somebody's answer to it. */
async function endRequests({ clock }: Deps, tx: Tx, { account, author }: Erasure): Promise<void> {
  const at = clock.now();
  const read = { read: tx };
  for (const each of await invitationsFor(read, { id: account.id, emailKey: undefined }, at)) {
    await endInvitation(tx, each, { how: 'declined', at, author });
  }
  for (const each of await invitationsOf(read, account.id)) {
    await endInvitation(tx, each, { how: 'cancelled', at, author });
  }
  await deleteInvitationsOf(tx, account.id);
  const own = await transformationOf(read, account.id);
  if (own !== undefined) await endTransformation(tx, own, { how: 'cancelled', at, author });
  for (const each of await transformationsFor(read, account.id)) {
    await endTransformation(tx, each, { how: 'declined', at, author });
  }
}
