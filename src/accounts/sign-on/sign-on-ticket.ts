/**
 * What the server remembers of a sign-on between two requests of one browser, which holds the text of the token in a cookie:
 * first that somebody was sent to the issuer, then whom the issuer named, while nobody here is that person yet.
 */
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { createToken, findToken, takeUsableToken, tokenText } from '../one-time-token.ts';
import type { IdentifiedPerson } from './identified-person.ts';
import type { SentPerson } from './issuer.ts';

export interface TicketDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
}

/** `sign-in`: to come in. `link`: to add a way in to an account. `again`: to prove that it is still the same person. */
export type SignOnPurpose = 'sign-in' | 'link' | 'again';

/** What is to be known when the browser comes back. */
export interface Errand {
  readonly purpose: SignOnPurpose;
  /** The session that the browser was in, by its public id; only it may go on with `link` and `again`. */
  readonly session: string | null;
  /** A path of the site, found safe. */
  readonly returnPath: string | null;
  /** The text of an invitation to the gallery, as it was brought along. */
  readonly invitation: string | null;
}

export interface SentTicket extends Errand {
  readonly stage: 'sent';
  readonly sent: SentPerson;
}

export interface IdentifiedTicket extends Errand {
  readonly stage: 'identified';
  readonly person: IdentifiedPerson;
}

type Ticket = SentTicket | IdentifiedTicket;

/** Writes it down, in a mutation or a transaction, and gives the text for the cookie. */
export async function createTicket(deps: TicketDeps, tx: Tx, ticket: Ticket): Promise<string> {
  return tokenText(deps.secret, await createToken(deps, tx, { kind: 'single-sign-on', accountId: null, data: ticket }));
}

/** Uses up the ticket of somebody who was sent to the issuer: whatever comes of it, the same answer never counts twice. */
export async function takeSent(deps: TicketDeps, text: string): Promise<SentTicket> {
  const token = await deps.database.transaction((tx) => takeUsableToken(deps, tx, 'single-sign-on', text));
  const ticket = token?.data as Ticket | undefined;
  if (ticket?.stage === 'sent') return ticket;
  throw new Problem('sign_in_failed', 'This sign-in was not begun in this browser, or too long ago: begin again.');
}

/** The person whom the issuer named and whom nobody here is yet. Changes nothing. */
export async function findIdentified(deps: TicketDeps, text: string): Promise<IdentifiedTicket> {
  return requireIdentified((await findToken(deps, deps.database, 'single-sign-on', text))?.data);
}

/** Uses it up, in the mutation that makes somebody here that person. */
export async function takeIdentified(deps: TicketDeps, tx: Tx, text: string): Promise<IdentifiedTicket> {
  return requireIdentified((await takeUsableToken(deps, tx, 'single-sign-on', text))?.data);
}

function requireIdentified(data: unknown): IdentifiedTicket {
  const ticket = data as Ticket | undefined;
  if (ticket?.stage === 'identified') return ticket;
  throw new Problem('credentials_missing', 'This sign-in has waited too long: begin again.');
}
