import { Problem } from '../base/problem.ts';
import type { Database } from '../storage/database.ts';
import { accountStanding, rolesAmong, type AccountRow } from './accounts.queries.ts';
import { mayOnAccount, mayOnPackage, type AccountAction, type PackageAction, type Relation } from './permissions.ts';
import type { OperatorPrincipal, SessionPrincipal } from './principal.ts';

/** What a refusal says before the id. */
const packageDeeds: Readonly<Record<PackageAction, string>> = {
  'see everything of the package': 'manage',
  'publish new versions': 'publish new versions of',
  'unlist, relist and deprecate': 'unlist, relist or deprecate versions of',
  'manage owners': 'change the owners of',
};

type Readable = Pick<Database, 'read'>;

/** What somebody who is signed in is to an account: `stranger` only when nothing else. */
export async function relationsTo(rows: Readable, principal: SessionPrincipal, accountId: number): Promise<Relation[]> {
  const relations = await relationsToOwners(rows, principal, [accountId]);
  return relations.length === 0 ? ['stranger'] : relations;
}

/** Throws unless the principal may do this to the account. The operator of the machine may do everything. */
export async function requireMayOnAccount(
  rows: Readable,
  principal: SessionPrincipal | OperatorPrincipal,
  action: AccountAction,
  account: Pick<AccountRow, 'id' | 'name'>,
): Promise<void> {
  if (principal.kind === 'operator') return;
  await requireUsable(rows, principal);
  if (mayOnAccount(action, await relationsTo(rows, principal, account.id))) return;
  throw new Problem(
    'forbidden',
    `You may not ${action.replace(/ for$/, '')} for ${account.name}: ask one of its administrators.`,
  );
}

/** Throws unless the principal may do this to a package with these owners. */
export async function requireMayOnPackage(
  rows: Readable,
  principal: SessionPrincipal,
  action: PackageAction,
  { displayId, ownerIds }: { readonly displayId: string; readonly ownerIds: readonly number[] },
): Promise<void> {
  await requireUsable(rows, principal);
  if (mayOnPackage(action, await relationsToOwners(rows, principal, ownerIds))) return;
  throw new Problem('forbidden', `You may not ${packageDeeds[action]} ${displayId}: its owners can.`);
}

/** What somebody is to the owners of a package: one relation for each that there is, none twice. */
export async function relationsToOwners(
  rows: Readable,
  principal: SessionPrincipal,
  ownerIds: readonly number[],
): Promise<Relation[]> {
  const relations = new Set<Relation>(await rolesAmong(rows, principal.actorId, ownerIds));
  if (ownerIds.includes(principal.actorId)) relations.add('self');
  if (principal.isAdministrator) relations.add('gallery');
  return [...relations];
}

/** Asked again inside every mutation, since a session is read before: an account may be locked or gone meanwhile. */
export async function requireUsable(rows: Readable, principal: SessionPrincipal): Promise<void> {
  const standing = await requireActive(rows, principal.actorId);
  if (standing.emailConfirmedAt === null) {
    throw new Problem('email_unconfirmed', 'Confirm your email address first: nothing can be changed before.');
  }
}

/** The same for what a person may do before the email address is confirmed: prove and protect who they are. */
export async function requireActive(
  rows: Readable,
  accountId: number,
): Promise<{ readonly emailConfirmedAt: number | null }> {
  const standing = await accountStanding(rows, accountId);
  if (standing?.status === 'active') return standing;
  throw new Problem('account_locked', 'Your account is locked: contact the administrators of this gallery.');
}

/** An hour after somebody proved who they are, what is dangerous asks for it again. */
const FRESH_MICROSECONDS = 3_600_000_000;

/** Whether the person proved who they are within the last hour of this session: a form that needs it says so at once. */
export function isSignInFresh({ authenticatedAt }: SessionPrincipal, now: number): boolean {
  return now - authenticatedAt <= FRESH_MICROSECONDS;
}

/** Throws `sign_in_again` unless the person proved who they are within the last hour of this session. */
export function requireFreshSignIn(principal: SessionPrincipal | OperatorPrincipal, now: number): void {
  if (principal.kind === 'operator' || isSignInFresh(principal, now)) return;
  throw new Problem('sign_in_again', 'Confirm that it is you: your last sign-in was more than an hour ago.');
}
