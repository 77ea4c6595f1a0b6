/**
 * Puts versions straight into the rows, for tests of what reads them: many at once, in states that no push leads to.
 * Tests of publishing publish.
 */
import { createHash } from 'node:crypto';
import type { Clock, Instant } from '../../src/base/clock.ts';
import { publicId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import { appendCatalogEntry } from '../../src/catalog/append-entry.ts';
import type { Deprecation } from '../../src/catalog/deprecation.ts';
import { appendEvent } from '../../src/log/append-event.ts';
import { lowerInvariant } from '../../src/nuget/lower-case.ts';
import type { PackageEntry, PackageManifest, PackagePart, PackageParts } from '../../src/nuget/manifest.ts';
import { versionSortKey } from '../../src/nuget/version-sort-key.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { nupkgBlobKey } from '../../src/storage/blob-keys.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import type { VersionState } from '../../src/storage/schema.ts';
import { bareManifest } from './bare-manifest.ts';
import { putBytes } from './put-bytes.ts';

interface SeedDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly blobs?: Blobs;
}

export interface SeedVersion {
  readonly id: string;
  readonly version: string;
  readonly manifest?: Partial<PackageManifest>;
  readonly entries?: readonly PackageEntry[];
  /** A withdrawn version was available before: it gets a `PackageDetails` and a `PackageDelete`. */
  readonly state?: VersionState;
  readonly listed?: boolean;
  readonly deprecation?: Deprecation;
  readonly published?: Instant;
  /** SemVer 2 because of a dependency, where the version itself is not. */
  readonly semVerLevel?: 1 | 2;
  /** The package, and the files out of it; stored when `blobs` are given. */
  readonly nupkg?: Uint8Array;
  readonly parts?: Partial<Record<PackagePart, Uint8Array>>;
}

export interface SeededVersion {
  readonly registrationId: number;
  readonly versionId: number;
  readonly publicId: string;
  readonly sha512: string;
}

/** All versions in one transaction, in their order. */
export async function seedVersions(deps: SeedDeps, versions: readonly SeedVersion[]): Promise<SeededVersion[]> {
  const seeded = await deps.database.mutation(async (tx) => {
    const rows: SeededVersion[] = [];
    for (const version of versions) rows.push(await insertVersion(deps, tx, version));
    return rows;
  });
  for (const [i, row] of seeded.entries()) await putFiles(deps, row, versions[i]);
  return seeded;
}

export async function seedVersion(deps: SeedDeps, version: SeedVersion): Promise<SeededVersion> {
  const [seeded] = await seedVersions(deps, [version]);
  if (seeded === undefined) throw new Error('nothing was seeded');
  return seeded;
}

/** Changes a version as a use case would: rows, event, catalog entry and revision in one transaction. */
export async function changeVersion(
  deps: SeedDeps,
  versionId: number,
  change: { readonly listed?: boolean; readonly state?: VersionState; readonly deprecation?: Deprecation | null },
): Promise<void> {
  const { clock, random } = deps;
  const at = clock.now();
  await deps.database.mutation(async (tx) => {
    const { listed, state, deprecation } = change;
    const row = await tx
      .updateTable('versions')
      .set({
        edited_at: at,
        ...(listed === undefined ? {} : { listed: listed ? 1 : 0 }),
        ...(state === undefined ? {} : { state }),
        ...(deprecation === undefined
          ? {}
          : { deprecation: deprecation === null ? null : JSON.stringify(deprecation) }),
      })
      .where('id', '=', versionId)
      .returning(['registration_id', 'version_key', 'state'])
      .executeTakeFirstOrThrow();
    await advance(tx, row.registration_id);
    await appendSeedEvent(tx, at, row.registration_id);
    const entry = { registrationId: row.registration_id, versionKey: row.version_key };
    await appendCatalogEntry(
      { tx, clock, random },
      { kind: row.state === 'available' ? 'details' : 'delete', ...entry },
    );
  });
}

async function insertVersion({ clock, random }: SeedDeps, tx: Tx, seed: SeedVersion): Promise<SeededVersion> {
  const at = clock.now();
  const state = seed.state ?? 'available';
  const registrationId = await registrationOf(tx, seed.id, at);
  const sha512 = createHash('sha512')
    .update(
      Buffer.concat([seed.nupkg ?? Buffer.from(`${seed.id} ${seed.version}`), ...Object.values(seed.parts ?? {})]),
    )
    .digest('hex');
  const row = await tx
    .insertInto('versions')
    .values({
      public_id: publicId(random),
      registration_id: registrationId,
      display_id: seed.id,
      ...versionColumns(seed),
      state,
      listed: seed.listed === false ? 0 : 1,
      created_at: at,
      published_at: seed.published ?? at,
      edited_at: null,
      size_bytes: seed.nupkg?.byteLength ?? 1234,
      sha512_key: sha512,
      parts: JSON.stringify(partsOf(seed)),
      manifest_id: await insertManifest(tx, seed),
      deprecation: seed.deprecation === undefined ? null : JSON.stringify(seed.deprecation),
      pushed_by: null,
      origin: null,
    })
    .returning(['id', 'public_id', 'version_key'])
    .executeTakeFirstOrThrow();
  await appendSeedEvent(tx, at, registrationId);
  const entry = { registrationId, versionKey: row.version_key };
  if (state !== 'held') await appendCatalogEntry({ tx, clock, random }, { kind: 'details', ...entry });
  if (state !== 'held' && state !== 'available') {
    await appendCatalogEntry({ tx, clock, random }, { kind: 'delete', ...entry });
  }
  return { registrationId, versionId: row.id, publicId: row.public_id, sha512 };
}

function versionColumns(seed: SeedVersion) {
  const version = parseVersion(seed.version);
  if (version === undefined) throw new Error(`not a version: ${seed.version}`);
  return {
    version_key: version.key,
    sort_key: versionSortKey(version),
    normalized_version: version.normalized,
    full_version: version.full,
    is_prerelease: version.isPrerelease ? (1 as const) : (0 as const),
    semver_level: seed.semVerLevel ?? version.semVerLevel,
  };
}

async function insertManifest(tx: Tx, { id, version, manifest, entries }: SeedVersion): Promise<number> {
  const whole = bareManifest(id, version, { authors: 'Acme', description: `What ${id} is for.`, ...manifest });
  const row = await tx
    .insertInto('manifests')
    .values({ manifest: JSON.stringify(whole), entries: JSON.stringify(entries ?? []) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function registrationOf(tx: Tx, id: string, at: Instant): Promise<number> {
  const idKey = lowerInvariant(id);
  const known = await tx.selectFrom('registrations').select('id').where('id_key', '=', idKey).executeTakeFirst();
  if (known === undefined) {
    const row = await tx
      .insertInto('registrations')
      .values({ id_key: idKey, display_id: id, revision: 1, locked_at: null, created_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }
  await advance(tx, known.id);
  return known.id;
}

async function advance(tx: Tx, registrationId: number): Promise<void> {
  await tx
    .updateTable('registrations')
    .set((row) => ({ revision: row('revision', '+', 1) }))
    .where('id', '=', registrationId)
    .execute();
}

async function appendSeedEvent(tx: Tx, at: Instant, registrationId: number): Promise<void> {
  const { id_key } = await tx
    .selectFrom('registrations')
    .select('id_key')
    .where('id', '=', registrationId)
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    at,
    kind: 'version_published',
    actor: null,
    onBehalfOf: null,
    credential: 'system',
    subject: `package:${id_key}`,
    data: {},
  });
}

async function putFiles({ blobs }: SeedDeps, row: SeededVersion, seed: SeedVersion | undefined): Promise<void> {
  if (blobs === undefined || seed === undefined) return;
  if (seed.nupkg === undefined && seed.parts === undefined) return;
  const parts = Object.values(seed.parts ?? {});
  await putBytes(blobs, nupkgBlobKey(row.sha512), Buffer.concat([seed.nupkg ?? Buffer.alloc(0), ...parts]));
}

/** What a seed names as parts lies behind its package, as it is. */
function partsOf(seed: SeedVersion): PackageParts {
  let offset = seed.nupkg?.byteLength ?? 0;
  const places = Object.entries(seed.parts ?? {}).map(([part, { byteLength: length }]) => {
    offset += length;
    return [part, { offset: offset - length, packedLength: length, length, isDeflated: false }];
  });
  return Object.fromEntries(places) as PackageParts;
}
