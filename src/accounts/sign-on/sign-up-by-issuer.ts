/** The first time that somebody comes by single sign-on: who they may become here, and becoming it. */
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseEmail } from '../account-name.ts';
import { insertAccount } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { parseAccountWish } from '../people/account-wish.ts';
import { createConfirmation, takeMailTurn } from '../people/confirmation.ts';
import { findInvitation, useInvitation } from '../people/gallery-invitation.ts';
import type { AddressInvitation } from '../people/gallery-invitations.queries.ts';
import { requireNewName, requireUnusedEmail } from '../people/new-name.ts';
import { isEmailTaken } from '../people/people.queries.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { endReplaced } from '../sessions/end-sessions.ts';
import { startSession } from '../sessions/start-session.ts';
import { followGroups } from './follow-groups.ts';
import type { IdentifiedPerson } from './identified-person.ts';
import { identityOf } from './identities.queries.ts';
import { recordIdentity, type LinkDeps } from './link-identity.ts';
import { findIdentified, takeIdentified, type IdentifiedTicket } from './sign-on-ticket.ts';

export interface IssuerSignUpDeps extends LinkDeps {
  readonly limiter: RateLimiter;
  /** `LODE_SIGNUP`. */
  readonly signUpMode: 'open' | 'invite' | 'closed' | 'oidc';
}

/** What somebody may do whom the issuer named and whom nobody here is yet. */
export interface Newcomer {
  readonly person: IdentifiedPerson;
  readonly returnPath: string | null;
  /** Somebody here has confirmed the address that the issuer says is this person's: they have an account already. */
  readonly isKnownByAddress: boolean;
  /** Why no account can be made; undefined when one can. */
  readonly whyNoAccount: string | undefined;
  /** The address that the account gets, confirmed; undefined where the person has to give one. */
  readonly address: string | undefined;
}

/** Reads what the ticket says. Changes nothing. */
export async function newcomer(deps: IssuerSignUpDeps, ticket: string): Promise<Newcomer> {
  const identified = await findIdentified(deps, ticket);
  const { person, returnPath } = identified;
  const address = await addressOf(deps, deps.database, identified);
  const key = parseEmail(address ?? '')?.key;
  const isKnownByAddress = key !== undefined && (await isEmailTaken(deps.database, key, null));
  return { person, returnPath, isKnownByAddress, whyNoAccount: whyNoAccount(deps, identified), address };
}

export interface IssuerSignUpWish {
  readonly ticket: string;
  readonly name: string;
  /** Where the issuer vouches for an address, that one counts, whatever stands here. */
  readonly email: string;
  /** Who is signed in with this browser: that session ends. */
  readonly current: SessionPrincipal | undefined;
}

export interface SignedUpByIssuer {
  readonly session: Secret;
  readonly accountPublicId: string;
  readonly isConfirmed: boolean;
  readonly returnPath: string | null;
}

/** Makes an account for whom the issuer named, and signs them in. A name that cannot be had leaves the ticket as it is. */
export async function signUpByIssuer(
  deps: IssuerSignUpDeps,
  wish: IssuerSignUpWish,
  origin: Origin,
): Promise<SignedUpByIssuer> {
  await deps.limiter.take('address', origin.address);
  const identified = await findIdentified(deps, wish.ticket);
  const why = whyNoAccount(deps, identified);
  if (why !== undefined) throw new Problem('forbidden', why);
  const invitation = await findInvitation(deps, deps.database, identified.invitation ?? undefined);
  const vouched = await addressOf(deps, deps.database, identified);
  const isConfirmed = vouched !== undefined;
  const { name, email } = parseAccountWish({ name: wish.name, email: vouched ?? wish.email });
  if (!isConfirmed) await takeMailTurn(deps, email);
  const id = publicId(deps.random);
  const session = await deps.database.mutation(async (tx) => {
    const { person } = await takeIdentified(deps, tx, wish.ticket);
    if ((await identityOf({ read: tx }, person)) !== undefined) {
      throw new Problem('conflict', `${person.label} has an account here by now: begin again to sign in.`);
    }
    await requireNewName({ read: tx }, name);
    if (isConfirmed) await requireUnusedEmail({ read: tx }, email);
    await endReplaced(deps, tx, wish.current?.sessionPublicId, origin);
    const at = deps.clock.now();
    const row = { publicId: id, kind: 'person', name, email, passwordHash: null, isAdministrator: false, at } as const;
    const accountId = await insertAccount(tx, { ...row, emailConfirmedAt: isConfirmed ? at : null });
    const confirmation = isConfirmed
      ? {}
      : { confirmation: await createConfirmation(deps, tx, { accountId, kind: 'person', email }) };
    const account = { id: accountId, publicId: id };
    if (invitation !== undefined) await useInvitation(deps, tx, invitation, account);
    const data = { kind: 'person', name: name.display, isAdministrator: false, ...confirmation };
    return record(deps, tx, { account, person, data, origin });
  });
  deps.limiter.giveBack('address', origin.address);
  return { session, accountPublicId: id, isConfirmed, returnPath: identified.returnPath };
}

interface Made {
  readonly account: { readonly id: number; readonly publicId: string };
  readonly person: IdentifiedPerson;
  readonly data: object;
  readonly origin: Origin;
}

async function record(deps: IssuerSignUpDeps, tx: Tx, { account, person, data, origin }: Made): Promise<Secret> {
  const author = { actor: account.id, onBehalfOf: null, credential: 'system' };
  const subject = `account:${account.publicId}`;
  await appendEvent(tx, { at: deps.clock.now(), kind: 'account_created', ...author, subject, data, origin });
  await recordIdentity(deps, tx, { account, person, author, origin });
  await followGroups(deps, tx, { person: account, groups: person.groups, origin });
  const { hasSecondFactor } = person;
  return startSession(deps, tx, { account, how: 'sign-on', hasSecondFactor, isNewDevice: false, origin });
}

/** The address that needs no mail to be confirmed: an invitation came there, or the issuer has asked there. */
async function addressOf(
  deps: IssuerSignUpDeps,
  rows: Pick<Database, 'read'>,
  { person, invitation }: IdentifiedTicket,
): Promise<string | undefined> {
  const invited: AddressInvitation | undefined = await findInvitation(deps, rows, invitation ?? undefined);
  return invited?.email ?? (person.isEmailVerified ? person.email : undefined);
}

function whyNoAccount({ signUpMode }: IssuerSignUpDeps, { invitation }: IdentifiedTicket): string | undefined {
  if (signUpMode === 'closed') return 'New accounts are made by the administrators of this gallery: ask one of them.';
  if (signUpMode !== 'invite' || invitation !== null) return undefined;
  return 'A new account needs an invitation: ask an administrator of this gallery, and begin with the link of its mail.';
}
