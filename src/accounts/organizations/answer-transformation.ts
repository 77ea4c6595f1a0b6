import type { Clock } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { insertMembership } from '../accounts.queries.ts';
import { endSignIns } from '../deletion/deletion.queries.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn, requireUsable } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { requireMayTransform } from './ask-transformation.ts';
import { endTransformation } from './end-transformation.ts';
import { deleteInvitationsOf } from './invitations.queries.ts';
import {
  moveOwnKeys,
  takeTransformation,
  transformationByPublicId,
  transformationOf,
  transformationsFor,
  turnIntoOrganization,
  type TransformationRow,
} from './transformations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Makes the person who asked an organization, with the caller as its administrator, and gives its name. It cannot be
 * taken back: passwords, passkeys, sessions and everything else that lets somebody sign in are gone, keys act as the
 * administrator from now on, and packages stay owned by the same account.
 */
export async function acceptTransformation(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  transformation: string,
  origin: Origin,
): Promise<string> {
  requireFreshSignIn(principal, clock.now());
  return database.mutation(async (tx) => {
    const at = clock.now();
    const wish = await requireWishFor({ read: tx }, principal, transformation, at);
    const account = await requireAccount({ read: tx }, wish.accountName);
    if (account.status !== 'active') throw new Problem('account_locked', `${account.name} is locked.`);
    await requireMayTransform(tx, account);
    await takeTransformation(tx, wish.publicId);
    await endWishesFor(tx, account.id, at, principal);
    await turnIntoOrganization(tx, account.id);
    await endSignIns(tx, account.id);
    await deleteInvitationsOf(tx, account.id);
    await moveOwnKeys(tx, account.id, principal.actorId);
    const membership = { organizationId: account.id, personId: principal.actorId, role: 'administrator' } as const;
    await insertMembership(tx, membership, at);
    const event = { at, ...authorship(principal, account.id), subject: `account:${account.publicId}` };
    const person = principal.publicId;
    await appendEvent(tx, { ...event, kind: 'account_transformed', data: { administrator: person }, origin });
    await appendEvent(tx, { ...event, kind: 'member_added', data: { person, role: 'administrator' }, origin });
    return account.name;
  });
}

/** Turns the wish down, and gives whose it was. */
export async function declineTransformation(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  transformation: string,
  origin: Origin,
): Promise<string> {
  return database.mutation(async (tx) => {
    const at = clock.now();
    const wish = await requireWishFor({ read: tx }, principal, transformation, at);
    await endTransformation(tx, wish, { how: 'declined', at, author: authorship(principal), origin });
    return wish.accountName;
  });
}

/** Takes one's own wish back. Without one, nothing happens. */
export async function cancelTransformation(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  origin: Origin,
): Promise<void> {
  await database.mutation(async (tx) => {
    await requireUsable({ read: tx }, principal);
    const wish = await transformationOf({ read: tx }, principal.actorId);
    if (wish === undefined) return;
    await endTransformation(tx, wish, { how: 'cancelled', at: clock.now(), author: authorship(principal), origin });
  });
}

/** Throws `not_found` unless the caller is asked to agree to it and may still do so. */
export async function requireWishFor(
  rows: Pick<Database, 'read'>,
  principal: SessionPrincipal,
  transformation: string,
  now: number,
): Promise<TransformationRow> {
  await requireUsable(rows, principal);
  const isForm = isPublicId(transformation);
  const wish = isForm ? await transformationByPublicId(rows, transformation) : undefined;
  if (wish !== undefined && wish.administratorId === principal.actorId && wish.expiresAt > now) return wish;
  throw new Problem(
    'not_found',
    'This request holds no more: it was answered, was cancelled, is too old, or is for another account.',
  );
}

/** An organization administers no other one. */
async function endWishesFor(tx: Tx, accountId: number, at: number, principal: SessionPrincipal): Promise<void> {
  for (const each of await transformationsFor({ read: tx }, accountId)) {
    await endTransformation(tx, each, { how: 'declined', at, author: authorship(principal) });
  }
}
