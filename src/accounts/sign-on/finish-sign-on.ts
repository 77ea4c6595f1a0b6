import { Problem } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import type { Tx } from '../../storage/database.ts';
import { tokenText } from '../one-time-token.ts';
import type { Origin, SessionPrincipal } from '../principal.ts';
import { requireActive } from '../relation.ts';
import { endReplaced } from '../sessions/end-sessions.ts';
import { knownDevice } from '../sessions/known-devices.ts';
import { createPendingSignIn } from '../sessions/pending-sign-in.ts';
import { renewSession } from '../sessions/renew-session.ts';
import { hasSecondFactor } from '../sessions/sessions.queries.ts';
import { startSession } from '../sessions/start-session.ts';
import { requireIssuer, type BeginDeps } from './begin-sign-on.ts';
import { followGroups, mappedGroups } from './follow-groups.ts';
import { identityOf, touchIdentity, type IdentityRow } from './identities.queries.ts';
import type { IdentifiedPerson } from './identified-person.ts';
import { linkPerson, type LinkDeps } from './link-identity.ts';
import { createTicket, takeSent, type SentTicket } from './sign-on-ticket.ts';

export interface FinishDeps extends BeginDeps, LinkDeps {}

export interface CameBack {
  /** The text of the cookie. */
  readonly ticket: string;
  /** The query of the callback's URL. */
  readonly query: string;
  /** Who is signed in with this browser. */
  readonly principal: SessionPrincipal | undefined;
  /** The cookie that says for whom this browser is known. */
  readonly knownDevices: string | undefined;
}

interface Ending {
  readonly returnPath: string | null;
}

export type SignOnOutcome =
  /** A session, new or renewed. */
  | (Ending & { readonly kind: 'signed-in'; readonly session: Secret; readonly accountPublicId: string })
  /** A second step is to come: `pending` is the text for its cookie. */
  | (Ending & { readonly kind: 'second-factor'; readonly pending: string })
  /** An account of somebody who was signed in has another way in. */
  | (Ending & { readonly kind: 'linked'; readonly label: string })
  /** Nobody here is this person yet: `ticket` is the text of the cookie with which they choose. */
  | (Ending & { readonly kind: 'unknown'; readonly ticket: string });

/**
 * What a browser does that comes back from the issuer. Whatever comes of it, the ticket is used up before the issuer is
 * asked, so that no answer and no code counts twice.
 */
export async function finishSignOn(deps: FinishDeps, back: CameBack, origin: Origin): Promise<SignOnOutcome> {
  const issuer = requireIssuer(deps);
  const ticket = await takeSent(deps, back.ticket);
  if (ticket.purpose !== 'sign-in' && ticket.session !== back.principal?.sessionPublicId) {
    throw new Problem('sign_in_failed', 'You are not signed in as you were when this began: begin again.');
  }
  const named = await issuer.identify(back.query, ticket.sent);
  const person = { ...named, groups: mappedGroups(deps.groupMapping, named.groups) };
  deps.limiter.giveBack('address', origin.address);
  return deps.database.mutation((tx) => proceed(deps, tx, { ticket, person, back, origin }));
}

interface Step {
  readonly ticket: SentTicket;
  readonly person: IdentifiedPerson;
  readonly back: CameBack;
  readonly origin: Origin;
}

async function proceed(deps: FinishDeps, tx: Tx, step: Step): Promise<SignOnOutcome> {
  const { ticket, person, back, origin } = step;
  const { returnPath } = ticket;
  if (ticket.purpose === 'link' && back.principal !== undefined) {
    await linkPerson(deps, tx, back.principal, { person, origin });
    return { kind: 'linked', label: person.label, returnPath };
  }
  const identity = await identityOf({ read: tx }, person);
  if (ticket.purpose === 'again') return proveAgain(deps, tx, step, identity);
  if (identity !== undefined) return signIn(deps, tx, step, identity);
  const { purpose, session, invitation } = ticket;
  const errand = { purpose, session, returnPath, invitation };
  return {
    kind: 'unknown',
    ticket: await createTicket(deps, tx, { stage: 'identified', person, ...errand }),
    returnPath,
  };
}

/**
 * An issuer that has asked for a second factor itself need not be followed by one of ours; otherwise whoever has one here
 * is asked for it, as after a password.
 */
async function signIn(
  deps: FinishDeps,
  tx: Tx,
  { ticket, person, back, origin }: Step,
  identity: IdentityRow,
): Promise<SignOnOutcome> {
  const account = await use(deps, tx, { identity, person, origin });
  const { returnPath } = ticket;
  const device = knownDevice(deps.secret, back.knownDevices, account.publicId, deps.clock.now());
  const isNewDevice = device === undefined;
  const replaces = back.principal?.sessionPublicId ?? null;
  if (await needsSecondStep(tx, account, person)) {
    const pending = { how: 'sign-on', isNewDevice, returnPath, renews: null, replaces } as const;
    const text = tokenText(deps.secret, await createPendingSignIn(deps, tx, account.id, pending));
    return { kind: 'second-factor', pending: text, returnPath };
  }
  await endReplaced(deps, tx, replaces, origin);
  const start = { account, how: 'sign-on', hasSecondFactor: person.hasSecondFactor, isNewDevice, origin } as const;
  return {
    kind: 'signed-in',
    session: await startSession(deps, tx, start),
    accountPublicId: account.publicId,
    returnPath,
  };
}

async function proveAgain(
  deps: FinishDeps,
  tx: Tx,
  { ticket, person, back, origin }: Step,
  identity: IdentityRow | undefined,
): Promise<SignOnOutcome> {
  const sessionPublicId = back.principal?.sessionPublicId ?? '';
  if (identity === undefined || identity.accountId !== back.principal?.actorId) {
    throw new Problem('sign_in_failed', `${person.label} is not the account that you are signed in to.`);
  }
  const account = await use(deps, tx, { identity, person, origin });
  const { returnPath } = ticket;
  if (await needsSecondStep(tx, account, person)) {
    const pending = { how: 'sign-on', isNewDevice: false, returnPath, renews: sessionPublicId } as const;
    const text = tokenText(deps.secret, await createPendingSignIn(deps, tx, account.id, pending));
    return { kind: 'second-factor', pending: text, returnPath };
  }
  const renewal = { sessionPublicId, accountId: account.id, hasSecondFactor: person.hasSecondFactor };
  return {
    kind: 'signed-in',
    session: await renewSession(deps, tx, renewal),
    accountPublicId: account.publicId,
    returnPath,
  };
}

interface Use {
  readonly identity: IdentityRow;
  readonly person: IdentifiedPerson;
  readonly origin: Origin;
}

/** What every sign-on does with an identity that is known. */
async function use(
  deps: FinishDeps,
  tx: Tx,
  { identity, person, origin }: Use,
): Promise<{ id: number; publicId: string }> {
  const account = { id: identity.accountId, publicId: identity.accountPublicId };
  await requireActive({ read: tx }, account.id);
  await touchIdentity(tx, identity.id, { at: deps.clock.now(), label: person.label });
  await followGroups(deps, tx, { person: account, groups: person.groups, origin });
  return account;
}

async function needsSecondStep(tx: Tx, { id }: { readonly id: number }, person: IdentifiedPerson): Promise<boolean> {
  return !person.hasSecondFactor && (await hasSecondFactor({ read: tx }, id));
}
