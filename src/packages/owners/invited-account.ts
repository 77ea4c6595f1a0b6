import { accountByName, accountStanding } from '../../accounts/accounts.queries.ts';
import { parseAccountName } from '../../accounts/account-name.ts';
import { mayOnAccount } from '../../accounts/permissions.ts';
import { relationsTo } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import { plainText } from '../../nuget/plain-text.ts';
import type { Readable } from './owners.queries.ts';
import type { OwnerAccount } from './ownership.ts';
import type { OwnerPrincipal } from './read-ownerships.ts';

/** What somebody may write to the invited, in UTF-16 code units. */
export const MAX_OWNER_MESSAGE_LENGTH = 1_000;

/** A message as it may be stored and mailed; a fault at `message` when it is too long. */
export function parseOwnerMessage(text: string): string {
  if (text.length > MAX_OWNER_MESSAGE_LENGTH) {
    throw fault('message', 'owner_message', `A message has at most ${MAX_OWNER_MESSAGE_LENGTH} characters.`);
  }
  return plainText(text.toWellFormed());
}

/** The account of that name, whoever it is; a fault at `account` when there is none, or none any more. */
export async function requireNamedAccount(rows: Readable, name: string): Promise<OwnerAccount & { status: string }> {
  const account = await accountByName(rows, parseAccountName(name.trim())?.key ?? '');
  if (account === undefined || account.status === 'deleted') {
    throw fault('account', 'no_account', 'There is no account of that name: it is the name, not the email address.');
  }
  const { id, publicId, kind, status } = account;
  return { accountId: id, publicId, name: account.name, kind, status };
}

/** The same, of an account that can own packages: not locked, with an address that is confirmed. */
export async function requireFutureOwner(rows: Readable, name: string): Promise<OwnerAccount> {
  const { status, ...account } = await requireNamedAccount(rows, name);
  if (status !== 'active') {
    throw fault('account', 'account_locked', `${account.name} is locked, so it cannot become an owner.`);
  }
  if ((await accountStanding(rows, account.accountId))?.emailConfirmedAt === null) {
    throw fault('account', 'account_unconfirmed', `${account.name} has not confirmed an email address yet.`);
  }
  return account;
}

/** Whether the principal may answer an invitation of this account: then nobody has to be asked. */
export async function mayAcceptFor(rows: Readable, principal: OwnerPrincipal, accountId: number): Promise<boolean> {
  return (
    principal.kind === 'session' &&
    mayOnAccount('answer invitations to own packages', await relationsTo(rows, principal, accountId))
  );
}

function fault(at: string, code: string, detail: string): Problem {
  return new Problem('bad_request', detail, { faults: [{ code, detail, at }] });
}
