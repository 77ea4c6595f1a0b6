import type { Instant } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';
import type { PrefixOwner, Readable } from './prefixes.queries.ts';

export type PrefixDecision = 'granted' | 'refused' | 'withdrawn';

export interface PrefixRequest {
  readonly publicId: string;
  /** Who would hold it. */
  readonly account: PrefixOwner & { readonly status: 'active' | 'locked' | 'deleted' };
  /** The name of who asked; null when that account is gone. */
  readonly askedBy: string | null;
  /** As it was asked for: `Acme.*`. */
  readonly prefix: string;
  readonly reason: string;
  readonly createdAt: Instant;
  /** Null while nobody has decided. */
  readonly decision: PrefixDecision | null;
  readonly decidedAt: Instant | null;
  readonly answer: string | null;
}

function requests({ read }: Readable) {
  return read
    .selectFrom('prefix_requests')
    .innerJoin('accounts', 'accounts.id', 'prefix_requests.account_id')
    .leftJoin('accounts as askers', 'askers.id', 'prefix_requests.asked_by')
    .select([
      'prefix_requests.public_id as publicId',
      'prefix_requests.prefix',
      'prefix_requests.reason',
      'prefix_requests.created_at as createdAt',
      'prefix_requests.decision',
      'prefix_requests.decided_at as decidedAt',
      'prefix_requests.answer',
      'askers.name as askedBy',
      'accounts.id as accountId',
      'accounts.public_id as accountPublicId',
      'accounts.name as accountName',
      'accounts.kind as accountKind',
      'accounts.status as accountStatus',
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof requests>['execute']>>[number];

function requestOf(row: Selected): PrefixRequest {
  const { publicId, prefix, reason, createdAt, decision, decidedAt, answer, askedBy } = row;
  const account = {
    accountId: row.accountId,
    publicId: row.accountPublicId,
    name: row.accountName,
    kind: row.accountKind,
    status: row.accountStatus,
  };
  return { publicId, account, askedBy, prefix, reason, createdAt, decision, decidedAt, answer };
}

export async function requestByPublicId(rows: Readable, publicId: string): Promise<PrefixRequest | undefined> {
  const row = await requests(rows).where('prefix_requests.public_id', '=', publicId).executeTakeFirst();
  return row === undefined ? undefined : requestOf(row);
}

/** Requests that nobody has decided, the oldest first. */
export async function openRequests(rows: Readable, limit: number): Promise<PrefixRequest[]> {
  const found = await requests(rows)
    .where('prefix_requests.decision', 'is', null)
    .orderBy('prefix_requests.id')
    .limit(limit)
    .execute();
  return found.map(requestOf);
}

/** How many wait, counted up to `limit`. */
export async function countOpenRequests({ read }: Readable, limit: number): Promise<number> {
  const rows = await read
    .selectFrom('prefix_requests')
    .select('id')
    .where('decision', 'is', null)
    .limit(limit)
    .execute();
  return rows.length;
}

/** What was asked for these accounts, the newest first. */
export async function requestsFor(
  rows: Readable,
  accountIds: readonly number[],
  limit: number,
): Promise<PrefixRequest[]> {
  const found = await requests(rows)
    .where('prefix_requests.account_id', 'in', accountIds)
    .orderBy('prefix_requests.id', 'desc')
    .limit(limit)
    .execute();
  return found.map(requestOf);
}

/** Requests of one account that nobody has decided: a few, whatever it has asked for before. */
export async function openRequestsFor(rows: Readable, accountId: number): Promise<PrefixRequest[]> {
  const found = await requests(rows)
    .where('prefix_requests.account_id', '=', accountId)
    .where('prefix_requests.decision', 'is', null)
    .orderBy('prefix_requests.id')
    .execute();
  return found.map(requestOf);
}

export interface NewPrefixRequest {
  readonly publicId: string;
  readonly accountId: number;
  readonly askedBy: number;
  readonly prefix: string;
  readonly key: string;
  readonly reason: string;
  readonly createdAt: Instant;
}

export async function insertRequest(tx: Tx, request: NewPrefixRequest): Promise<void> {
  await tx
    .insertInto('prefix_requests')
    .values({
      public_id: request.publicId,
      account_id: request.accountId,
      asked_by: request.askedBy,
      prefix: request.prefix,
      prefix_key: request.key,
      reason: request.reason,
      created_at: request.createdAt,
      decision: null,
      decided_at: null,
      answer: null,
    })
    .execute();
}

export async function saveDecision(
  tx: Tx,
  publicId: string,
  end: { readonly decision: PrefixDecision; readonly answer: string | null; readonly at: Instant },
): Promise<void> {
  await tx
    .updateTable('prefix_requests')
    .set({ decision: end.decision, answer: end.answer, decided_at: end.at })
    .where('public_id', '=', publicId)
    .execute();
}
