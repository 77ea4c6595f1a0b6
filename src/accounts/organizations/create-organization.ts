import type { Clock, Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName, insertAccount, insertMembership } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { parseAccountWish } from '../people/account-wish.ts';
import { createConfirmation, takeMailTurn } from '../people/confirmation.ts';
import { requireNewName, requireUnusedName } from '../people/new-name.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireUsable } from '../relation.ts';
import { accountEmail } from './emails.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface OrganizationWish {
  readonly name: string;
  readonly email: string;
}

/** Makes an organization, confirmed at once, with one administrator, who must be a person that exists. */
export async function createOrganization(
  deps: Deps,
  principal: OperatorPrincipal,
  wish: OrganizationWish & { readonly administrator: string },
): Promise<{ publicId: string }> {
  return recordOrganization(deps, wish, async (tx) => {
    const administrator = await accountByName({ read: tx }, parseAccountName(wish.administrator)?.key ?? '');
    if (administrator?.kind === 'person') return { administrator, principal, emailConfirmedAt: deps.clock.now() };
    throw new Problem('not_found', `There is no person named ${wish.administrator}.`);
  });
}

/**
 * Makes an organization that the caller administers. Its address waits for its confirmation, and nobody can be invited
 * before; an address that the caller has confirmed as their own needs no second mail.
 */
export async function foundOrganization(
  deps: Deps & { readonly limiter: RateLimiter },
  principal: SessionPrincipal,
  wish: OrganizationWish,
  origin: Origin,
): Promise<{ publicId: string }> {
  const { email } = parseAccountWish(wish);
  await deps.limiter.take('mail', principal.publicId);
  await takeMailTurn(deps, email);
  return recordOrganization(deps, wish, async (tx) => {
    await requireUsable({ read: tx }, principal);
    const own = await accountEmail({ read: tx }, principal.actorId);
    const administrator = { id: principal.actorId, publicId: principal.publicId };
    const emailConfirmedAt = own?.key === email.key ? deps.clock.now() : null;
    return { administrator, principal, emailConfirmedAt, origin };
  });
}

interface Founding {
  readonly administrator: { readonly id: number; readonly publicId: string };
  readonly principal: SessionPrincipal | OperatorPrincipal;
  /** Null for an address that is still to be confirmed. */
  readonly emailConfirmedAt: Instant | null;
  readonly origin?: Origin;
}

/** `authorize` runs first in the mutation, and says who founds what. */
async function recordOrganization(
  deps: Deps,
  wish: OrganizationWish,
  authorize: (tx: Tx) => Promise<Founding>,
): Promise<{ publicId: string }> {
  const { name, email } = parseAccountWish(wish);
  const id = publicId(deps.random);
  await deps.database.mutation(async (tx) => {
    const { administrator, principal, emailConfirmedAt, origin } = await authorize(tx);
    if (principal.kind === 'operator') await requireUnusedName({ read: tx }, name);
    else await requireNewName({ read: tx }, name);
    const at = deps.clock.now();
    const account = { publicId: id, kind: 'organization', name, email, at, emailConfirmedAt } as const;
    const accountId = await insertAccount(tx, { ...account, isAdministrator: false, passwordHash: null });
    const role = 'administrator';
    await insertMembership(tx, { organizationId: accountId, personId: administrator.id, role }, at);
    const asked =
      emailConfirmedAt === null
        ? { confirmation: await createConfirmation(deps, tx, { accountId, kind: 'organization', email }) }
        : {};
    const from = origin === undefined ? {} : { origin };
    const event = { at, ...authorship(principal), subject: `account:${id}`, ...from };
    const founded = { kind: account.kind, name: name.display, ...asked };
    await appendEvent(tx, { ...event, kind: 'organization_created', data: founded });
    await appendEvent(tx, { ...event, kind: 'member_added', data: { person: administrator.publicId, role } });
  });
  return { publicId: id };
}
