/**
 * What a mail (or a redirect) carries and somebody can use once: confirm an address, set a new password, undo a change.
 *
 * The text is the token's public id and a signature of it by the server's secret. So the row and the log hold nothing that
 * could be used, and whatever sends the mail makes the text again from the id, as often as it has to try.
 */
import { MICROSECONDS_PER_DAY, type Clock, type Instant } from '../base/clock.ts';
import { publicId } from '../base/ids.ts';
import { Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { ServerSecret } from '../base/server-secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import { insertToken, tokenByPublicId, takeToken, type TokenRow } from './one-time-tokens.queries.ts';

const DAY = MICROSECONDS_PER_DAY;

/** Every kind with how long it holds. */
const lifetimes = {
  'confirm-email': 7 * DAY,
  'reset-password': DAY / 24,
  'undo-email-change': 7 * DAY,
  'second-factor': DAY / 96,
  passkey: DAY / 288,
  'single-sign-on': DAY / 96,
  /** Where an account that is gone is told so: nobody uses it, a mail is sent to it. */
  farewell: 7 * DAY,
  /** Makes the first administrator, and goes with it. */
  setup: 3_650 * DAY,
} as const;

export type TokenKind = keyof typeof lifetimes;

const PUBLIC_ID_LENGTH = 22;
const SIGNATURE_LENGTH = 43;
const FORM = /^[0-9A-Za-z]{22}[0-9A-Za-z_-]{43}$/;

export interface NewToken {
  readonly kind: TokenKind;
  /** Whose it is; null where nobody is known yet. */
  readonly accountId: number | null;
  /** What has to be known when it is used. May hold addresses: the row is deleted with its use, its time or its account. */
  readonly data: object;
}

/** Writes a token and gives its public id, which may stand in the log. */
export async function createToken(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  { kind, accountId, data }: NewToken,
): Promise<string> {
  const id = publicId(random);
  const now = clock.now();
  await insertToken(tx, {
    public_id: id,
    kind,
    account_id: accountId,
    data: JSON.stringify(data),
    created_at: now,
    expires_at: now + lifetimes[kind],
  });
  return id;
}

/** The text that its holder shows: 65 characters that a URL can hold. */
export function tokenText(secret: ServerSecret, publicId: string): string {
  return publicId + secret.sign('mailed tokens', publicId);
}

export interface UsableToken {
  readonly id: number;
  readonly publicId: string;
  readonly accountId: number | null;
  /** As it was given to `createToken`. */
  readonly data: unknown;
  readonly createdAt: Instant;
}

interface Deps {
  readonly secret: ServerSecret;
  readonly clock: Clock;
}

/** The token that this text belongs to, unused and in time; else undefined, whatever is wrong. Changes nothing. */
export async function findToken(
  { secret, clock }: Deps,
  rows: Pick<Database, 'read'>,
  kind: TokenKind,
  text: string,
): Promise<UsableToken | undefined> {
  const id = signedTokenId(secret, text);
  const row = id === undefined ? undefined : await tokenByPublicId(rows, id);
  return row === undefined ? undefined : usable(row, kind, clock.now());
}

/** Uses a token up, inside the mutation that it permits. Of two who try, one gets it; the other is told that it is used. */
export async function useToken(deps: Deps, tx: Tx, kind: TokenKind, text: string): Promise<UsableToken> {
  const token = await takeUsableToken(deps, tx, kind, text);
  if (token !== undefined) return token;
  throw linkEnded();
}

/** What whoever follows a link is told when it can do nothing any more. */
export function linkEnded(): Problem {
  return new Problem(
    'not_found',
    'This link holds no more: it was used, is too old, or is not whole. Ask for a new one.',
  );
}

/** The same where no link is spoken of: undefined, whatever is wrong. */
export async function takeUsableToken(
  { secret, clock }: Deps,
  tx: Tx,
  kind: TokenKind,
  text: string,
): Promise<UsableToken | undefined> {
  const id = signedTokenId(secret, text);
  const row = id === undefined ? undefined : await takeToken(tx, id);
  return row === undefined ? undefined : usable(row, kind, clock.now());
}

/** The public id in a text that `tokenText` made; undefined for any other text. */
export function signedTokenId(secret: ServerSecret, text: string): string | undefined {
  if (text.length !== PUBLIC_ID_LENGTH + SIGNATURE_LENGTH || !FORM.test(text)) return undefined;
  const id = text.slice(0, PUBLIC_ID_LENGTH);
  return secret.isSignatureOf('mailed tokens', id, text.slice(PUBLIC_ID_LENGTH)) ? id : undefined;
}

function usable(row: TokenRow, kind: TokenKind, now: Instant): UsableToken | undefined {
  if (row.kind !== kind || row.expiresAt <= now) return undefined;
  const { id, publicId, accountId, createdAt } = row;
  const data: unknown = JSON.parse(row.data);
  return { id, publicId, accountId, data, createdAt };
}
