import { createHash } from 'node:crypto';
import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import { publicId, randomBase62 } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Origin } from '../principal.ts';
import { insertSession } from './sessions.queries.ts';

/** How long a session lasts at most, whatever is done in it. */
export const SESSION_DAYS = 30;
/** Of a session's text: 256 bits. */
export const SESSION_DIGITS = 43;
const MAX_ADDRESS_LENGTH = 64;
const MAX_USER_AGENT_LENGTH = 512;

export interface NewSession {
  readonly account: { readonly id: number; readonly publicId: string };
  /** What it was that let the person in: stands in the log. */
  readonly how: 'password' | 'passkey' | 'second-factor' | 'sign-on' | 'sign-up' | 'setup';
  readonly hasSecondFactor: boolean;
  readonly isNewDevice: boolean;
  readonly origin: Origin;
}

/**
 * Signs a person in, inside the mutation that has proved who it is, and gives the cookie's text, which is stored only as
 * SHA-256. Always a new session: the text that a visitor had before is never promoted.
 */
export async function startSession(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { account, how, hasSecondFactor, isNewDevice, origin }: NewSession,
): Promise<Secret> {
  const token = new Secret(randomBase62(random, SESSION_DIGITS));
  const id = publicId(random);
  const now = clock.now();
  await insertSession(tx, {
    public_id: id,
    account_id: account.id,
    hash_key: hashSession(token.reveal()),
    created_at: now,
    authenticated_at: now,
    last_seen_at: now,
    expires_at: now + SESSION_DAYS * MICROSECONDS_PER_DAY,
    has_second_factor: hasSecondFactor ? 1 : 0,
    address: origin.address.slice(0, MAX_ADDRESS_LENGTH),
    user_agent: origin.userAgent.toWellFormed().replaceAll('\0', '').slice(0, MAX_USER_AGENT_LENGTH),
  });
  await appendEvent(tx, {
    at: now,
    kind: 'signed_in',
    actor: account.id,
    onBehalfOf: null,
    credential: `session:${id}`,
    subject: `account:${account.publicId}`,
    data: { session: id, how, isNewDevice },
    origin,
  });
  return token;
}

/** What is stored of a session's text: SHA-256 in hex. */
export function hashSession(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** Whether a cookie can be a session's at all: anything else never reaches the database. */
export function isSessionForm(token: string): boolean {
  return token.length === SESSION_DIGITS && /^[0-9A-Za-z]+$/.test(token);
}
