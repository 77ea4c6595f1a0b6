import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseEmail } from '../account-name.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createToken, findToken, linkEnded, useToken, type UsableToken } from '../one-time-token.ts';
import { deleteTokensOf } from '../one-time-tokens.queries.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireActive, requireMayOnAccount } from '../relation.ts';
import type { Confirmation } from './confirmation.ts';
import { requireUnusedEmail } from './new-name.ts';
import { personById, setConfirmedEmail, type Address, type PersonRow } from './people.queries.ts';

export interface ConfirmDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly limiter: RateLimiter;
}

/** What a link that confirms is about. */
export interface WaitingAddress {
  readonly account: PersonRow;
  readonly email: Address;
}

/** What the text of a link stands for; undefined when it holds no more. Changes nothing. */
export async function findWaitingAddress(
  deps: Pick<ConfirmDeps, 'database' | 'secret' | 'clock'>,
  text: string,
): Promise<WaitingAddress | undefined> {
  const token = await findToken(deps, deps.database, 'confirm-email', text);
  return token === undefined ? undefined : waitingAddress(deps.database, token);
}

/**
 * Confirms the address that a link was mailed to, and puts it in force. Only who is signed in as the account (or manages
 * the organization) may: otherwise a stranger could sign up with somebody's address, and have its owner, who follows a
 * link without much thought, vouch for the stranger's account.
 *
 * Where it takes the place of another address, that one is told, with a link that undoes the change for seven days.
 */
export async function confirmEmail(
  deps: ConfirmDeps,
  principal: SessionPrincipal,
  text: string,
  origin: Origin,
): Promise<WaitingAddress> {
  await deps.limiter.take('address', origin.address);
  return deps.database.mutation(async (tx) => {
    const token = await useToken(deps, tx, 'confirm-email', text);
    const waiting = await waitingAddress({ read: tx }, token);
    if (waiting === undefined) throw linkEnded();
    const { account, email } = waiting;
    await requireMayConfirm(tx, principal, account);
    if (account.kind === 'person') await requireUnusedEmail({ read: tx }, email, account.id);
    const undo = isReplacement(waiting) ? { undo: await createUndo(deps, tx, account) } : {};
    const at = deps.clock.now();
    await setConfirmedEmail(tx, account.id, email, at);
    await deleteTokensOf(tx, account.id, 'confirm-email');
    const subject = `account:${account.publicId}`;
    const author = authorship(principal, account.id);
    await appendEvent(tx, { at, kind: 'email_confirmed', ...author, subject, data: undo, origin });
    return waiting;
  });
}

/** The address must still be the one that waits: it may have been changed once more. */
async function waitingAddress(
  rows: Pick<Database, 'read'>,
  { accountId, data }: UsableToken,
): Promise<WaitingAddress | undefined> {
  const account = accountId === null ? undefined : await personById(rows, accountId);
  const email = parseEmail((data as Confirmation).email);
  if (account === undefined || email === undefined) return undefined;
  const waits = account.unconfirmedEmailKey ?? (account.emailConfirmedAt === null ? account.emailKey : undefined);
  return waits === email.key ? { account, email } : undefined;
}

function isReplacement({ account, email }: WaitingAddress): boolean {
  return account.emailConfirmedAt !== null && account.emailKey !== email.key;
}

async function requireMayConfirm(tx: Tx, principal: SessionPrincipal, account: PersonRow): Promise<void> {
  if (account.kind === 'organization') {
    await requireMayOnAccount({ read: tx }, principal, 'manage the account', account);
  } else if (account.id === principal.actorId) {
    await requireActive({ read: tx }, account.id);
  } else {
    throw new Problem('forbidden', `This link is for ${account.name}: sign in as ${account.name} to use it.`);
  }
}

/** What the link at the address before can do: see undo-email-change.ts. */
function createUndo(deps: ConfirmDeps, tx: Tx, account: PersonRow): Promise<string> {
  const data = { email: account.email };
  return createToken(deps, tx, { kind: 'undo-email-change', accountId: account.id, data });
}
