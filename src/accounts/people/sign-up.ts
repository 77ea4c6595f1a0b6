import type { Clock, Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { AccountName } from '../account-name.ts';
import { insertAccount } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { endReplaced } from '../sessions/end-sessions.ts';
import { startSession } from '../sessions/start-session.ts';
import { parseAccountWish, type AccountWish } from './account-wish.ts';
import { createConfirmation, takeMailTurn } from './confirmation.ts';
import { findInvitation, useInvitation } from './gallery-invitation.ts';
import type { AddressInvitation } from './gallery-invitations.queries.ts';
import { requireNewName, requireUnusedEmail } from './new-name.ts';
import { checkNewPassword } from './password.ts';
import type { Passwords } from './passwords.ts';
import type { Address } from './people.queries.ts';

export interface SignUpDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly limiter: RateLimiter;
  readonly passwords: Passwords;
  /** `LODE_SIGNUP`. */
  readonly signUpMode: 'open' | 'invite' | 'closed' | 'oidc';
  /** What the gallery is called. */
  readonly galleryName: string;
}

export interface SignUpWish extends AccountWish {
  readonly password: Secret;
  /** The text of an invitation's link. The account gets the address that was invited, whatever `email` says. */
  readonly invitation: string | undefined;
  /** Who is signed in with this browser: that session ends. */
  readonly current: SessionPrincipal | undefined;
}

export interface SignedUp {
  readonly session: Secret;
  readonly accountPublicId: string;
  /** Whether the address is confirmed already, since an invitation was sent to it. */
  readonly isConfirmed: boolean;
  /** Whether the invitation is to an organization, and waits to be accepted. */
  readonly organizationWaits: boolean;
}

/**
 * Makes an account and signs its person in. What it may do before its address is confirmed is to confirm it.
 *
 * An address that another person has confirmed is taken all the same, with the same answer after the same work: only whoever
 * reads mail there learns that somebody tried, and the account can never be confirmed.
 */
export async function signUp(deps: SignUpDeps, wish: SignUpWish, origin: Origin): Promise<SignedUp> {
  await deps.limiter.take('address', origin.address);
  const invitation = await findInvitation(deps, deps.database, wish.invitation);
  requireOpenDoor(deps, invitation !== undefined);
  const typed = { name: wish.name, email: invitation?.email ?? wish.email };
  const context = { ...typed, gallery: deps.galleryName };
  const { name, email } = parseAccountWish(typed, checkNewPassword(wish.password.reveal(), context));
  // Before the slow part, so that a name which is taken costs nobody a hash; asked again where it decides.
  await requireNewName(deps.database, name);
  if (invitation === undefined) await takeMailTurn(deps, email);
  const passwordHash = await deps.passwords.hash(wish.password);
  const id = publicId(deps.random);
  const person = { id, name, email, passwordHash, at: deps.clock.now() };
  const session = await deps.database.mutation(async (tx) => {
    await requireNewName({ read: tx }, name);
    await endReplaced(deps, tx, wish.current?.sessionPublicId, origin);
    if (invitation === undefined) return recordUnconfirmed(deps, tx, person, origin);
    await requireUnusedEmail({ read: tx }, email);
    return recordInvited(deps, tx, { person, invitation }, origin);
  });
  const organizationWaits = invitation !== undefined && invitation.organizationId !== null;
  return { session, accountPublicId: id, isConfirmed: invitation !== undefined, organizationWaits };
}

function requireOpenDoor({ signUpMode }: SignUpDeps, isInvited: boolean): void {
  switch (signUpMode) {
    case 'open':
      return;
    case 'invite':
      if (isInvited) return;
      throw new Problem(
        'forbidden',
        'An account here needs an invitation: ask an administrator of the gallery for one.',
      );
    case 'closed':
      throw new Problem('forbidden', 'Accounts of this gallery are made by its administrators: ask one of them.');
    case 'oidc':
      throw new Problem('forbidden', 'Accounts of this gallery come with single sign-on: sign in with that.');
  }
}

interface NewPerson {
  readonly id: string;
  readonly name: AccountName;
  readonly email: Address;
  readonly passwordHash: string;
  readonly at: Instant;
}

async function recordUnconfirmed(deps: SignUpDeps, tx: Tx, person: NewPerson, origin: Origin): Promise<Secret> {
  const accountId = await insertPerson(tx, person, null);
  const account = { id: accountId, publicId: person.id };
  const confirmation = await createConfirmation(deps, tx, { accountId, kind: 'person', email: person.email });
  return welcome(deps, tx, { person, account, data: { confirmation }, origin });
}

interface Invited {
  readonly person: NewPerson;
  readonly invitation: AddressInvitation;
}

async function recordInvited(deps: SignUpDeps, tx: Tx, invited: Invited, origin: Origin): Promise<Secret> {
  const { person, invitation } = invited;
  const account = { id: await insertPerson(tx, person, person.at), publicId: person.id };
  await useInvitation(deps, tx, invitation, account);
  return welcome(deps, tx, { person, account, data: {}, origin });
}

function insertPerson(tx: Tx, { id, name, email, passwordHash, at }: NewPerson, emailConfirmedAt: Instant | null) {
  const account = { publicId: id, kind: 'person', name, email, passwordHash, at } as const;
  return insertAccount(tx, { ...account, isAdministrator: false, emailConfirmedAt });
}

interface Welcome {
  readonly person: NewPerson;
  readonly account: { readonly id: number; readonly publicId: string };
  readonly data: object;
  readonly origin: Origin;
}

async function welcome(deps: SignUpDeps, tx: Tx, { person, account, data, origin }: Welcome): Promise<Secret> {
  await appendEvent(tx, {
    at: person.at,
    kind: 'account_created',
    actor: account.id,
    onBehalfOf: null,
    credential: 'system',
    subject: `account:${account.publicId}`,
    data: { kind: 'person', name: person.name.display, isAdministrator: false, ...data },
    origin,
  });
  return startSession(deps, tx, { account, how: 'sign-up', hasSecondFactor: false, isNewDevice: false, origin });
}
