/** What a search result says of a package, read from the rows as they are now. */
import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Deprecation } from '../catalog/deprecation.ts';
import type { PackageManifest } from '../nuget/manifest.ts';
import type { RegistrationHead } from '../packages/versions.queries.ts';
import { statesShownOn } from '../packages/visibility.ts';
import type { Database, Prepared, Rows } from '../storage/database.ts';
import { fewOrAll, ROWS_PER_READ } from '../storage/few-or-all.ts';
import { parameter } from '../storage/prepared.ts';
import type { Schema } from '../storage/schema.ts';
import type { ViewIndex } from './search-view.ts';

export interface NamedRegistration extends RegistrationHead {
  readonly idKey: string;
  readonly displayId: string;
}

/** One version that a view shows. */
export interface ShownVersion {
  readonly versionId: number;
  readonly versionKey: string;
  readonly fullVersion: string;
  readonly downloads: number;
}

export interface PackageDetails {
  /** Names, in the order of the alphabet. */
  readonly owners: readonly string[];
  /** The id as the newest version spells it. */
  readonly displayId: string;
  readonly manifest: PackageManifest;
  readonly deprecation: Deprecation | null;
  /** Whether an owner holds a reserved prefix that covers the id. */
  readonly isVerified: boolean;
  /** Those of the view, ascending; never none. */
  readonly versions: readonly [ShownVersion, ...ShownVersion[]];
}

export interface FoundPackageReads {
  /** Of those that exist, in no order. */
  heads(registrationIds: readonly number[]): Promise<NamedRegistration[]>;
  /** Of those that the view shows at least one version of. */
  headsInView(registrationIds: readonly number[], view: ViewIndex): Promise<NamedRegistration[]>;
  /** Undefined for a package without a version that the view shows. */
  details(registrationId: number, view: ViewIndex): Promise<PackageDetails | undefined>;
  /** Ascending; empty for an id that the view does not show. */
  versions(idKey: string, view: ViewIndex): Promise<readonly ShownVersion[]>;
}

/** Statements are compiled for so many registrations; fewer are filled up. */
const batchSizes = [1, 25, ROWS_PER_READ] as const;

export function prepareFoundPackageReads(database: Database): FoundPackageReads {
  const heads = batchSizes.map((size) => database.prepare((rows) => headsStatement(rows, size).compile()));
  const newest = database.prepare((rows) =>
    rows
      .selectFrom('versions')
      .innerJoin('manifests', 'manifests.id', 'versions.manifest_id')
      .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
      .select(['versions.display_id as displayId', 'versions.deprecation', 'manifests.manifest', 'is_verified'])
      .where('versions.id', '=', parameter<number>('version'))
      .compile(),
  );
  const owners = database.prepare((rows) =>
    rows
      .selectFrom('owners')
      .innerJoin('accounts', 'accounts.id', 'owners.account_id')
      .select('accounts.name')
      .where('owners.registration_id', '=', parameter<number>('registration'))
      .orderBy('accounts.name_key')
      .compile(),
  );
  const registration = database.prepare((rows) =>
    rows.selectFrom('registrations').select('id').where('id_key', '=', parameter('id')).compile(),
  );
  return {
    heads: (ids) => inBatches(ids, heads),
    async headsInView(ids, view) {
      const shown: NamedRegistration[] = [];
      for (let start = 0; start < ids.length; start += ROWS_PER_READ) {
        shown.push(...(await headsInView(database.read, ids.slice(start, start + ROWS_PER_READ), view)));
      }
      return shown;
    },
    async details(registrationId, view) {
      const [first, ...more] = await shownVersions(database, registrationId, view);
      if (first === undefined) return undefined;
      const row = await newest.first((more.at(-1) ?? first).versionId);
      if (row === undefined) return undefined;
      return {
        owners: (await owners.all(registrationId)).map((owner) => owner.name),
        displayId: row.displayId,
        manifest: JSON.parse(row.manifest) as PackageManifest,
        deprecation: row.deprecation === null ? null : (JSON.parse(row.deprecation) as Deprecation),
        isVerified: row.is_verified === 1,
        versions: [first, ...more],
      };
    },
    async versions(idKey, view) {
      const row = await registration.first(idKey);
      return row === undefined ? [] : shownVersions(database, row.id, view);
    },
  };
}

function headsStatement(rows: Rows, size: number) {
  const numbers = Array.from({ length: size }, (_, i) => parameter<number>(`registration${i}`));
  return rows
    .selectFrom('registrations')
    .select(['id', 'revision', 'id_key as idKey', 'display_id as displayId'])
    .where('id', 'in', numbers);
}

function headsInView(rows: Rows, registrationIds: readonly number[], view: ViewIndex): Promise<NamedRegistration[]> {
  return rows
    .selectFrom('registrations')
    .select(['registrations.id', 'revision', 'id_key as idKey', 'registrations.display_id as displayId'])
    .where('registrations.id', 'in', registrationIds)
    .where((build) =>
      build.exists(
        build
          .selectFrom('versions')
          .select('versions.id')
          .whereRef('versions.registration_id', '=', 'registrations.id')
          .where(isShownIn(view)),
      ),
    )
    .execute();
}

async function shownVersions(database: Database, registrationId: number, view: ViewIndex): Promise<ShownVersion[]> {
  const select = (rows: Rows) =>
    rows
      .selectFrom('versions')
      .leftJoin('download_totals', 'download_totals.version_id', 'versions.id')
      .select(['versions.id as versionId', 'version_key as versionKey', 'full_version as fullVersion', 'count'])
      .where('versions.registration_id', '=', registrationId)
      .where(isShownIn(view))
      .orderBy('sort_key')
      .orderBy('version_key');
  const rows = await fewOrAll(database, select);
  return rows.map(({ count, ...version }) => ({ ...version, downloads: count ?? 0 }));
}

const ofVersions = expressionBuilder<Schema, 'versions'>();

function isShownIn(view: ViewIndex): Expression<SqlBool> {
  return ofVersions.and([
    ofVersions('versions.state', 'in', statesShownOn('discovery')),
    ofVersions('versions.listed', '=', 1),
    ofVersions('versions.is_prerelease', '<=', (view & 1) === 0 ? 0 : 1),
    ofVersions('versions.semver_level', '<=', (view & 2) === 0 ? 1 : 2),
  ]);
}

async function inBatches<Row>(ids: readonly number[], statements: readonly Prepared<Row>[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < ids.length; start += ROWS_PER_READ) {
    const batch = ids.slice(start, start + ROWS_PER_READ);
    const size = batchSizes.findIndex((each) => each >= batch.length);
    const filled = [...batch, ...Array<number>((batchSizes[size] ?? 0) - batch.length).fill(batch[0] ?? 0)];
    rows.push(...((await statements[size]?.all(...filled)) ?? []));
  }
  return rows;
}
