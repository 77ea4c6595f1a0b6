/** The packages of accounts, a page at a time, in the order of their ids. */
import { sql, type RawBuilder } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Rows } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { Flag } from '../../storage/flag.ts';
import type { VersionState } from '../../storage/schema.ts';
import type { IdSearch } from './id-search.ts';

/** Whose packages: of these accounts, or of nobody. */
export type PackagesOf =
  { readonly kind: 'accounts'; readonly accountIds: readonly number[] } | { readonly kind: 'nobody' };

/** Packages with a listed version, those without any, or those with a version that waits for review, listed or not. */
export type PackageStanding = 'published' | 'unlisted' | 'review';

export interface PackageSlice {
  /** Undefined for all. */
  readonly standing: PackageStanding | undefined;
  readonly search: IdSearch | undefined;
  /** Ids after this key, ascending; or those before it, descending. */
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

export interface PackageKey {
  readonly registrationId: number;
  readonly idKey: string;
}

/** Accounts that are asked for in one statement, each by its index: SQLite puts at most 500 parts together. */
const ACCOUNTS_PER_STATEMENT = 100;

/** The first `limit` ids of the slice, none twice. */
export async function packagesSlice(scan: Rows, of: PackagesOf, slice: PackageSlice): Promise<PackageKey[]> {
  if (of.kind === 'nobody') return ownerlessSlice(scan, slice).execute();
  const found = new Map<string, PackageKey>();
  const flags = offeredFlags(slice.standing);
  const parts = of.accountIds.flatMap((accountId) => flags.map((each) => ownedSlice(scan, accountId, each, slice)));
  for (let start = 0; start < parts.length; start += ACCOUNTS_PER_STATEMENT) {
    const [first, ...more] = parts.slice(start, start + ACCOUNTS_PER_STATEMENT);
    if (first === undefined) break;
    const rows = await more.reduce((all, part) => all.unionAll(part), first).execute();
    for (const row of rows) found.set(row.idKey, row);
  }
  const isUpwards = slice.before === undefined;
  return [...found.values()].sort((a, b) => compareKeys(a.idKey, b.idKey) * (isUpwards ? 1 : -1)).slice(0, slice.limit);
}

/** What `owners.is_offered` is where packages stand so. */
function offeredFlags(standing: PackageStanding | undefined): readonly Flag[] {
  if (standing === 'published') return [1];
  return standing === 'unlisted' ? [0] : [1, 0];
}

/** As both databases compare keys: by their bytes. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function ownedSlice(scan: Rows, accountId: number, isOffered: Flag, slice: PackageSlice) {
  const { after, before, search, limit, standing } = slice;
  let owned = scan
    .selectFrom('owners')
    .select(['registration_id as registrationId', 'registration_key as idKey'])
    .where('account_id', '=', accountId)
    .where('is_offered', '=', isOffered)
    .orderBy('registration_key', before === undefined ? 'asc' : 'desc')
    .limit(limit);
  if (after !== undefined) owned = owned.where('registration_key', '>', after);
  if (before !== undefined) owned = owned.where('registration_key', '<', before);
  if (search !== undefined) owned = owned.where(isFound('registration_key', search));
  if (standing === 'review') owned = owned.where('registration_id', 'in', underReview(scan));
  // SQLite takes an order inside of a union only so.
  return scan.selectFrom(owned.as('owned')).selectAll();
}

function ownerlessSlice(scan: Rows, slice: PackageSlice) {
  const { after, before, search, limit, standing } = slice;
  let found = scan
    .selectFrom('registrations')
    .select(['id as registrationId', 'id_key as idKey'])
    .where((row) =>
      row.not(
        row.exists(row.selectFrom('owners').select('account_id').whereRef('registration_id', '=', 'registrations.id')),
      ),
    )
    .orderBy('id_key', before === undefined ? 'asc' : 'desc')
    .limit(limit);
  if (after !== undefined) found = found.where('id_key', '>', after);
  if (before !== undefined) found = found.where('id_key', '<', before);
  if (search !== undefined) found = found.where(isFound('id_key', search));
  if (standing === undefined) return found;
  if (standing === 'review') return found.where('id', 'in', underReview(scan));
  return found.where((row) => {
    const listed = row.exists(
      row
        .selectFrom('versions')
        .select('versions.id')
        .whereRef('versions.registration_id', '=', 'registrations.id')
        .where('versions.listed', '=', row.lit(1))
        .where('versions.state', '=', sql.lit<VersionState>('available')),
    );
    return standing === 'published' ? listed : row.not(listed);
  });
}

/** Said twice, so that SQLite finds them by `versions_apart`, which has no available version. */
function underReview(scan: Rows) {
  return scan
    .selectFrom('versions')
    .select('versions.registration_id')
    .where('versions.state', '<>', sql.lit<VersionState>('available'))
    .where('versions.state', '=', 'held');
}

/** The range lets an index find the beginning of a pattern. */
function isFound(column: 'registration_key' | 'id_key', { prefix, like }: IdSearch): RawBuilder<boolean> {
  const key = sql.ref(column);
  return sql`${key} >= ${prefix} AND ${key} < ${`${prefix}\u{10ffff}`} AND ${key} LIKE ${like} ESCAPE '!'`;
}

/** How many packages, at most `most`. */
export async function countPackages(
  scan: Rows,
  accountIds: readonly number[],
  standing: PackageStanding,
  most: number,
): Promise<number> {
  const row = await scan
    .selectFrom(
      scan
        .selectFrom('owners')
        .select('registration_id')
        .distinct()
        .where('account_id', 'in', accountIds.slice(0, ROWS_PER_READ))
        .where('is_offered', 'in', offeredFlags(standing))
        .$if(standing === 'review', (of) => of.where('registration_id', 'in', underReview(scan)))
        .limit(most)
        .as('some'),
    )
    .select((of) => of.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** What a row of the list says of a package. */
export interface PackageFacts extends PackageKey {
  readonly displayId: string;
  readonly versions: number;
  /** The version that discovery offers, or the newest of all where none is listed. */
  readonly latest: string | null;
  readonly downloads: number;
  readonly lockedAt: Instant | null;
}

/** Facts of at most 200 packages, in the order of their ids. */
export async function packageFacts(scan: Rows, registrationIds: readonly number[]): Promise<PackageFacts[]> {
  if (registrationIds.length === 0) return [];
  const rows = await scan
    .selectFrom('registrations')
    .leftJoin('versions as offered', 'offered.id', 'registrations.offered_version_id')
    .leftJoin('registration_downloads', 'registration_downloads.registration_id', 'registrations.id')
    .select((row) => {
      const versions = row.selectFrom('versions').whereRef('versions.registration_id', '=', 'registrations.id');
      return [
        'registrations.id as registrationId',
        'id_key as idKey',
        'registrations.display_id as displayId',
        'locked_at as lockedAt',
        'offered.normalized_version as offered',
        'registration_downloads.count as downloads',
        versions.select((of) => of.fn.countAll<number | string>().as('count')).as('versions'),
        versions.select('normalized_version').orderBy('sort_key', 'desc').limit(1).as('newest'),
      ];
    })
    .where('registrations.id', 'in', registrationIds)
    .orderBy('id_key')
    .execute();
  return rows.map(({ offered, newest, versions, downloads, ...row }) => ({
    ...row,
    versions: Number(versions),
    downloads: downloads ?? 0,
    latest: offered ?? newest,
  }));
}
