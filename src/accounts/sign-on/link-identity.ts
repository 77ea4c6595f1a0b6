import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { authorship, type Authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn } from '../relation.ts';
import { followGroups, type GroupMapping } from './follow-groups.ts';
import type { IdentifiedPerson } from './identified-person.ts';
import { deleteIdentity, identitiesOfAccount, identityOf, insertIdentity, waysInOf } from './identities.queries.ts';
import type { Issuer } from './issuer.ts';
import { loggedIdentity } from './logged-identity.ts';
import { takeIdentified, type TicketDeps } from './sign-on-ticket.ts';
import { mayEnterWithoutIssuer, type WaysIn } from './ways-in.ts';

export interface LinkDeps extends TicketDeps {
  readonly groupMapping: GroupMapping | undefined;
}

/**
 * Makes the person whom the issuer named this account's, which somebody has just proved to be theirs. An address that is the
 * same on both sides proves nothing by itself: this is the only way for an identity to an account that was there before.
 */
export async function linkIdentified(
  deps: LinkDeps,
  principal: SessionPrincipal,
  ticket: string,
  origin: Origin,
): Promise<{ readonly label: string; readonly returnPath: string | null }> {
  requireFreshSignIn(principal, deps.clock.now());
  return deps.database.mutation(async (tx) => {
    const { person, returnPath } = await takeIdentified(deps, tx, ticket);
    await linkPerson(deps, tx, principal, { person, origin });
    return { label: person.label, returnPath };
  });
}

/** The same inside a mutation that has taken the ticket. An identity that is linked to this account already stays as it is. */
export async function linkPerson(
  deps: Omit<LinkDeps, 'database' | 'secret'>,
  tx: Tx,
  principal: SessionPrincipal,
  { person, origin }: { readonly person: IdentifiedPerson; readonly origin: Origin },
): Promise<void> {
  await requireActive({ read: tx }, principal.actorId);
  const known = await identityOf({ read: tx }, person);
  if (known !== undefined && known.accountId !== principal.actorId) {
    throw new Problem('conflict', `${person.label} is the way in of another account here: unlink it there first.`);
  }
  const account = { id: principal.actorId, publicId: principal.publicId };
  if (known === undefined) await recordIdentity(deps, tx, { account, person, author: authorship(principal), origin });
  await followGroups(deps, tx, { person: account, groups: person.groups, origin });
}

export interface NewIdentity {
  readonly account: { readonly id: number; readonly publicId: string };
  readonly person: IdentifiedPerson;
  readonly author: Authorship;
  readonly origin: Origin;
}

/** The row and its event. What people are called at an issuer may be an address, which the log must not hold. */
export async function recordIdentity(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { account, person, author, origin }: NewIdentity,
): Promise<void> {
  const at = clock.now();
  await insertIdentity(tx, {
    public_id: publicId(random),
    account_id: account.id,
    issuer_key: person.issuer,
    subject_key: person.subject,
    label: person.label,
    created_at: at,
    last_used_at: at,
  });
  const subject = `account:${account.publicId}`;
  const data = loggedIdentity(person);
  await appendEvent(tx, { at, kind: 'identity_linked', ...author, subject, data, origin });
}

/** Takes a way in away again; one that is gone is gone. The last one stays. */
export async function unlinkIdentity(
  deps: { readonly database: Database; readonly clock: Clock } & IssuerDeps,
  principal: SessionPrincipal,
  identity: string,
  origin: Origin,
): Promise<void> {
  const at = deps.clock.now();
  requireFreshSignIn(principal, at);
  await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    const linked = await identitiesOfAccount({ read: tx }, principal.actorId);
    const row = linked.find(({ publicId }) => publicId === identity);
    if (row === undefined) return;
    await deleteIdentity(tx, row.id);
    if (!(await hasWayIn(deps, tx, principal))) {
      throw new Problem('conflict', 'This is your last way in: set a password or add a passkey before you unlink it.');
    }
    const subject = `account:${principal.publicId}`;
    const data = loggedIdentity(row);
    await appendEvent(tx, { at, kind: 'identity_unlinked', ...authorship(principal), subject, data, origin });
  });
}

export interface IssuerDeps extends WaysIn {
  /** Undefined where the settings name none. */
  readonly signOn: Pick<Issuer, 'url'> | undefined;
}

/** Whether somebody could sign in again: with the issuer of the settings, or without it where that is allowed. */
export async function hasWayIn(deps: IssuerDeps, tx: Tx, principal: SessionPrincipal): Promise<boolean> {
  const { hasPassword, hasPasskey, issuers } = await waysInOf({ read: tx }, principal.actorId);
  const url = deps.signOn?.url;
  if (issuers.some((issuer) => URL.canParse(issuer) && new URL(issuer).href === url)) return true;
  return mayEnterWithoutIssuer(deps, principal) && (hasPassword || hasPasskey);
}
