/**
 * Which ids have the mark: those with an owner who holds a reservation that covers them. `registrations.is_verified` says
 * so, and is written here alone, in the mutation that changes owners or reservations.
 */
import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Tx } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { Flag } from '../../storage/flag.ts';
import type { Schema } from '../../storage/schema.ts';
import { endOfRange, type PrefixPattern } from './prefix-pattern.ts';
import type { Readable } from './prefixes.queries.ts';

/** The reservation is of this id, or of a beginning of it. */
function covers(): Expression<SqlBool> {
  const build = expressionBuilder<Schema, 'registrations' | 'reserved_prefixes'>();
  const length = build.fn<number>('length', ['reserved_prefixes.prefix_key']);
  const beginning = build.fn<string>('substr', [build.ref('registrations.id_key'), build.lit(1), length]);
  return build.or([
    build('reserved_prefixes.prefix_key', '=', build.ref('registrations.id_key')),
    build.and([build('reserved_prefixes.is_exact', '=', 0), build('reserved_prefixes.prefix_key', '=', beginning)]),
  ]);
}

/** An owner of the registration holds a reservation that covers it, other than this one. */
function isHeld(exceptPrefixId: number): Expression<SqlBool> {
  const build = expressionBuilder<Schema, 'registrations'>();
  return build.exists(
    build
      .selectFrom('owners')
      .innerJoin('reserved_prefix_owners', 'reserved_prefix_owners.account_id', 'owners.account_id')
      .innerJoin('reserved_prefixes', 'reserved_prefixes.id', 'reserved_prefix_owners.prefix_id')
      .select('owners.account_id')
      .whereRef('owners.registration_id', '=', 'registrations.id')
      .where('reserved_prefixes.id', '<>', exceptPrefixId)
      .where(covers()),
  );
}

const NONE = 0;

/** Sets the mark of at most 200 packages as their owners and all reservations say now. Revisions are the caller's. */
export async function refreshMarks(tx: Tx, registrationIds: readonly number[]): Promise<void> {
  const build = expressionBuilder<Schema, 'registrations'>();
  const flag = build.case().when(isHeld(NONE)).then(1).else(0).end().$castTo<Flag>();
  await tx
    .updateTable('registrations')
    .set({ is_verified: flag })
    .where('id', 'in', registrationIds)
    .where('is_verified', '<>', flag)
    .execute();
}

export async function saveMarks(tx: Tx, registrationIds: readonly number[], isVerified: boolean): Promise<void> {
  await tx
    .updateTable('registrations')
    .set({ is_verified: isVerified ? 1 : 0 })
    .where('id', 'in', registrationIds)
    .execute();
}

/** Packages that one of these accounts owns, that lie under a prefix and have the mark, or have it not; at most `limit`. */
export async function ownedUnder(
  rows: Readable,
  pattern: PrefixPattern,
  { accountIds, isVerified, limit }: OwnedWish,
): Promise<number[]> {
  const found = new Set<number>();
  for (const accountId of accountIds) {
    // As `owners_in_order` goes: one range for those that offer something and one for the others.
    for (const isOffered of [1, 0] as const) {
      const some = await rangeOf(rows, pattern, { accountId, isOffered, isVerified, limit: limit - found.size });
      for (const id of some) found.add(id);
      if (found.size >= limit) return [...found];
    }
  }
  return [...found];
}

export interface OwnedWish {
  readonly accountIds: readonly number[];
  readonly isVerified: boolean;
  readonly limit: number;
}

interface RangeWish {
  readonly accountId: number;
  readonly isOffered: Flag;
  readonly isVerified: boolean;
  readonly limit: number;
}

async function rangeOf({ read }: Readable, { key, isExact }: PrefixPattern, wish: RangeWish): Promise<number[]> {
  const own = read
    .selectFrom('owners')
    .innerJoin('registrations', 'registrations.id', 'owners.registration_id')
    .select('registrations.id')
    .where('owners.account_id', '=', wish.accountId)
    .where('owners.is_offered', '=', wish.isOffered)
    .where('registrations.is_verified', '=', wish.isVerified ? 1 : 0);
  const within = isExact
    ? own.where('owners.registration_key', '=', key)
    : own.where('owners.registration_key', '>=', key).where('owners.registration_key', '<', endOfRange(key));
  const rows = await within.orderBy('owners.registration_key').limit(wish.limit).execute();
  return rows.map(({ id }) => id);
}

/** Those of these that keep the mark without this prefix: by another one, or since one of `holders` owns them. */
export async function markedWithout(
  rows: Readable,
  registrationIds: readonly number[],
  { prefixId, holders }: { readonly prefixId: number; readonly holders: readonly number[] },
): Promise<Set<number>> {
  const kept = new Set<number>();
  for (let start = 0; start < registrationIds.length; start += ROWS_PER_READ) {
    const some = await rows.read
      .selectFrom('registrations')
      .select('registrations.id')
      .where('registrations.id', 'in', registrationIds.slice(start, start + ROWS_PER_READ))
      .where((row) => row.or([isHeld(prefixId), ...(holders.length === 0 ? [] : [isOwnedBy(holders)])]))
      .execute();
    for (const { id } of some) kept.add(id);
  }
  return kept;
}

function isOwnedBy(accountIds: readonly number[]): Expression<SqlBool> {
  const build = expressionBuilder<Schema, 'registrations'>();
  return build.exists(
    build
      .selectFrom('owners')
      .select('owners.account_id')
      .whereRef('owners.registration_id', '=', 'registrations.id')
      .where('owners.account_id', 'in', accountIds),
  );
}

/** How many packages lie under a prefix, counted up to `limit`. Scans a range of keys. */
export async function countUnder(
  { scan }: { readonly scan: Readable['read'] },
  { key, isExact }: PrefixPattern,
  limit: number,
): Promise<number> {
  const rows = await scan
    .selectFrom('registrations')
    .select('id')
    .where('id_key', '>=', key)
    .where('id_key', isExact ? '<=' : '<', isExact ? key : endOfRange(key))
    .limit(limit)
    .execute();
  return rows.length;
}

/** Which of these packages' owners hold a reservation that covers them; at most 200 packages. */
export function holdersAmong(
  { read }: Readable,
  registrationIds: readonly number[],
): Promise<{ registrationId: number; accountId: number }[]> {
  return read
    .selectFrom('owners')
    .innerJoin('registrations', 'registrations.id', 'owners.registration_id')
    .innerJoin('reserved_prefix_owners', 'reserved_prefix_owners.account_id', 'owners.account_id')
    .innerJoin('reserved_prefixes', 'reserved_prefixes.id', 'reserved_prefix_owners.prefix_id')
    .select(['owners.registration_id as registrationId', 'owners.account_id as accountId'])
    .where('owners.registration_id', 'in', registrationIds)
    .where('registrations.is_verified', '=', 1)
    .where(covers())
    .distinct()
    .execute();
}

/** Whether a package has the mark; an id that is not here has none. */
export async function isVerified({ read }: Readable, idKey: string): Promise<boolean> {
  const row = await read
    .selectFrom('registrations')
    .select('is_verified')
    .where('id_key', '=', idKey)
    .executeTakeFirst();
  return row?.is_verified === 1;
}
