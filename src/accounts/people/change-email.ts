/** An address that waits: asked for, asked for once more, given up. An account of either kind, by who manages it. */
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn, requireMayOnAccount } from '../relation.ts';
import { parseNewEmail, withFaults } from './account-wish.ts';
import { createConfirmation, takeMailTurn } from './confirmation.ts';
import { personById, setUnconfirmedAddress, setWaitingEmail, type Address, type PersonRow } from './people.queries.ts';

export interface ChangeEmailDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly limiter: RateLimiter;
}

/** An account by its row: the caller's own, or an organization. */
export type AddressedAccount = Pick<AccountRow, 'id'>;

/**
 * Asks for another address. The one in force stays until the new one is confirmed, at the new one; an address that was
 * never confirmed gives way at once. Who asks has proved who they are within the hour.
 */
export async function askEmailChange(
  deps: ChangeEmailDeps,
  principal: SessionPrincipal,
  { account: { id }, email: text }: { readonly account: AddressedAccount; readonly email: string },
  origin: Origin,
): Promise<void> {
  const email = parseNewEmail(text);
  if ('code' in email) throw withFaults([email]);
  requireFreshSignIn(principal, deps.clock.now());
  await takeTurns(deps, principal, email);
  await deps.database.mutation(async (tx) => {
    const account = await requireManaged(tx, principal, id);
    if (isInForce(account, email)) return;
    if (account.emailConfirmedAt === null) await setUnconfirmedAddress(tx, id, email);
    else await setWaitingEmail(tx, id, email);
    const confirmation = await createConfirmation(deps, tx, { accountId: id, kind: account.kind, email });
    await record(deps, tx, { principal, account, kind: 'email_change_asked', data: { confirmation }, origin });
  });
}

/** Has the mail that confirms the address that waits sent once more; the links before hold no more. */
export async function askConfirmation(
  deps: ChangeEmailDeps,
  principal: SessionPrincipal,
  { id }: AddressedAccount,
  origin: Origin,
): Promise<void> {
  const before = await personById(deps.database, id);
  if (before !== undefined) await takeTurns(deps, principal, waitingEmail(before) ?? emailOf(before));
  await deps.database.mutation(async (tx) => {
    const account = await requireManaged(tx, principal, id);
    const email = waitingEmail(account);
    if (email === undefined) return;
    const confirmation = await createConfirmation(deps, tx, { accountId: id, kind: account.kind, email });
    await record(deps, tx, { principal, account, kind: 'confirmation_asked', data: { confirmation }, origin });
  });
}

/** Forgets the address that was to follow. */
export async function cancelEmailChange(
  deps: Pick<ChangeEmailDeps, 'database' | 'clock'>,
  principal: SessionPrincipal,
  { id }: AddressedAccount,
  origin: Origin,
): Promise<void> {
  await deps.database.mutation(async (tx) => {
    const account = await requireManaged(tx, principal, id);
    if (account.unconfirmedEmail === null) return;
    await setWaitingEmail(tx, id, null);
    await deleteTokensOf(tx, id, 'confirm-email');
    await record(deps, tx, { principal, account, kind: 'email_change_cancelled', data: {}, origin });
  });
}

/** The address that waits for its confirmation; undefined when none does. */
export function waitingEmail(account: PersonRow): Address | undefined {
  if (account.unconfirmedEmail !== null && account.unconfirmedEmailKey !== null) {
    return { display: account.unconfirmedEmail, key: account.unconfirmedEmailKey };
  }
  return account.emailConfirmedAt === null ? emailOf(account) : undefined;
}

function emailOf({ email, emailKey }: PersonRow): Address {
  return { display: email, key: emailKey };
}

/** Whether to ask for this address changes nothing: it is confirmed, or waits already, and no other one waits. */
function isInForce(account: PersonRow, email: Address): boolean {
  return email.display === (account.unconfirmedEmail ?? account.email);
}

async function takeTurns({ limiter }: ChangeEmailDeps, { publicId }: SessionPrincipal, email: Address): Promise<void> {
  await limiter.take('mail', publicId);
  await takeMailTurn({ limiter }, email);
}

/** One's own address may be mended before it is confirmed; an organization's is for who manages it. */
async function requireManaged(tx: Tx, principal: SessionPrincipal, accountId: number): Promise<PersonRow> {
  const account = await personById({ read: tx }, accountId);
  if (account === undefined || account.status === 'deleted')
    throw new Problem('not_found', 'There is no such account.');
  if (accountId === principal.actorId) await requireActive({ read: tx }, accountId);
  else await requireMayOnAccount({ read: tx }, principal, 'manage the account', account);
  return account;
}

interface Change {
  readonly principal: SessionPrincipal;
  readonly account: PersonRow;
  readonly kind: 'email_change_asked' | 'confirmation_asked' | 'email_change_cancelled';
  readonly data: object;
  readonly origin: Origin;
}

function record(
  { clock }: Pick<ChangeEmailDeps, 'clock'>,
  tx: Tx,
  { principal, account, kind, data, origin }: Change,
): Promise<void> {
  const subject = `account:${account.publicId}`;
  const author = authorship(principal, account.id);
  return appendEvent(tx, { at: clock.now(), kind, ...author, subject, data, origin });
}
