import type { Instant } from '../../base/clock.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { beginningsOf, endOfRange, widerBeginningsOf, type PrefixPattern } from './prefix-pattern.ts';

/** The database, or a transaction as `{ read: tx }`. */
export type Readable = Pick<Database, 'read'>;

/** An account that holds a prefix. */
export interface PrefixOwner {
  readonly accountId: number;
  readonly publicId: string;
  readonly name: string;
  readonly kind: 'person' | 'organization';
}

export interface ReservedPrefix extends PrefixPattern {
  readonly id: number;
  readonly publicId: string;
  /** Anybody may push under it, and only its owners' packages get the mark. */
  readonly isPublic: boolean;
  readonly createdAt: Instant;
  /** In the order of their names. Nobody: such ids are kept free. */
  readonly owners: readonly PrefixOwner[];
}

type BareRow = Omit<ReservedPrefix, 'owners'>;

function reservations({ read }: Readable) {
  return read
    .selectFrom('reserved_prefixes')
    .select([
      'reserved_prefixes.id',
      'reserved_prefixes.public_id',
      'reserved_prefixes.prefix',
      'reserved_prefixes.prefix_key',
      'reserved_prefixes.is_exact',
      'reserved_prefixes.is_public',
      'reserved_prefixes.created_at',
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof reservations>['execute']>>[number];

function bare(row: Selected): BareRow {
  return {
    id: row.id,
    publicId: row.public_id,
    prefix: row.prefix,
    key: row.prefix_key,
    isExact: row.is_exact === 1,
    isPublic: row.is_public === 1,
    createdAt: row.created_at,
  };
}

/** The same rows with who holds each; at most 200. */
async function withOwners(rows: Readable, selected: readonly Selected[]): Promise<ReservedPrefix[]> {
  if (selected.length === 0) return [];
  const owners = await rows.read
    .selectFrom('reserved_prefix_owners')
    .innerJoin('accounts', 'accounts.id', 'reserved_prefix_owners.account_id')
    .select([
      'prefix_id',
      'accounts.id as accountId',
      'accounts.public_id as publicId',
      'accounts.name',
      'accounts.kind',
    ])
    .where(
      'prefix_id',
      'in',
      selected.map(({ id }) => id),
    )
    .orderBy('accounts.name_key')
    .execute();
  const byPrefix = Map.groupBy(owners, (owner) => owner.prefix_id);
  return selected.map((row) => ({
    ...bare(row),
    owners: (byPrefix.get(row.id) ?? []).map(({ accountId, publicId, name, kind }) => ({
      accountId,
      publicId,
      name,
      kind,
    })),
  }));
}

/** Reservations that an id lies under, the widest first. */
export async function prefixesCovering(rows: Readable, id: Pick<PackageId, 'key'>): Promise<ReservedPrefix[]> {
  const found = await reservations(rows)
    .where('prefix_key', 'in', beginningsOf(id))
    .where((row) => row.or([row('is_exact', '=', 0), row('prefix_key', '=', id.key)]))
    .orderBy('prefix_key')
    .orderBy('is_exact')
    .execute();
  return withOwners(rows, found);
}

/** Reservations that cover all that this one does, and more, the widest first. */
export async function widerPrefixes(rows: Readable, pattern: PrefixPattern): Promise<ReservedPrefix[]> {
  const keys = widerBeginningsOf(pattern);
  if (keys.length === 0) return [];
  const found = await reservations(rows)
    .where('prefix_key', 'in', keys)
    .where('is_exact', '=', 0)
    .orderBy('prefix_key')
    .execute();
  return withOwners(rows, found);
}

/** The first reservations of ids that begin so, but for the one of exactly that. */
export async function narrowerPrefixes(
  rows: Readable,
  pattern: PrefixPattern,
  limit: number,
): Promise<ReservedPrefix[]> {
  if (pattern.isExact) return [];
  const found = await reservations(rows)
    .where('prefix_key', '>=', pattern.key)
    .where('prefix_key', '<', endOfRange(pattern.key))
    .where((row) => row.or([row('prefix_key', '<>', pattern.key), row('is_exact', '=', 1)]))
    .orderBy('prefix_key')
    .orderBy('is_exact')
    .limit(limit)
    .execute();
  return withOwners(rows, found);
}

/** One that is not public among those that lie under this one; undefined where there is none. */
export async function closedPrefixUnder(rows: Readable, pattern: PrefixPattern): Promise<BareRow | undefined> {
  if (pattern.isExact) return undefined;
  const row = await reservations(rows)
    .where('prefix_key', '>=', pattern.key)
    .where('prefix_key', '<', endOfRange(pattern.key))
    .where((each) => each.or([each('prefix_key', '<>', pattern.key), each('is_exact', '=', 1)]))
    .where('is_public', '=', 0)
    .orderBy('prefix_key')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : bare(row);
}

/** The reservation of exactly that. */
export async function prefixOfPattern(rows: Readable, pattern: PrefixPattern): Promise<ReservedPrefix | undefined> {
  const row = await reservations(rows)
    .where('prefix_key', '=', pattern.key)
    .where('is_exact', '=', pattern.isExact ? 1 : 0)
    .execute();
  return (await withOwners(rows, row))[0];
}

export async function prefixByPublicId(rows: Readable, publicId: string): Promise<ReservedPrefix | undefined> {
  return (await withOwners(rows, await reservations(rows).where('public_id', '=', publicId).execute()))[0];
}

/** Where a page of prefixes goes on: behind this one. */
export type PrefixPosition = Pick<PrefixPattern, 'key' | 'isExact'>;

/** Reservations in the order of their keys that begin with `within`, at most 200. */
export async function prefixesInOrder(
  rows: Readable,
  within: string,
  after: PrefixPosition | undefined,
  limit: number,
): Promise<ReservedPrefix[]> {
  let statement = reservations(rows).orderBy('prefix_key').orderBy('is_exact').limit(limit);
  if (within !== '') {
    statement = statement.where('prefix_key', '>=', within).where('prefix_key', '<', endOfRange(within));
  }
  if (after !== undefined) {
    const { key, isExact } = after;
    statement = statement.where((row) =>
      row.or([
        row('prefix_key', '>', key),
        row.and([row('prefix_key', '=', key), row('is_exact', '>', isExact ? 1 : 0)]),
      ]),
    );
  }
  return withOwners(rows, await statement.execute());
}

/** What these accounts hold, in the order of their keys. */
export async function prefixesHeldBy(
  rows: Readable,
  accountIds: readonly number[],
  limit: number,
): Promise<ReservedPrefix[]> {
  const found = await reservations(rows)
    .where((row) =>
      row(
        'reserved_prefixes.id',
        'in',
        row.selectFrom('reserved_prefix_owners').select('prefix_id').where('account_id', 'in', accountIds),
      ),
    )
    .orderBy('prefix_key')
    .orderBy('is_exact')
    .limit(limit)
    .execute();
  return withOwners(rows, found);
}

export async function countHeldBy(rows: Readable, accountId: number): Promise<number> {
  const { count } = await rows.read
    .selectFrom('reserved_prefix_owners')
    .select((row) => row.fn.countAll<number | string>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface NewPrefix extends PrefixPattern {
  readonly publicId: string;
  readonly isPublic: boolean;
  readonly createdAt: Instant;
}

/** Gives the row's number. */
export async function insertPrefix(tx: Tx, prefix: NewPrefix): Promise<number> {
  const { id } = await tx
    .insertInto('reserved_prefixes')
    .values({
      public_id: prefix.publicId,
      prefix: prefix.prefix,
      prefix_key: prefix.key,
      is_exact: prefix.isExact ? 1 : 0,
      is_public: prefix.isPublic ? 1 : 0,
      created_at: prefix.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function savePrefixIsPublic(tx: Tx, prefixId: number, isPublic: boolean): Promise<void> {
  await tx
    .updateTable('reserved_prefixes')
    .set({ is_public: isPublic ? 1 : 0 })
    .where('id', '=', prefixId)
    .execute();
}

export async function insertPrefixOwners(
  tx: Tx,
  prefixId: number,
  accountIds: readonly number[],
  at: Instant,
): Promise<void> {
  if (accountIds.length === 0) return;
  const rows = accountIds.map((accountId) => ({ prefix_id: prefixId, account_id: accountId, created_at: at }));
  await tx.insertInto('reserved_prefix_owners').values(rows).execute();
}

export async function deletePrefixOwners(tx: Tx, prefixId: number, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return;
  await tx
    .deleteFrom('reserved_prefix_owners')
    .where('prefix_id', '=', prefixId)
    .where('account_id', 'in', accountIds)
    .execute();
}

export async function deletePrefix(tx: Tx, prefixId: number): Promise<void> {
  await tx.deleteFrom('reserved_prefix_owners').where('prefix_id', '=', prefixId).execute();
  await tx.deleteFrom('reserved_prefixes').where('id', '=', prefixId).execute();
}
