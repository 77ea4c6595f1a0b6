import { appendCatalogEntry } from '../catalog/append-entry.ts';
import type { Deprecation } from '../catalog/deprecation.ts';
import { authorship, type Origin, type Publisher } from '../accounts/principal.ts';
import type { Clock, Instant } from '../base/clock.ts';
import { publicId } from '../base/ids.ts';
import { Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import { appendEvent } from '../log/append-event.ts';
import type { PackageEntry, PackageManifest, PackageParts } from '../nuget/manifest.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { parseVersionRange, rangeSemVerLevel } from '../nuget/version-range.ts';
import { versionSortKey } from '../nuget/version-sort-key.ts';
import type { NuGetVersion } from '../nuget/version.ts';
import type { Database, Tx } from '../storage/database.ts';
import { isUniqueViolation } from '../storage/driver-errors.ts';
import { deprecationOfNewVersion } from './deprecation/deprecation-rules.ts';
import { advanceRevision, type RegistrationRow } from './registrations.queries.ts';
import { rangesByDependency } from './ranges-by-dependency.ts';
import { insertDependencies, insertVersion } from './versions-write.queries.ts';

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
}

/** A package that was read and stored, and is now to be seen. */
export interface StoredPackage {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  readonly manifest: PackageManifest;
  readonly entries: readonly PackageEntry[];
  readonly parts: PackageParts;
  readonly sizeBytes: number;
  readonly sha512Hex: string;
}

/** What is so of a version when it first appears; a push has none of it, an import keeps what its source said. */
export interface FirstAppearance {
  readonly listed: boolean;
  readonly publishedAt: Instant | undefined;
  /** JSON as in `versions.deprecation`. */
  readonly deprecation: string | null;
  readonly origin: { readonly source: string; readonly catalogEntry?: string } | undefined;
}

/**
 * Writes all rows of a new version, its event and its catalog entry, and gives the event's number. Inside a
 * `mutationWithVersion`.
 */
export async function recordVersion(
  deps: Deps & { readonly tx: Tx },
  author: { readonly principal: Publisher; readonly address?: Origin },
  registration: RegistrationRow,
  item: { readonly stored: StoredPackage; readonly first: FirstAppearance },
): Promise<number> {
  const { tx, clock } = deps;
  const { stored } = item;
  const rule = await ruleFor(tx, registration, item);
  const first = rule === undefined ? item.first : { ...item.first, deprecation: rule.deprecation };
  const now = clock.now();
  const { principal } = author;
  const ownerId = principal.kind === 'session' ? principal.ownerId : undefined;
  const { actor, onBehalfOf, credential } = authorship(principal, ownerId);
  await insertVersion(tx, manifestColumns(stored), {
    ...versionColumns(stored, first, now),
    public_id: publicId(deps.random),
    registration_id: registration.id,
    pushed_by: actor,
  });
  await insertDependencies(tx, dependencyColumns(stored, registration));
  await advanceRevision(tx, registration.id, now);
  await appendEvent(tx, {
    at: now,
    kind: first.origin === undefined ? 'version_published' : 'version_imported',
    actor,
    onBehalfOf,
    credential,
    subject: `version:${stored.id.key}/${stored.version.key}`,
    data: {
      sha512: stored.sha512Hex,
      sizeBytes: stored.sizeBytes,
      listed: first.listed,
      ...(first.origin === undefined ? {} : { source: first.origin.source }),
    },
    ...(author.address === undefined ? {} : { origin: author.address }),
  });
  if (rule !== undefined) {
    await appendEvent(tx, {
      at: now,
      kind: 'version_deprecated',
      actor,
      onBehalfOf,
      credential,
      subject: `version:${stored.id.key}/${stored.version.key}`,
      data: { deprecation: JSON.parse(rule.deprecation) as Deprecation, rule: rule.rule },
    });
  }
  const entry = { kind: 'details', registrationId: registration.id, versionKey: stored.version.key } as const;
  return (await appendCatalogEntry(deps, entry)).eventSeq;
}

/** What the package's owners said of versions to come; what a source of an import says of the version itself is stronger. */
async function ruleFor(
  tx: Tx,
  registration: RegistrationRow,
  { stored, first }: { readonly stored: StoredPackage; readonly first: FirstAppearance },
) {
  const isNew = registration.revision === 0;
  return isNew || first.deprecation !== null ? undefined : deprecationOfNewVersion(tx, registration.id, stored.version);
}

/**
 * A mutation that records this version. The unique constraint decides between equal pushes, whatever was read before; what
 * it throws comes with a later statement or with the commit, and is `version_exists` here.
 */
export async function mutationWithVersion<T>(
  database: Database,
  { id, version }: Pick<StoredPackage, 'id' | 'version'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await database.mutation(work);
  } catch (error) {
    if (!isUniqueViolation(error, ['registration_id', 'version_key'])) throw error;
    throw versionExists(id.display, version);
  }
}

function manifestColumns({ manifest, entries }: StoredPackage) {
  return { manifest: JSON.stringify(manifest), entries: JSON.stringify(entries) };
}

function dependencyColumns({ id, manifest }: StoredPackage, registration: RegistrationRow) {
  return [...rangesByDependency(manifest)].map(([key, ranges]) => ({
    dependency_key: key,
    registration_id: registration.id,
    registration_key: id.key,
    ranges: JSON.stringify([...ranges]),
  }));
}

function versionColumns(stored: StoredPackage, first: FirstAppearance, now: Instant) {
  const { version } = stored;
  return {
    version_key: version.key,
    sort_key: versionSortKey(version),
    normalized_version: version.normalized,
    full_version: version.full,
    display_id: stored.id.display,
    is_prerelease: version.isPrerelease ? 1 : 0,
    semver_level: semVerLevelOf(version, stored.manifest),
    state: 'available',
    listed: first.listed ? 1 : 0,
    created_at: now,
    published_at: first.publishedAt ?? now,
    edited_at: null,
    size_bytes: stored.sizeBytes,
    sha512_key: stored.sha512Hex,
    parts: JSON.stringify(stored.parts),
    deprecation: first.deprecation,
    origin: first.origin === undefined ? null : JSON.stringify({ ...first.origin, importedAt: now }),
  } as const;
}

export function versionExists(displayId: string, version: NuGetVersion): Problem {
  return new Problem(
    'version_exists',
    `${displayId} ${version.normalized} exists already. A version can never be replaced, because builds may depend on it. Raise the version and push again.`,
  );
}

/** A package needs SemVer 2.0 when its version does, or when a bound of a dependency does. */
function semVerLevelOf(version: NuGetVersion, manifest: PackageManifest): 1 | 2 {
  if (version.semVerLevel === 2) return 2;
  const ranges = manifest.dependencyGroups.flatMap((group) =>
    group.dependencies.map((dependency) => parseVersionRange(dependency.range)),
  );
  return ranges.some((range) => range !== undefined && rangeSemVerLevel(range) === 2) ? 2 : 1;
}
