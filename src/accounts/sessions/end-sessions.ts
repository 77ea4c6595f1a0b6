import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { authorship, type Authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { deleteSessions, holderOfSession } from './sessions.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Ends the session that the person is in. One that has ended already is no mistake. */
export async function signOut(deps: Deps, principal: SessionPrincipal, origin: Origin): Promise<void> {
  const which = { only: principal.sessionPublicId };
  await endOwn(deps, principal, { which, how: 'signed-out', origin });
}

/** Ends one session of the person's, wherever it is; `not_found` when it is nobody's, or another person's. */
export async function revokeSession(
  deps: Deps,
  principal: SessionPrincipal,
  sessionPublicId: string,
  origin: Origin,
): Promise<void> {
  const ended = await endOwn(deps, principal, { which: { only: sessionPublicId }, how: 'revoked', origin });
  if (ended === 0) throw new Problem('not_found', 'This session has ended already.');
}

/** Ends all sessions of the person's, but for the one that they are in where `keepsThis`, and says how many. */
export function signOutEverywhere(
  deps: Deps,
  principal: SessionPrincipal,
  { keepsThis }: { readonly keepsThis: boolean },
  origin: Origin,
): Promise<number> {
  const which = keepsThis ? { but: principal.sessionPublicId } : {};
  return endOwn(deps, principal, { which, how: 'revoked', origin });
}

interface Ending {
  readonly which: { readonly only?: string; readonly but?: string };
  readonly how: 'signed-out' | 'revoked';
  readonly origin: Origin;
}

function endOwn(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  { which, how, origin }: Ending,
): Promise<number> {
  const { actorId: id, publicId } = principal;
  return database.mutation((tx) =>
    endSessionsOf({ clock }, tx, { account: { id, publicId }, which, how, author: authorship(principal), origin }),
  );
}

export interface SessionsEnd {
  readonly account: { readonly id: number; readonly publicId: string };
  readonly which?: { readonly only?: string; readonly but?: string };
  /** Why, as the log says it. */
  readonly how: 'signed-out' | 'revoked' | 'password' | 'locked' | 'administrator';
  readonly author: Authorship;
  /** Undefined for what no request did. */
  readonly origin: Origin | undefined;
}

/** Ends sessions inside a mutation, and says how many there were; where there were none, nothing is written. */
export async function endSessionsOf(
  { clock }: { readonly clock: Clock },
  tx: Tx,
  { account, which, how, author, origin }: SessionsEnd,
): Promise<number> {
  const sessions = await deleteSessions(tx, account.id, which);
  if (sessions.length === 0) return 0;
  await appendEvent(tx, {
    at: clock.now(),
    kind: 'session_ended',
    ...author,
    subject: `account:${account.publicId}`,
    data: { sessions, how },
    ...(origin === undefined ? {} : { origin }),
  });
  return sessions.length;
}

/** Ends the session that a browser was in before it signed in anew, whoever's it was. */
export async function endReplaced(
  deps: { readonly clock: Clock },
  tx: Tx,
  sessionPublicId: string | null | undefined,
  origin: Origin,
): Promise<void> {
  if (sessionPublicId === null || sessionPublicId === undefined) return;
  const account = await holderOfSession({ read: tx }, sessionPublicId);
  if (account === undefined) return;
  const author = { actor: account.id, onBehalfOf: null, credential: `session:${sessionPublicId}` };
  await endSessionsOf(deps, tx, { account, which: { only: sessionPublicId }, how: 'signed-out', author, origin });
}
